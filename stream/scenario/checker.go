package scenario

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"trainmock/stream/model"
)

// checker finds the first fault in a file.
type checker struct {
	*source
	*file
	// lines are the lines of the keys by their paths: see reader.
	lines map[string]int
	err   error
}

// has reports whether the file has a value at a path.
func (c *checker) has(path string) bool {
	return c.lines[path] > 0
}

// refuse notes a fault at a path, or at the innermost part around it that is in the file. The first fault is kept.
func (c *checker) refuse(path, format string, args ...any) {
	if c.err != nil {
		return
	}
	for path != "" && c.lines[path] == 0 {
		path = parent(path)
	}
	c.err = c.fault(max(c.lines[path], -c.lines[path]), format, args...)
}

// missing notes that a key has no value.
func (c *checker) missing(path, example string) {
	c.refuse(path, "%s has no %s: add, for example, %s: %s", whole(parent(path)), key(path), key(path), example)
}

// between refuses values out of [low, high].
func between[T cmp.Ordered](c *checker, path string, v, low, high T, example string) {
	switch {
	case low <= v && v <= high:
	case !c.has(path):
		c.missing(path, example)
	default:
		c.refuse(path, "%s: %s is not from %s to %s: use, for example, %s: %s", key(path), show(v)+c.after(v),
			show(low), show(high), key(path), example)
	}
}

// after returns a remark for a duration that differs from the written one, or an empty text.
func (c *checker) after(v any) string {
	if _, ok := v.(time.Duration); !ok || c.Compression == 1 {
		return ""
	}
	return fmt.Sprintf(" (as written, divided by compression: %v)", c.Compression)
}

// oneOf refuses a word that is not accepted.
func (c *checker) oneOf(path, word string, accepted []string) {
	for _, a := range accepted {
		if a == word {
			return
		}
	}
	if !c.has(path) && len(accepted) > 0 {
		c.missing(path, accepted[0])
		return
	}
	c.refuse(path, "%s: %s is not one that there is: %suse %s", key(path), model.Quote(word),
		didYouMean(word, accepted), atMost(accepted))
}

// atMost returns the first words of a list, joined by commas.
func atMost(words []string) string {
	const most = 20
	if len(words) == 0 {
		return "none, for there is none"
	}
	if len(words) > most {
		return strings.Join(words[:most], ", ") + " …"
	}
	return strings.Join(words, ", ")
}

// show returns a value as it is written in a file.
func show(v any) string {
	if d, ok := v.(time.Duration); ok {
		return duration(d)
	}
	return fmt.Sprint(v)
}

// duration returns a duration as text, with days and without units that are 0.
func duration(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= day {
		return strings.TrimSuffix(fmt.Sprintf("%dd%s", d/day, duration(d%day)), "0s")
	}
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}
