package model

import "regexp"

var idPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// ValidID reports whether an id is well-formed: 1 to 64 letters, digits, dots, dashes and underscores.
func ValidID(id string) bool { return idPattern.MatchString(id) }
