package model

import "trainmock/stream/pattern"

// MaxSessionName is the length of the longest name of a session, in bytes.
const MaxSessionName = 64

// SessionPattern matches the name of a session, and also . and .., which are none. It is a regular expression of Go and
// of JavaScript.
const SessionPattern = `^[A-Za-z0-9._-]{1,64}$`

// SessionNames says how the name of a session is written, for errors.
const SessionNames = "a name has 1 to 64 letters, digits, dots, _ and -, and is not . or ..: use, for example, test-1"

var sessionName = pattern.Lazy(SessionPattern)

// ValidSession reports whether a session can have a name. Such a name stands in a path as it is.
func ValidSession(name string) bool {
	return sessionName().MatchString(name) && name != "." && name != ".."
}
