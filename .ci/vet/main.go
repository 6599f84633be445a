// Command vet looks for what go vet looks for, as a program for another system, and compiles nothing for that system:
// go vet would compile all that is imported. From the root of the module:
//
//	go run ./.ci/vet windows ./...
package main

import (
	"fmt"
	"go/build"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis/multichecker"
	"golang.org/x/tools/go/analysis/suite/vet"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: go run ./.ci/vet SYSTEM PACKAGES")
		os.Exit(2)
	}
	// The packages are loaded for the system of the environment. Some analyzers read it from go/build.
	build.Default.GOOS = os.Args[1]
	os.Setenv("GOOS", build.Default.GOOS)
	os.Args = slices.Delete(os.Args, 1, 2)
	multichecker.Main(vet.Suite...)
}
