package ask

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// MaxFilterIDs limits the node ids, and the task ids, of one filter. A whole large cluster fits.
const MaxFilterIDs = 2000

// TaskNotFound returns the refusal of an id that no task has or can have.
func TaskNotFound() *refuse.Refusal { return refuse.New(http.StatusNotFound, "Task not found") }

// NodeNotFound returns the refusal of an id that no node has or can have.
func NodeNotFound() *refuse.Refusal { return refuse.New(http.StatusNotFound, "Node not found") }

// PathValue returns a part of a request's path without escapes. chi leaves them in where RawPath is set, because it
// routes by that: team%2Frun is one part.
func PathValue(r *http.Request, name string) string {
	value := r.PathValue(name)
	if r.URL.RawPath == "" {
		return value
	}
	if plain, err := url.PathUnescape(value); err == nil {
		return plain
	}
	return value
}

// parseIDs reads the values of a parameter that takes ids, and returns the ids sorted. It refuses one that is not
// valid by the result of absent.
func parseIDs(parameter string, values []string, absent func() *refuse.Refusal) ([]string, error) {
	var ids []string
	for _, value := range values {
		ids = append(ids, splitIDs(value)...)
	}
	for _, id := range ids {
		if !model.ValidID(id) {
			return nil, absent()
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > MaxFilterIDs {
		return nil, refuse.Invalid(parameter, "list.max_items",
			fmt.Sprintf("%d ids are too many: at most %d, or none for all", len(ids), MaxFilterIDs))
	}
	return ids, nil
}

// splitIDs splits a list at its commas if all its parts are plain ids. Otherwise the value is one id, which may hold
// commas. Empty parts count as none.
func splitIDs(value string) []string {
	parts := slices.DeleteFunc(strings.Split(value, ","), func(part string) bool { return part == "" })
	for _, part := range parts {
		if !model.PlainID(part) {
			return []string{value}
		}
	}
	return parts
}
