package scenario

import "trainmock/stream/model"

// didYouMean returns a question about the nearest of the known words, and a space. If none is near, it returns an
// empty text.
func didYouMean(word string, known []string) string {
	best, distance := "", 1+min(len(word)/3, 3)
	for _, k := range known {
		if d := edits(word, k); len(word) < 64 && d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + model.Quote(best) + "? "
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
