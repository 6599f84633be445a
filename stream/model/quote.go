package model

import (
	"strconv"
	"strings"
)

// Quote returns a value in quotes for a message, cut to 60 bytes.
func Quote(text string) string {
	const most = 60
	if len(text) > most {
		return strconv.Quote(strings.ToValidUTF8(text[:most], "")) + "…"
	}
	return strconv.Quote(text)
}
