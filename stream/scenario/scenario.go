// Package scenario owns the files that describe a cluster and its jobs: it reads and checks them, and keeps the
// built-in ones.
package scenario

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trainmock/stream/model"
)

//go:embed files/*.yaml
var files embed.FS

var names = []string{"demo", "steady", "chaos", "realistic", "federated", "large", "empty", "outage", "bench-50",
	"bench-200"}

// Names returns the names of the built-in scenarios, the default first.
func Names() []string { return slices.Clone(names) }

// Text returns the file of a built-in scenario, and reports whether there is one of that name.
func Text(name string) (text string, ok bool) {
	if !slices.Contains(names, name) {
		return "", false
	}
	content, err := files.ReadFile("files/" + name + ".yaml")
	return string(content), err == nil
}

// Load returns a built-in scenario by its name, or reads a file. Text that ends in .yaml or .yml, or contains a path
// separator, is taken for the path of a file. A fault in the content of a file is an *Error.
func Load(nameOrPath string) (model.Scenario, error) {
	if text, ok := Text(nameOrPath); ok {
		return Parse(nameOrPath+".yaml", []byte(text))
	}
	if !isPath(nameOrPath) {
		return model.Scenario{}, fmt.Errorf("there is no scenario %s: %suse one of %s, or a file such as mine.yaml",
			model.Quote(nameOrPath), didYouMean(nameOrPath, names), strings.Join(names, ", "))
	}
	text, err := readFile(nameOrPath)
	if err != nil {
		return model.Scenario{}, err
	}
	return Parse(nameOrPath, text)
}

// isPath reports whether s is the path of a file rather than a name.
func isPath(s string) bool {
	extension := strings.ToLower(filepath.Ext(s))
	return strings.ContainsAny(s, `/\`) || extension == ".yaml" || extension == ".yml"
}

// readFile returns the content of a file, at most one byte more than Parse accepts.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file %s: trainmock scenarios demo > mine.yaml makes one to begin with",
			model.Quote(path))
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the scenario: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read the scenario: %w", err)
	}
	return text, nil
}

// Parse reads a scenario from the text of a file with a name. Errors begin with the name; without its folder and
// extension it is also the default name of the scenario. Every error is an *Error.
func Parse(name string, text []byte) (model.Scenario, error) {
	s := newSource(name, text)
	if err := s.check(); err != nil {
		return model.Scenario{}, err
	}
	root, err := s.tree()
	if err != nil {
		return model.Scenario{}, err
	}
	f, lines, err := s.read(root)
	if err != nil {
		return model.Scenario{}, err
	}
	f.compress()
	c := checker{source: s, file: f, lines: lines}
	if c.complete(); c.check() != nil {
		return model.Scenario{}, c.err
	}
	return f.Scenario, nil
}
