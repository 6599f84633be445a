package scenario

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// field is a field of a struct that a file can set.
type field struct {
	name  string
	index []int
}

type fields []field

// known holds the fields of each type that was asked for: to find them takes a tenth of the time to read a file.
var known sync.Map

// fieldsOf returns the fields with a yaml tag, including those of embedded structs.
func fieldsOf(t reflect.Type) fields {
	if list, ok := known.Load(t); ok {
		return list.(fields)
	}
	var list fields
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("yaml"); name != "" && name != "-" {
			list = append(list, field{name: name, index: f.Index})
		}
	}
	known.Store(t, list)
	return list
}

// names returns the names of the fields in order.
func (f fields) names() []string {
	list := make([]string, len(f))
	for i := range f {
		list[i] = f[i].name
	}
	return list
}

// index returns the position of the field with a name, or -1.
func (f fields) index(name string) int {
	for i := range f {
		if f[i].name == name {
			return i
		}
	}
	return -1
}

// join returns the path of a key below a path.
func join(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

// parent returns the path around a path, which is empty for the whole file.
func parent(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// key returns the last key of a path without list numbers, for messages.
func key(path string) string {
	path, _, _ = strings.Cut(path[strings.LastIndex(path, ".")+1:], "[")
	return path
}

// whole returns a path in words, for messages, such as "entry 3 of groups".
func whole(path string) string {
	if path == "" {
		return "a scenario"
	}
	name, number, ok := strings.Cut(path[strings.LastIndex(path, ".")+1:], "[")
	if !ok {
		return name
	}
	n, _ := strconv.Atoi(strings.TrimSuffix(number, "]"))
	return "entry " + strconv.Itoa(n+1) + " of " + name
}
