// Package suggest owns the search for the name that was meant by one that is not known.
package suggest

// maxWord is the length in bytes of the longest word that is compared. No known name is nearly as long.
const maxWord = 64

// Nearest returns the known word with the fewest edits from a word. It returns an empty text where more than a third
// of the word's letters, or more than three, would have to change.
func Nearest(word string, known []string) string {
	best, distance := "", 1+min(len(word)/3, 3)
	for _, k := range known {
		if len(word) >= maxWord {
			break
		}
		if d := edits(word, k); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// edits returns the Levenshtein distance in bytes. The swap of two neighbours counts as one edit.
func edits(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(last[j]+cost, last[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, last = last, next
	}
	return last[len(b)]
}
