package output

import (
	"math"
	"strconv"
)

// scale is ten to the power of the decimals that most numbers have at most.
const scale = 1e4

// appendFloat appends a number. A number that is a whole count of 1/scale, of at most fifteen digits, has no shorter
// decimal than that count: such decimals are all different numbers. To search for the shortest takes far longer.
func (w *work) appendFloat(to []byte, f float64) []byte {
	abs := math.Abs(f)
	if abs < 1e15/scale {
		count := math.RoundToEven(f * scale)
		if count/scale == f && (count != 0 || !math.Signbit(f)) {
			return appendDecimal(to, int64(count))
		}
	}
	if abs < 1e-6 || !(abs < 1e21) { // It has an exponent, or is not finite.
		return w.appendForeign(to, f)
	}
	return strconv.AppendFloat(to, f, 'f', -1, 64)
}

// appendDecimal appends a count of 1/scale.
func appendDecimal(to []byte, count int64) []byte {
	if count < 0 {
		to, count = append(to, '-'), -count
	}
	to = strconv.AppendInt(to, count/scale, 10)
	rest := count % scale
	if rest == 0 {
		return to
	}
	to = append(to, '.')
	for unit := int64(scale / 10); rest > 0; unit /= 10 {
		to = append(to, byte('0'+rest/unit))
		rest %= unit
	}
	return to
}

// appendString appends a text in quotes.
func (w *work) appendString(to []byte, s string) []byte {
	if !isPlain(s) {
		return w.appendForeign(to, s)
	}
	to = append(to, '"')
	to = append(to, s...)
	return append(to, '"')
}

// isPlain reports whether a text is printable ASCII without quotes and backslashes: nothing in it is escaped.
func isPlain(s string) bool {
	for i := range len(s) {
		if !plain[s[i]] {
			return false
		}
	}
	return true
}

// plain marks the bytes of such texts.
var plain = func() (table [256]bool) {
	for c := ' '; c <= '~'; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()
