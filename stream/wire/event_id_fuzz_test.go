package wire_test

import (
	"testing"

	"trainmock/stream/wire"
)

// FuzzEventID checks that an id is written as it was read, except for leading zeros.
func FuzzEventID(f *testing.F) {
	for _, text := range []string{"9f3ab2c1:1042:3", "9f3ab2c1:-1:0", "", "::",
		"9f3ab2c1:999999999999999999:999999999", "9f3ab2c1:-0:00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := wire.ParseEventID(text)
		if err != nil {
			return
		}
		again, err := wire.ParseEventID(id.String())
		if err != nil || again != id {
			t.Errorf("%q: got %+v, %v from its text, want %+v", text, again, err, id)
		}
	})
}
