// Package version owns which version of the program this is, and from which commit it was built.
package version

import (
	"fmt"
	"runtime/debug"
)

// cmd/trainmock/release has the linker set all three.
var (
	// number is a version as semver.org defines it.
	number = "0.1.0"
	// commit is the beginning of a Git hash, with +changes behind it if files differed from the commit.
	commit string
	// date is when the commit was made, RFC 3339 in UTC.
	date string
)

// Number returns the version alone, such as 0.1.0.
func Number() string { return number }

// Text returns the version with commit and date as far as they are known: 0.1.0 (commit 5a486576ab1d,
// 2026-11-27T01:52:09Z).
func Text() string {
	hash, made := commit, date
	if info, ok := debug.ReadBuildInfo(); hash == "" && ok {
		hash, made = recorded(info.Settings)
	}
	if hash == "" {
		return number
	}
	return fmt.Sprintf("%s (commit %s, %s)", number, hash, made)
}

// shortHash is the length of a commit in Text, in hexadecimal digits.
const shortHash = 12

// recorded returns the commit and the date that go build and go install record in a Git checkout, or "".
func recorded(settings []debug.BuildSetting) (hash, made string) {
	changes := ""
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			hash = s.Value[:min(len(s.Value), shortHash)]
		case "vcs.time":
			made = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				changes = "+changes"
			}
		}
	}
	return hash + changes, made
}
