package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"trainmock/stream/model"
)

// maxEntries is how many keys and list entries a file may amount to when its aliases are written out.
const maxEntries = 100_000

// reader fills Go values from a YAML tree. The types decide what is accepted, and their yaml tags the names of the
// keys.
type reader struct {
	*source
	aliases map[*ast.AliasNode]ast.Node
	// lines says where each key and list entry stands, by its path, such as groups[2].count; negative where it has no
	// value.
	lines map[string]int
	// entries counts those read so far.
	entries int
}

// read turns a tree into a file.
func (s *source) read(root ast.Node) (*file, map[string]int, error) {
	targets, err := s.aliases(root)
	if err != nil {
		return nil, nil, err
	}
	r := reader{source: s, aliases: targets, lines: map[string]int{}}
	f := &file{}
	if err := r.value("", root, reflect.ValueOf(f).Elem()); err != nil {
		return nil, nil, err
	}
	return f, r.lines, nil
}

// value reads the node n, which stands at a path. A key without a value is as good as no key.
func (r *reader) value(path string, n ast.Node, into reflect.Value) error {
	n = r.resolve(n)
	_, null := n.(*ast.NullNode)
	null = null || n == nil
	switch {
	case null:
		r.lines[path] = -r.lines[path]
		return nil
	case into.Type() == commandType:
		return r.command(path, n, into.Addr().Interface().(*model.Command))
	case into.Kind() == reflect.Struct:
		return r.mapping(path, n, into)
	case into.Kind() == reflect.Slice:
		return r.list(path, n, into)
	default:
		return r.scalar(path, n, into)
	}
}

// resolve is the value behind anchors and aliases.
func (r *reader) resolve(n ast.Node) ast.Node {
	for {
		switch v := n.(type) {
		case *ast.AnchorNode:
			n = v.Value
		case *ast.AliasNode:
			n = r.aliases[v]
		default:
			return n
		}
	}
}

// count refuses what aliases make too large.
func (r *reader) count(n ast.Node) error {
	if r.entries++; r.entries > maxEntries {
		return r.fault(lineOf(n), "with its aliases written out the file has more than %d entries: use fewer aliases", maxEntries)
	}
	return nil
}

func (r *reader) list(path string, n ast.Node, into reflect.Value) error {
	sequence, ok := n.(*ast.SequenceNode)
	if !ok {
		return r.fault(r.lineAt(path, n), "%s is not a list: begin each entry on a line of its own with a dash, such as - name: a100", key(path))
	}
	for i, item := range sequence.Values {
		if err := r.count(item); err != nil {
			return err
		}
		sub := fmt.Sprintf("%s[%d]", path, i)
		r.lines[sub] = lineOf(item)
		value := reflect.New(into.Type().Elem()).Elem()
		if err := r.value(sub, item, value); err != nil {
			return err
		}
		into.Set(reflect.Append(into, value))
	}
	return nil
}

func (r *reader) mapping(path string, n ast.Node, into reflect.Value) error {
	fields := fieldsOf(into.Type())
	return r.keys(path, n, fields.names(), func(sub, key string, value ast.Node) error {
		return r.value(sub, value, into.FieldByIndex(fields[fields.index(key)].index))
	})
}

// keys reads a mapping's keys, all of which have to be known. read gets each with its path and its value.
func (r *reader) keys(path string, n ast.Node, known []string, read func(sub, key string, value ast.Node) error) error {
	if !isMapping(n) {
		return r.fault(r.lineAt(path, n), "%s is not keys with values: write each on a line of its own, such as count: 3; %s", whole(path), teach)
	}
	pairs, err := r.pairs(n)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if !slices.Contains(known, p.key) {
			return r.fault(p.line, "unknown key %s in %s: %sthere are %s",
				model.Quote(p.key), whole(path), didYouMean(p.key, known), strings.Join(known, ", "))
		}
		sub := join(path, p.key)
		r.lines[sub] = p.line
		if err := read(sub, p.key, p.value); err != nil {
			return err
		}
	}
	return nil
}

// lineAt is the line of a path, or that of a node without one.
func (r *reader) lineAt(path string, n ast.Node) int {
	if line, ok := r.lines[path]; ok {
		return line
	}
	return lineOf(n)
}
