package nats

import (
	"bytes"
	"testing"
	"time"
)

// FuzzDecode reads any message. One that is read is written and read again as the same.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		``, `null`, `{}`, `{"format": 1}`, `{"format": 1, "entry": {"speed": 0, "tick": 1, "now": "2026-01-01T00:00:00Z"}}`,
		`{"format": 1, "wall": "2026-01-01T00:00:00Z", "entry": {"seek": "2026-01-01T00:00:00Z", "tick": 4}}`,
		`{"format": 1, "last": true, "entry": {"advance": 3, "tick": 1, "now": "2026-01-01T00:00:00Z"}}`,
		`{"format": 2, "entry": {}}`,
	} {
		f.Add([]byte(seed))
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := decode(data, start)
		if err != nil {
			return
		}
		text, err := encode(e, start)
		if err != nil {
			return // A wall time that JSON cannot hold.
		}
		again, err := decode(text, start)
		if err != nil {
			t.Fatalf("%q is written as %q, which cannot be read: %v", data, text, err)
		}
		twice, err := encode(again, start)
		if err != nil || !bytes.Equal(text, twice) {
			t.Errorf("%q is written as %q, and then as %q (%v)", data, text, twice, err)
		}
	})
}
