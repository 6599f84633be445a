package suggest

import (
	"slices"
	"strings"
)

// synonyms lead from names that other services use, in their plain form, to the name that is known here.
var synonyms = map[string]string{
	"time": "at", "task": "task_id", "tasks": "task_id", "node": "node_id", "nodes": "node_id", "topic": "topics",
	"params": "parameters", "start": "from", "since": "from", "end": "to", "until": "to",
}

const (
	// shortName is the length of names that are too short to tell a slip from another word: for and foo, at and cat.
	// Only a doubled letter or a swap counts there.
	shortName = 3
	// shortGiven is the length of given names that are near misses only by their case: ?t= and ?_= defeat caches.
	shortGiven = 2
	// longName is the length from which on two slips count, behind a beginning of longPrefix letters without any. So
	// min_clients is not num_clients.
	longName, longPrefix = 10, 4
)

// Names holds the names that are known in one place.
type Names struct {
	known []string
	// plain holds the same names in their plain form.
	plain []string
}

// New returns known names.
func New(known ...string) Names {
	n := Names{known: known}
	for _, k := range known {
		n.plain = append(n.plain, Plain(k))
	}
	return n
}

// With returns the names with further ones.
func (n Names) With(more ...string) Names { return New(slices.Concat(n.known, more)...) }

// Meant returns the known name that a given one misspells. It returns an empty text for a known name, and for one that
// resembles none.
//
// Case, separators and brackets (taskId, task-id, topics[]) make no difference between two names. Nor does one letter
// that is wrong, missing, doubled or swapped with its neighbour.
func (n Names) Meant(given string) string {
	if len(given) >= maxWord || slices.Contains(n.known, given) {
		return ""
	}
	if name := withoutBrackets(given); len(name) <= shortGiven {
		return n.find(func(known, _ string) bool { return strings.EqualFold(name, known) })
	}
	word := Plain(given)
	if same := n.find(func(_, plain string) bool { return word == plain }); same != "" {
		return same
	}
	if k := synonyms[word]; slices.Contains(n.known, k) {
		return k
	}
	return n.find(func(_, plain string) bool { return slips(word, plain) })
}

// find returns the first name for which accept returns true, or an empty text.
func (n Names) find(accept func(known, plain string) bool) string {
	for i, k := range n.known {
		if accept(k, n.plain[i]) {
			return k
		}
	}
	return ""
}

// separators are left out of plain names.
var separators = strings.NewReplacer("_", "", "-", "", ".", "", " ", "")

// Plain returns a name in lower case, without separators and without the brackets of a list: taskid for taskId,
// task_id and task-id[].
func Plain(name string) string { return strings.ToLower(separators.Replace(withoutBrackets(name))) }

// withoutBrackets returns a name without the brackets with which many libraries mark a list: topics[] and topics[0].
func withoutBrackets(name string) string {
	plain, index, found := strings.Cut(name, "[")
	if !found || strings.Trim(index, "0123456789") != "]" {
		return name
	}
	return plain
}

// slips reports whether two plain names differ by so few slips that one of them is a misspelling.
func slips(given, known string) bool {
	a, b := different(given, known)
	swap := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	switch {
	case len(known) <= shortName:
		return swap || doubled(given, known)
	case swap || len(a) <= 1 && len(b) <= 1:
		return true
	}
	return len(known) >= longName && len(given) <= len(known)+2 && strings.HasPrefix(given, known[:longPrefix]) &&
		edits(given, known) <= 2
}

// different returns what is left of two words without their common beginning and end.
func different(a, b string) (restOfA, restOfB string) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// doubled reports whether a word is a known one with one letter twice.
func doubled(word, known string) bool {
	for i := range known {
		if word == known[:i+1]+known[i:] {
			return true
		}
	}
	return false
}
