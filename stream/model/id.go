package model

import "trainmock/stream/pattern"

// MaxID limits an id, in bytes.
const MaxID = 128

// IDPattern matches every valid id, and no empty one, . or .., and no control characters of ASCII. It is a regular
// expression of Go and of JavaScript.
const IDPattern = `^([^.\x00-\x1f\x7f]|\.[^.\x00-\x1f\x7f]|\.\.[^\x00-\x1f\x7f])[^\x00-\x1f\x7f]*$`

var plainIDPattern = pattern.Lazy(`^[A-Za-z0-9._-]{1,64}$`)

// ValidID reports whether an id is well-formed: 1 to 128 bytes of printable UTF-8, and neither . nor .., which clients
// take out of a path.
func ValidID(id string) bool {
	return id != "" && len(id) <= MaxID && id != "." && id != ".." && Printable(id)
}

// PlainID reports whether an id has nothing but 1 to 64 letters, digits, dots, dashes and underscores, so that it can
// stand in a list that is joined by commas.
func PlainID(id string) bool { return plainIDPattern().MatchString(id) }
