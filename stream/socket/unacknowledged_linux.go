package socket

import "golang.org/x/sys/unix"

// unacknowledged returns how many bytes of the writes so far the client's machine has yet to take. ok is false if that
// is not known.
func (t *Socket) unacknowledged() (bytes int, ok bool) {
	if t.raw == nil {
		return 0, false
	}
	failed := error(nil)
	closed := t.raw.Control(func(descriptor uintptr) {
		bytes, failed = unix.IoctlGetInt(int(descriptor), unix.SIOCOUTQ)
	})
	return bytes, closed == nil && failed == nil
}
