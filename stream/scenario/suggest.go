package scenario

import (
	"trainmock/stream/model"
	"trainmock/stream/suggest"
)

// didYouMean returns a question about the nearest of the known words, and a space. If none is near, it returns an
// empty text.
func didYouMean(word string, known []string) string {
	if best := suggest.Nearest(word, known); best != "" {
		return "did you mean " + model.Quote(best) + "? "
	}
	return ""
}
