package model

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// NumberError says that a text is no number, and what to use.
func NumberError(text string) error {
	example := MeantNumber(text)
	if example == "" {
		example = "digits, such as 0.5"
	}
	return fmt.Errorf("%s is not a number: use %s", Quote(text), example)
}

// MeantNumber returns the number in a text, which of 5% is 0.05, as digits. It is empty if there is none.
func MeantNumber(text string) string {
	if percent, ok := strings.CutSuffix(text, "%"); ok {
		text = percent + "e-2"
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
