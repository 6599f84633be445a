package model

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns a text with an escape, such as \n or \u202e, in place of each character that does something to a
// terminal or a page instead of being seen: control characters, line separators, and those that turn the direction of
// writing. They would let a name hide a part of a line, or forge another.
func Visible(text string) string {
	if !strings.ContainsFunc(text, actsUnseen) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if actsUnseen(r) {
			escape := strconv.QuoteRuneToASCII(r)
			b.WriteString(escape[1 : len(escape)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Printable reports whether a text is UTF-8 and all of it can be seen: letters, marks, numbers, signs, and blanks as
// the space bar makes them. A joiner counts between a character outside ASCII and another one, because words of Persian
// and Hindi hold joiners, and so do emoji such as that of a family.
func Printable(text string) bool {
	joiner, before := false, rune(0)
	for _, r := range text {
		joins := r > unicode.MaxASCII && unicode.Is(unicode.Join_Control, r)
		if joins && (joiner || before <= unicode.MaxASCII) || !joins && !unicode.IsPrint(r) {
			return false
		}
		joiner, before = joins, r
	}
	return !joiner && utf8.ValidString(text)
}

// actsUnseen reports whether a character is one that Visible escapes.
func actsUnseen(r rune) bool {
	return unicode.IsControl(r) || r > unicode.MaxASCII && unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp)
}
