package input

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	utf8Mark         = "\xef\xbb\xbf"
	littleEndianMark = "\xff\xfe"
	bigEndianMark    = "\xfe\xff"
)

// invalid stands in a decoded text for what is no UTF-16. It is no UTF-8, so that the line is refused.
const invalid = '\xff'

// Decode returns a text as UTF-8 without its byte order mark. Windows PowerShell writes UTF-16 by its >, and Notepad a
// mark before UTF-8.
func Decode(text []byte) []byte {
	if rest, ok := bytes.CutPrefix(text, []byte(littleEndianMark)); ok {
		return decodeUTF16(rest, binary.LittleEndian)
	}
	if rest, ok := bytes.CutPrefix(text, []byte(bigEndianMark)); ok {
		return decodeUTF16(rest, binary.BigEndian)
	}
	return bytes.TrimPrefix(text, []byte(utf8Mark))
}

// decodeUTF16 returns UTF-16 as UTF-8, with invalid in place of half a character.
func decodeUTF16(text []byte, order binary.ByteOrder) []byte {
	decoded := make([]byte, 0, len(text)/2)
	for len(text) >= 2 {
		r := rune(order.Uint16(text))
		text = text[2:]
		if utf16.IsSurrogate(r) {
			var second rune
			if len(text) >= 2 {
				second = rune(order.Uint16(text))
			}
			if r = utf16.DecodeRune(r, second); r == utf8.RuneError {
				decoded = append(decoded, invalid)
				continue
			}
			text = text[2:]
		}
		decoded = utf8.AppendRune(decoded, r)
	}
	if len(text) > 0 {
		decoded = append(decoded, invalid)
	}
	return decoded
}
