// Package completion owns what a shell offers behind the Tab key: its scripts, and the words from kong's model.
package completion

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Values returns the words that a flag or an argument takes, by its tag complete, or by
// its name without one.
type Values func(kind string) []string

// Words returns the words that may stand at the end of a command line. words are those behind the name of the program;
// the last of them is what has been typed of the word at the cursor, perhaps nothing. No words mean that a shell is to
// offer files.
func Words(root *kong.Node, words []string, values Values) []string {
	if len(words) == 0 {
		words = []string{""}
	}
	last := len(words) - 1
	at := &place{node: root}
	for _, word := range words[:last] {
		at.pass(word)
	}
	return starting(at.offers(words[last], values), words[last])
}

// place is how far a command line has been read.
type place struct {
	node *kong.Node
	// arguments counts the positional arguments of the node.
	arguments int
	// pending is a flag whose value comes next, or nil.
	pending *kong.Flag
	// ended is set behind --, where no word is a flag.
	ended bool
}

// pass reads one word.
func (p *place) pass(word string) {
	switch {
	case p.pending != nil:
		p.pending = nil
	case word == "--":
		p.ended = true
	case !p.ended && strings.HasPrefix(word, "-") && len(word) > 1:
		name, _, hasValue := strings.Cut(word, "=")
		if f := p.flag(name); f != nil && !f.IsBool() && !hasValue {
			p.pending = f
		}
	default:
		if child := p.child(word); child != nil {
			p.node, p.arguments = child, 0
			return
		}
		p.arguments++
	}
}

// child returns the command of the node with a name, or nil.
func (p *place) child(name string) *kong.Node {
	i := slices.IndexFunc(p.node.Children, func(n *kong.Node) bool { return n.Name == name })
	if i < 0 {
		return nil
	}
	return p.node.Children[i]
}

// flags returns those of the node and of its parents.
func (p *place) flags() []*kong.Flag {
	var all []*kong.Flag
	for _, group := range p.node.AllFlags(true) {
		all = append(all, group...)
	}
	return all
}

// flag returns the flag that is written as --name or -n, or nil.
func (p *place) flag(written string) *kong.Flag {
	for _, f := range p.flags() {
		if written == "--"+f.Name || f.Short != 0 && written == "-"+string(f.Short) {
			return f
		}
	}
	return nil
}

// offers returns the words that may stand here. typed is the beginning of the word.
func (p *place) offers(typed string, values Values) []string {
	if p.pending != nil {
		return valuesOf(p.pending.Value, values)
	}
	if name, _, hasValue := strings.Cut(typed, "="); !p.ended && strings.HasPrefix(typed, "-") {
		if !hasValue {
			return p.flagNames()
		}
		var words []string
		if f := p.flag(name); f != nil {
			for _, value := range valuesOf(f.Value, values) {
				words = append(words, name+"="+value)
			}
		}
		return words
	}
	var words []string
	if p.arguments == 0 {
		for _, n := range p.node.Children {
			if !n.Hidden {
				words = append(words, n.Name)
			}
		}
	}
	if p.arguments < len(p.node.Positional) {
		words = append(words, valuesOf(p.node.Positional[p.arguments], values)...)
	}
	return words
}

func (p *place) flagNames() []string {
	var names []string
	for _, f := range p.flags() {
		names = append(names, "--"+f.Name)
	}
	slices.Sort(names)
	return names
}

// valuesOf returns the words that a flag or an argument takes.
func valuesOf(v *kong.Value, values Values) []string {
	if v.Enum != "" {
		return v.EnumSlice()
	}
	if kind := v.Tag.Get("complete"); kind != "" {
		return values(kind)
	}
	return values(v.Name)
}

// starting returns the words that begin with what has been typed.
func starting(words []string, typed string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return !strings.HasPrefix(w, typed) })
}
