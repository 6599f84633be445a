package version

import (
	"runtime/debug"
	"testing"
)

// TestRecorded reads what go build records with and without a Git checkout.
func TestRecorded(t *testing.T) {
	const full, made = "5a486576ab1d09e1b1c3c3f0a1a0f5a4c3b2a190", "2026-11-27T01:52:09Z"
	for name, tc := range map[string]struct {
		settings   []debug.BuildSetting
		hash, made string
	}{
		"no checkout": {[]debug.BuildSetting{{Key: "GOOS", Value: "linux"}}, "", ""},
		"a commit": {[]debug.BuildSetting{
			{Key: "vcs.revision", Value: full}, {Key: "vcs.time", Value: made}, {Key: "vcs.modified", Value: "false"},
		}, "5a486576ab1d", made},
		"changed files": {[]debug.BuildSetting{
			{Key: "vcs.modified", Value: "true"}, {Key: "vcs.revision", Value: full}, {Key: "vcs.time", Value: made},
		}, "5a486576ab1d+changes", made},
	} {
		if hash, made := recorded(tc.settings); hash != tc.hash || made != tc.made {
			t.Errorf("%s: got %q of %q, want %q of %q", name, hash, made, tc.hash, tc.made)
		}
	}
}
