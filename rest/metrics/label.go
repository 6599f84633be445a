package metrics

import "strings"

// labels are labels as they are written between braces: name="value",name="value".
type labels []byte

// escape escapes a value of a label.
var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// with returns the labels and further ones, given as names and values in turn. They share no memory.
func (l labels) with(pairs ...string) labels {
	size := len(l)
	for _, p := range pairs {
		size += len(p) + 2
	}
	next := append(make(labels, 0, size+8), l...)
	for i := 0; i < len(pairs); i += 2 {
		if len(next) > 0 {
			next = append(next, ',')
		}
		next = append(next, pairs[i]...)
		next = append(next, `="`...)
		if value := pairs[i+1]; strings.ContainsAny(value, "\\\"\n") {
			next = append(next, escape.Replace(value)...)
		} else {
			next = append(next, value...)
		}
		next = append(next, '"')
	}
	return next
}
