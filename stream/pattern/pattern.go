// Package pattern owns when regular expressions are compiled.
package pattern

import (
	"regexp"
	"sync"
)

// Lazy returns a function that compiles a regular expression at its first call, and returns it at every call. Few runs
// need all of them, and together they would be a part of every start (BenchmarkStart). The function panics if the text
// is no regular expression.
func Lazy(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
