package stream_test

import "testing"

// FuzzSocket checks that, whatever a client writes after the handshake, every byte that comes back is in its place,
// the subscriber leaves, and another one misses nothing.
func FuzzSocket(f *testing.F) {
	for _, tc := range allGarbage() {
		f.Add([]byte(tc.all()))
	}
	s := newServer(f, nil)
	d, n := newDoor(f, s, false), newNeighbour(f, s)
	f.Fuzz(func(t *testing.T, text []byte) {
		c := d.upgrade(t, "")
		if err := whole(c, string(text)); err != nil && !gone(err) {
			t.Error(err)
		}
		if _, err := c.hangUp(); err != nil {
			t.Error(err)
		}
		c.Close()
		settle(t, s.hub, 1)
		n.check(t)
	})
}
