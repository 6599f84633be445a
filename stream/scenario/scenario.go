// Package scenario owns the files that describe a cluster and its jobs: it reads and checks them, and keeps the
// built-in ones.
package scenario

import (
	"embed"
	"slices"

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

// Parse reads a scenario from the text of a file with a name, in UTF-8 or in UTF-16 with a byte order mark. Errors
// begin with the name; without its folder and extension it is also the default name of the scenario. Every error is an
// *Error.
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
	c := checker{source: s, file: f, lines: lines}
	c.derive()
	f.compress()
	if c.complete(); c.check() != nil {
		return model.Scenario{}, c.err
	}
	f.Text = s.text
	return f.Scenario, nil
}
