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

// resends reports whether the system has sent bytes again because the client's machine has not acknowledged them. It
// does not where the client does not read: its machine then says that it has no room.
func (t *Socket) resends() bool {
	if t.raw == nil {
		return false
	}
	var info *unix.TCPInfo
	closed := t.raw.Control(func(descriptor uintptr) {
		// On an error info is nil.
		info, _ = unix.GetsockoptTCPInfo(int(descriptor), unix.IPPROTO_TCP, unix.TCP_INFO)
	})
	return closed == nil && info != nil && info.Retransmits > 0
}
