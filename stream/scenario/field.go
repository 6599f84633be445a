package scenario

import (
	"reflect"
	"strconv"
	"strings"
)

// field is a struct's field that a file can set.
type field struct {
	name  string
	index []int
}

type fields []field

// fieldsOf are the fields with a yaml tag; those of embedded structs count as the struct's own.
func fieldsOf(t reflect.Type) fields {
	var list fields
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("yaml"); name != "" && name != "-" {
			list = append(list, field{name: name, index: f.Index})
		}
	}
	return list
}

func (f fields) names() []string {
	list := make([]string, len(f))
	for i := range f {
		list[i] = f[i].name
	}
	return list
}

// index is the place of the field with that name; -1 if there is none.
func (f fields) index(name string) int {
	for i := range f {
		if f[i].name == name {
			return i
		}
	}
	return -1
}

// join is the path of a key of what stands at a path.
func join(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

// parent is the path of what holds that which stands at a path.
func parent(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// key is the last key of a path, for people: without the numbers of lists.
func key(path string) string {
	path, _, _ = strings.Cut(path[strings.LastIndex(path, ".")+1:], "[")
	return path
}

// whole names what stands at a path, for people: entry 3 of groups.
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
