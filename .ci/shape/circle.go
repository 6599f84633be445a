package main

import (
	"cmp"
	"fmt"
	"go/token"
	"io"
	"maps"
	"math"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// graph holds the uses of each file of a package, and the lines on which they are.
type graph map[string]map[use][]int

// use names something that is declared in another file of the same package.
type use struct{ file, name string }

// link returns the graph between the files of p that have a name. Selected fields and methods count: the type checker
// records them among the uses.
func link(p *packages.Package, names map[*token.File]string) graph {
	g := graph{}
	for _, name := range names {
		g[name] = map[use][]int{}
	}
	for identifier, object := range p.TypesInfo.Uses {
		file := p.Fset.File(identifier.Pos())
		from, to := names[file], names[p.Fset.File(object.Pos())]
		if from == "" || to == "" || from == to {
			continue // generated, of another package, or in the same file
		}
		u := use{file: to, name: object.Name()}
		g[from][u] = append(g[from][u], position(file, identifier.Pos()).Line)
	}
	return g
}

// circles returns the strongly connected components that have more than one file, the largest first.
func (g graph) circles() [][]string {
	t := tarjan{graph: g, order: map[string]int{}}
	for file := range g {
		t.visit(file)
	}
	slices.SortFunc(t.found, func(a, b []string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), slices.Compare(a, b))
	})
	return t.found
}

// tarjan holds the state of Tarjan's algorithm, which golang.org/x/tools has in an internal package only.
type tarjan struct {
	graph graph
	order map[string]int // files are numbered from 1 as they are visited; those of a finished component are done
	stack []string       // the visited files whose component is not finished
	found [][]string
}

// done exceeds every number, so that a finished component never counts as the earliest.
const done = math.MaxInt

// visit returns the smallest number of a file on the stack that file leads to.
func (t *tarjan) visit(file string) int {
	if number := t.order[file]; number != 0 {
		return number
	}
	number, height := len(t.order)+1, len(t.stack)
	t.order[file] = number
	t.stack = append(t.stack, file)
	earliest := number
	for u := range t.graph[file] {
		earliest = min(earliest, t.visit(u.file))
	}
	if earliest == number { // file leads no further back: it and all above it are a component
		component := slices.Sorted(slices.Values(t.stack[height:]))
		t.stack = t.stack[:height]
		for _, member := range component {
			t.order[member] = done
		}
		if len(component) > 1 {
			t.found = append(t.found, component)
		}
	}
	return earliest
}

// explain prints what a file uses of the other files of its circle. A name without a folder stands for every file of
// that name.
func explain(w io.Writer, shapes []shape, name string) error {
	known := false
	for _, s := range shapes {
		file := path.Base(name)
		if _, ok := s.uses[file]; !ok || name != file && name != path.Join(s.name, file) {
			continue
		}
		known = true
		at := slices.IndexFunc(s.circles, func(c []string) bool { return slices.Contains(c, file) })
		if at < 0 {
			fmt.Fprintf(w, "%s is in no circle\n", path.Join(s.name, file))
			continue
		}
		fmt.Fprintf(w, "%s is in a circle of %d files and uses of them\n", path.Join(s.name, file), len(s.circles[at]))
		s.uses.print(w, file, s.circles[at])
	}
	if !known {
		return fmt.Errorf("shape: no measured file is named %s", name)
	}
	return nil
}

// print writes a line for each use that leads from a file to one of the others.
func (g graph) print(w io.Writer, file string, others []string) {
	uses := slices.SortedFunc(maps.Keys(g[file]), func(a, b use) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.name, b.name))
	})
	for _, u := range uses {
		if slices.Contains(others, u.file) {
			lines := slices.Compact(slices.Sorted(slices.Values(g[file][u])))
			fmt.Fprintf(w, "  %-24s %-24s line %s\n", u.file, u.name, strings.Trim(fmt.Sprint(lines), "[]"))
		}
	}
}
