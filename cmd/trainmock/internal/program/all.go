package program

import (
	"flag"
	"testing"
)

var all = flag.Bool("all", false, "runs every case, where usually some stand for many of their kind")

// All reports whether every case is to run.
func All() bool { return *all }

// SkipRare skips a case for which others of its kind stand, unless every case is to run.
func SkipRare(tb testing.TB, rare bool) {
	tb.Helper()
	if rare && !*all {
		tb.Skip("others of its kind stand for it; -all runs it")
	}
}
