package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"trainmock/stream/model"
)

// maxEntries limits the keys and list entries of a file whose aliases are written out.
const maxEntries = 100_000

// reader fills Go values from a YAML tree. Their types and yaml tags decide which values and keys are accepted.
type reader struct {
	*source
	aliases map[*ast.AliasNode]ast.Node
	// lines are the line numbers of keys and list entries by their paths, such as groups[2].count. The number is
	// negative if there is no value.
	lines map[string]int
	// entries counts the keys and list entries read so far.
	entries int
}

// read returns the file in a tree, and the lines of its paths.
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

// value reads the node at a path. A key without a value counts as no key.
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
	case into.Type() == faultType:
		return r.definition(path, n, into.Addr().Interface().(*model.Fault))
	case into.Kind() == reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return r.value(path, n, into.Elem())
	case into.Kind() == reflect.Map:
		return r.texts(path, n, into)
	case into.Kind() == reflect.Struct:
		return r.mapping(path, n, into)
	case into.Kind() == reflect.Slice:
		return r.list(path, n, into)
	default:
		return r.scalar(path, n, into)
	}
}

// resolve returns the value behind anchors and aliases.
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

// count counts a key or list entry, and refuses a file in which aliases make too many.
func (r *reader) count(n ast.Node) error {
	if r.entries++; r.entries > maxEntries {
		return r.fault(lineOf(n), "with its aliases written out the file has more than %d entries: use fewer aliases",
			maxEntries)
	}
	return nil
}

// list reads a list.
func (r *reader) list(path string, n ast.Node, into reflect.Value) error {
	sequence, ok := n.(*ast.SequenceNode)
	if !ok {
		return r.fault(r.lineAt(path, n),
			"%s is not a list: begin each entry on a line of its own with a dash, such as - %s", key(path),
			entryExample(into.Type().Elem()))
	}
	if inFault(path) { // There an empty list is another thing than none.
		into.Set(reflect.MakeSlice(into.Type(), 0, len(sequence.Values)))
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

// entryExample returns an entry of a list as it is written in a file.
func entryExample(t reflect.Type) string {
	switch {
	case t == faultType:
		return "drop: {}"
	case t.Kind() == reflect.String:
		return exampleOf(t)
	}
	return "name: a100"
}

// mapping reads a mapping into a struct.
func (r *reader) mapping(path string, n ast.Node, into reflect.Value) error {
	fields := fieldsOf(into.Type())
	return r.keys(path, n, fields.names(), func(sub, key string, value ast.Node) error {
		return r.value(sub, value, into.FieldByIndex(fields[fields.index(key)].index))
	})
}

// keys calls read for each pair of a mapping, with the path of the key. It refuses unknown keys.
func (r *reader) keys(path string, n ast.Node, known []string, read func(sub, key string, value ast.Node) error) error {
	if !isMapping(n) {
		return r.fault(r.lineAt(path, n),
			"%s is not keys with values: write each on a line of its own, such as count: 3; %s", whole(path), teach)
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

// lineAt returns the line of a path, or that of the node if the path has none.
func (r *reader) lineAt(path string, n ast.Node) int {
	if line, ok := r.lines[path]; ok {
		return line
	}
	return lineOf(n)
}
