// Command shape measures the shape of the code: how long files and functions are, how much of it is comments, and how
// many files of a package need each other. It fails beyond limits. From the root of the module:
//
//	go run ./.ci/shape                              print the table
//	go run ./.ci/shape -circles                     list the files of each circle, too
//	go run ./.ci/shape -why stream/world/view.go    print the uses that keep a file in its circle
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

const (
	// maxCircle limits the files of one circle, because a change to one of them may mean reading them all.
	maxCircle = 8
	// maxFunction limits the lines of every function: one screen.
	maxFunction = 50
	// maxP90 limits the 90th percentile of the lines of all functions, because otherwise every one of them could grow
	// to maxFunction.
	maxP90 = 20
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run prints what the arguments ask for, and returns every breach of a limit as an error of one line.
func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("shape", flag.ExitOnError)
	dir := flags.String("C", ".", "measure the module of this `folder`")
	list := flags.Bool("circles", false, "list the files of each circle")
	why := flags.String("why", "", "instead of the table, print the uses that keep this `file` in its circle")
	_ = flags.Parse(args) // it exits on an error
	if flags.NArg() > 0 {
		return fmt.Errorf("shape: unexpected argument %q: see -help", flags.Arg(0))
	}
	shapes, err := load(*dir)
	if err != nil {
		return err
	}
	if *why != "" {
		return explain(stdout, shapes, path.Clean(*why))
	}
	total := sum(shapes)
	printTable(stdout, append(slices.Clone(shapes), total))
	if *list {
		printCircles(stdout, shapes)
	}
	return breaches(shapes, total)
}

// load measures the packages of the module in dir and returns them sorted by name. Files that are built for other
// systems than Linux are left out, so that the result does not depend on the machine.
func load(dir string) ([]shape, error) {
	loaded, err := packages.Load(&packages.Config{
		Dir: dir,
		Env: append(os.Environ(), "GOOS=linux"),
		Mode: packages.NeedName | packages.NeedModule | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedTypes | packages.NeedTypesSizes | packages.NeedTypesInfo | packages.NeedSyntax,
	}, "./...")
	if err != nil {
		return nil, err
	}
	var shapes []shape
	for _, p := range loaded {
		for _, problem := range p.Errors {
			err = errors.Join(err, problem)
		}
		if len(p.Errors) > 0 || len(p.Syntax) == 0 {
			continue // a package of tests only has no files here
		}
		s, failed := measure(p)
		err = errors.Join(err, failed)
		if len(s.files) > 0 {
			shapes = append(shapes, s)
		}
	}
	if err == nil && len(shapes) == 0 {
		err = fmt.Errorf("shape: no Go files in %s", dir)
	}
	slices.SortFunc(shapes, func(a, b shape) int { return cmp.Compare(a.name, b.name) })
	return shapes, err
}

// breaches returns an error for each limit that is not kept, joined, or nil.
func breaches(shapes []shape, total shape) error {
	var found []error
	for _, s := range shapes {
		for _, c := range s.circles {
			if len(c) > maxCircle {
				found = append(found, fmt.Errorf("%s: %d files form a circle, the limit is %d: -circles lists them",
					s.name, len(c), maxCircle))
			}
		}
	}
	for _, f := range total.functions {
		if f.lines > maxFunction {
			found = append(found, fmt.Errorf("%s: %s has %d lines, the limit is %d",
				f.place, f.name, f.lines, maxFunction))
		}
	}
	if p90 := percentile(total.functionLines(), 90); p90 > maxP90 {
		found = append(found, fmt.Errorf("the 90th percentile of all functions is %d lines, the limit is %d",
			p90, maxP90))
	}
	return errors.Join(found...)
}

func printTable(w io.Writer, shapes []shape) {
	width := len("package")
	for _, s := range shapes {
		width = max(width, len(s.name))
	}
	fmt.Fprintf(w, "%-*s %21s %32s\n", width, "", "lines a file", "lines a function")
	fmt.Fprintf(w, "%-*s %6s %7s %6s %10s %7s %5s %5s %9s %7s\n", width,
		"package", "files", "median", "max", "functions", "median", "p90", "max", "comments", "circle")
	for _, s := range shapes {
		lines := s.functionLines()
		fmt.Fprintf(w, "%-*s %6d %7d %6d %10d %7d %5d %5d %8d%% %7d\n", width, s.name,
			len(s.files), percentile(s.files, 50), percentile(s.files, 100),
			len(lines), percentile(lines, 50), percentile(lines, 90), percentile(lines, 100),
			s.commentShare(), s.largestCircle())
	}
}

func printCircles(w io.Writer, shapes []shape) {
	for _, s := range shapes {
		for _, c := range s.circles {
			fmt.Fprintf(w, "\n%s: a circle of %d files\n  %s\n", s.name, len(c), strings.Join(c, "\n  "))
		}
	}
}
