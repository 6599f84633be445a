package origin

import (
	"strings"
	"unicode"

	"trainmock/stream/model"
	"trainmock/stream/site"
)

// fault describes why a text cannot be an origin.
func fault(text string) string {
	quoted := model.Quote(text)
	_, rest, hasScheme := strings.Cut(text, "://")
	switch {
	case text == "":
		return "an origin is empty"
	case text == "null":
		return quoted + " is what files and sandboxed frames of any page send, so it cannot be named"
	case strings.ContainsFunc(text, isBlank):
		return quoted + " has a blank inside (commas separate origins)"
	case !hasScheme:
		return quoted + " has no scheme"
	case strings.ContainsFunc(text, isForeign):
		return quoted + " is not in ASCII: write its host as browsers do, with xn--"
	case strings.ContainsAny(rest, "/?#"):
		return quoted + " has a path: an origin ends with its host or port"
	case strings.Contains(text, "*"):
		return quoted + " has a * where none can be (use it to begin the host, https://*.example.com, or as the port)"
	}
	return quoted + " is not an origin, as a browser sends it"
}

func isBlank(r rune) bool { return unicode.IsSpace(r) }

func isForeign(r rune) bool { return r > unicode.MaxASCII }

// commonOrigin is an origin that is often used, the one of Vite's development server.
const commonOrigin = "http://localhost:5173"

// example returns the origin that a text probably means, or one that is often used.
func example(text string) string {
	scheme, rest, hasScheme := strings.Cut(text, "://")
	if !hasScheme {
		scheme, rest = "http", text
	}
	meant, _, _ := strings.Cut(rest, "/")
	scheme = strings.Replace(scheme, "ws", "http", 1)
	if s, ok := site.Parse(scheme + "://" + meant); ok && s.IsUsable() && text != "null" {
		return s.String()
	}
	return commonOrigin
}
