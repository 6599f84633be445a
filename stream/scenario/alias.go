package scenario

import (
	"github.com/goccy/go-yaml/ast"

	"trainmock/stream/model"
)

// aliases finds the target of each alias in a tree: the last anchor of that name before it. An alias inside its own
// anchor is refused. All others point backwards, so that there is no cycle.
type aliases struct {
	*source
	anchors map[string]*ast.AnchorNode
	targets map[*ast.AliasNode]ast.Node
	// open are the anchors around the node that Visit was called for.
	open []*ast.AnchorNode
	err  error
}

// aliases returns the target of each alias in a tree.
func (s *source) aliases(root ast.Node) (map[*ast.AliasNode]ast.Node, error) {
	a := aliases{source: s, anchors: map[string]*ast.AnchorNode{}, targets: map[*ast.AliasNode]ast.Node{}}
	ast.Walk(&visitor{aliases: &a}, root)
	return a.targets, a.err
}

// visitor walks one branch of the tree. depth is the number of anchors around it.
type visitor struct {
	*aliases
	depth int
}

// Visit notes anchors, and looks aliases up.
func (v *visitor) Visit(n ast.Node) ast.Visitor {
	v.open = v.open[:v.depth]
	switch n := n.(type) {
	case *ast.AnchorNode:
		v.anchors[n.Name.GetToken().Value] = n
		v.open = append(v.open, n)
		return &visitor{aliases: v.aliases, depth: v.depth + 1}
	case *ast.AliasNode:
		v.lookUp(n)
	}
	return v
}

// lookUp notes the target of an alias, or the first error.
func (v *visitor) lookUp(n *ast.AliasNode) {
	name := n.Value.GetToken().Value
	target := v.anchors[name]
	refuse := func(format string) {
		if v.err == nil {
			v.err = v.fault(lineOf(n), format, model.Quote("*"+name), name)
		}
	}
	if target == nil {
		refuse("the alias %s stands for nothing: name a value with &%s before it is used, or write the value itself")
		return
	}
	for _, around := range v.open {
		if around == target {
			refuse("the alias %s is part of what it stands for, a cycle: write the value itself in place of *%s")
		}
	}
	v.targets[n] = target.Value
}
