package fault_test

import (
	"strings"
	"testing"

	"trainmock/stream/fault"
)

// TestProfiles checks that the faults of all profiles are valid, and that no two have the same name.
func TestProfiles(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range fault.ProfileNames() {
		p, ok := fault.ProfileOf(name)
		if !ok || p.Name != name || p.Sentence == "" || len(p.Faults) == 0 {
			t.Errorf("%s: got %v, %t, want a profile with a sentence and faults", name, p, ok)
		}
		for _, f := range p.Faults {
			if err := f.Check(); err != nil {
				t.Errorf("%s: got %v, want a valid fault", f.Name, err)
			}
			if seen[f.Name] || !strings.HasPrefix(f.Name, name+"-") {
				t.Errorf("%s: got the fault %s, want another name that begins with the profile's", name, f.Name)
			}
			seen[f.Name] = true
		}
	}
	for _, name := range []string{"", "Flaky", "flaky-status"} {
		if p, ok := fault.ProfileOf(name); ok {
			t.Errorf("%q: got the profile %s, want none", name, p.Name)
		}
	}
}
