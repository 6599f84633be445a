package access

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// IsControl reports whether a request is for a path of control: under /mock, or under /s/NAME/mock. A router may
// decode a path or clean it before it routes, so every reading of the path counts, also in upper case.
func IsControl(r *http.Request) bool {
	// Most requests are told apart without reading their paths.
	if !mayHaveMock(r.URL.Path) {
		return false
	}
	return slices.ContainsFunc(readings(r.URL), func(path []string) bool { return behindMock(path) != nil })
}

// mayHaveMock reports whether a text has mock in it, in upper or lower case, or letters beyond ASCII: one of those, the
// sign for Kelvin, is a k in another case.
func mayHaveMock(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= utf8.RuneSelf:
			return true
		case c|0x20 == 'k' && i >= 3 && strings.EqualFold(text[i-3:i], "moc"):
			return true
		}
	}
	return false
}

// readings returns the segments of a path in every way in which a router may read them: split after it was decoded,
// split before, and without the segments that lead nowhere.
func readings(u *url.URL) [][]string {
	split := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	for i, segment := range split {
		// EscapedPath returns only valid escapes.
		split[i], _ = url.PathUnescape(segment)
	}
	return [][]string{split, clean(split), strings.Split(strings.TrimPrefix(u.Path, "/"), "/")}
}

// clean returns the segments of a path without empty ones, . and .., as path.Clean does.
func clean(segments []string) []string {
	var kept []string
	for _, segment := range segments {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		default:
			kept = append(kept, segment)
		}
	}
	return kept
}

// behindMock returns the segments from mock on, or nil if the path is none of control.
func behindMock(path []string) []string {
	for len(path) > 2 && strings.EqualFold(path[0], "s") {
		path = path[2:]
	}
	if len(path) == 0 || !strings.EqualFold(path[0], "mock") {
		return nil
	}
	return path
}

// takesFile reports whether the body of a request may be a whole file: for /mock/journal or /mock/scenario.
func takesFile(r *http.Request) bool { return isFor(r, "journal", "scenario") }

// holdsFile reports whether the body of a request may be a file or have one in it: for /mock/sessions, too.
func holdsFile(r *http.Request) bool { return isFor(r, "journal", "scenario", "sessions") }

// isFor reports whether a request is for one of some routes right below /mock.
func isFor(r *http.Request, names ...string) bool {
	path := behindMock(clean(readings(r.URL)[0]))
	return len(path) == 2 && slices.Contains(names, path[1])
}

// isStream reports whether a request asks control for a stream: a GET of a route with the name stream, such as
// /mock/requests/stream, or a WebSocket.
func isStream(r *http.Request) bool {
	path := clean(readings(r.URL)[0])
	named := len(path) > 0 && path[len(path)-1] == "stream"
	return r.Method == http.MethodGet && (named || strings.EqualFold(r.Header.Get("Upgrade"), "websocket"))
}
