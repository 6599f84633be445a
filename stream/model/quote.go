package model

import (
	"strconv"
	"strings"
)

// Quote returns a value as a message shows it: in quotes, and not at any length.
func Quote(text string) string {
	const most = 60
	if len(text) > most {
		return strconv.Quote(strings.ToValidUTF8(text[:most], "")) + "…"
	}
	return strconv.Quote(text)
}
