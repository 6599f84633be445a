package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// shape holds what is measured of a package, or of all of them together.
type shape struct {
	name      string // the import path, relative to the module
	files     []int  // the lines of each file
	functions []function
	comments  int // lines that hold nothing but a comment
	written   int // lines that are not blank
	uses      graph
	circles   [][]string // the largest first
}

type function struct {
	place string // file:line
	name  string
	lines int // from func to the closing brace
}

// measure returns the shape of p without its generated files, which nobody reads. Its tests were not loaded.
func measure(p *packages.Package) (shape, error) {
	s := shape{name: p.PkgPath}
	if p.PkgPath == p.Module.Path {
		s.name = "."
	} else {
		s.name = strings.TrimPrefix(p.PkgPath, p.Module.Path+"/")
	}
	names := map[*token.File]string{}
	for _, syntax := range p.Syntax {
		if ast.IsGenerated(syntax) {
			continue
		}
		file := p.Fset.File(syntax.FileStart)
		names[file] = filepath.Base(file.Name())
		if err := s.addLines(file, syntax); err != nil {
			return shape{}, err
		}
		s.addFunctions(file, syntax)
	}
	s.uses = link(p, names)
	s.circles = s.uses.circles()
	return s, nil
}

// addLines counts the lines of a file.
func (s *shape) addLines(file *token.File, syntax *ast.File) error {
	source, err := os.ReadFile(file.Name())
	if err != nil {
		return err
	}
	if len(source) != file.Size() {
		return fmt.Errorf("%s changed while it was measured", file.Name())
	}
	text := strings.Split(string(source), "\n")
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	for _, line := range text {
		if !blank(line) {
			s.written++
		}
	}
	for _, group := range syntax.Comments {
		for _, comment := range group.List {
			first, last := position(file, comment.Pos()), position(file, comment.End())
			if !blank(text[first.Line-1][:first.Column-1]) {
				first.Line++ // the comment follows code, or another comment
			}
			for _, line := range text[first.Line-1 : max(first.Line-1, last.Line)] {
				if !blank(line) {
					s.comments++
				}
			}
		}
	}
	s.files = append(s.files, file.LineCount())
	return nil
}

// addFunctions measures the functions and methods that a file declares; literals count as part of them.
func (s *shape) addFunctions(file *token.File, syntax *ast.File) {
	for _, declaration := range syntax.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		name := f.Name.Name
		if f.Recv != nil {
			name = fmt.Sprintf("(%s).%s", types.ExprString(f.Recv.List[0].Type), name)
		}
		first, last := position(file, f.Pos()).Line, position(file, f.End()).Line
		s.functions = append(s.functions, function{
			place: fmt.Sprintf("%s:%d", path.Join(s.name, filepath.Base(file.Name())), first),
			name:  name,
			lines: last - first + 1,
		})
	}
}

// position returns where at is in the file itself, whatever a line directive claims.
func position(file *token.File, at token.Pos) token.Position { return file.PositionFor(at, false) }

// sum returns the shape of all packages together.
func sum(shapes []shape) shape {
	total := shape{name: "total"}
	for _, s := range shapes {
		total.files = append(total.files, s.files...)
		total.functions = append(total.functions, s.functions...)
		total.comments += s.comments
		total.written += s.written
		total.circles = append(total.circles, s.circles...)
	}
	return total
}

func (s *shape) functionLines() []int {
	lines := make([]int, len(s.functions))
	for i, f := range s.functions {
		lines[i] = f.lines
	}
	return lines
}

// commentShare returns the percentage of comments among the lines that are not blank.
func (s *shape) commentShare() int { return (100*s.comments + s.written/2) / max(1, s.written) }

// largestCircle returns the number of files in the largest circle, or 1 without a circle.
func (s *shape) largestCircle() int {
	largest := 1
	for _, c := range s.circles {
		largest = max(largest, len(c))
	}
	return largest
}

// percentile returns the smallest value that at least so many percent of the values do not exceed, or 0 without values.
func percentile(values []int, percent int) int {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)*percent+99)/100-1]
}
