package fault

import "bytes"

// Malform returns JSON with another bracket at its end, which makes it none. An empty text stays empty.
func Malform(text []byte) []byte {
	broken := bytes.Clone(text)
	if end := len(bytes.TrimSpace(text)) - 1; end >= 0 {
		broken[end] = ')'
	}
	return broken
}
