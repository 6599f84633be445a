package scenario

import "github.com/goccy/go-yaml/ast"

// pair is a key with its value, and the line of the key.
type pair struct {
	key   string
	line  int
	value ast.Node
}

// pairs returns the pairs of a mapping: its own, and those merged into it with << under other keys.
func (r *reader) pairs(mapping ast.Node) ([]pair, error) {
	var own, merged []pair
	for _, v := range valuesOf(mapping) {
		if err := r.count(v); err != nil {
			return nil, err
		}
		if !v.Key.IsMergeKey() {
			own = append(own, pair{key: keyText(v.Key), line: lineOf(v.Key), value: v.Value})
			continue
		}
		more, err := r.merged(v)
		if err != nil {
			return nil, err
		}
		merged = append(merged, more...)
	}
	return firstOfEach(append(own, merged...)), nil
}

// merged returns the pairs that << adds: those of one mapping, or of a list of mappings.
func (r *reader) merged(v *ast.MappingValueNode) ([]pair, error) {
	sources := []ast.Node{v.Value}
	if list, ok := r.resolve(v.Value).(*ast.SequenceNode); ok {
		sources = list.Values
	}
	var all []pair
	for _, source := range sources {
		mapping := r.resolve(source)
		if !isMapping(mapping) {
			return nil, r.fault(lineOf(v.Key),
				"<< takes an alias of keys with values, such as <<: *gpt after an entry was named with &gpt")
		}
		more, err := r.pairs(mapping)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// firstOfEach returns the first pair of each key.
func firstOfEach(all []pair) []pair {
	seen := map[string]bool{}
	var list []pair
	for _, p := range all {
		if !seen[p.key] {
			seen[p.key] = true
			list = append(list, p)
		}
	}
	return list
}

func isMapping(n ast.Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	default:
		return false
	}
}

func valuesOf(mapping ast.Node) []*ast.MappingValueNode {
	switch m := mapping.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	default:
		return nil
	}
}

func keyText(key ast.MapKeyNode) string {
	if s, ok := key.(*ast.StringNode); ok {
		return s.Value
	}
	return key.GetToken().Value
}
