// Package pattern owns when regular expressions are compiled.
package pattern

import (
	"regexp"
	"sync"
)

// Lazy returns a function that returns a regular expression, which its first call compiles. Most are needed by few
// runs, and one with {1,64} takes a tenth of a millisecond (BenchmarkStart). The function panics if the text is none.
func Lazy(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
