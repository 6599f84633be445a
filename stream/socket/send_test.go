package socket

import (
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// slowConn takes the bytes of each write that are planned, and fails so long after the deadline if they are not all.
type slowConn struct {
	net.Conn
	plan     []int
	late     time.Duration
	deadline time.Time
	taken    string
}

func (c *slowConn) SetWriteDeadline(t time.Time) error {
	c.deadline = t
	return nil
}

func (c *slowConn) Write(p []byte) (int, error) {
	n := min(len(p), c.plan[0])
	c.plan = c.plan[1:]
	c.taken += string(p[:n])
	if n == len(p) {
		return n, nil
	}
	<-time.After(time.Until(c.deadline) + c.late)
	return n, os.ErrDeadlineExceeded
}

// TestSend checks that a write goes on after a deadline that passed while the process was suspended, and only then.
func TestSend(t *testing.T) {
	for _, tc := range []struct {
		name  string
		late  time.Duration
		plan  []int
		taken string
		err   error
		took  time.Duration
	}{
		{"at once", 0, []int{6}, "abcdef", nil, 0},
		{"too slow", 5 * time.Millisecond, []int{2, 4}, "ab", os.ErrDeadlineExceeded, 10005 * time.Millisecond},
		{"suspended", time.Minute, []int{2, 4}, "abcdef", nil, 70 * time.Second},
		{"suspended twice", time.Minute, []int{2, 0, 4}, "abcdef", nil, 140 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn, begun := &slowConn{plan: tc.plan, late: tc.late}, time.Now()
				err := New(conn).Send([]byte("abcdef"), begun.Add(10*time.Second))
				if took := time.Since(begun); err != tc.err || conn.taken != tc.taken || took != tc.took {
					t.Errorf("got %q, %v after %v; want %q, %v after %v", conn.taken, err, took, tc.taken, tc.err,
						tc.took)
				}
				if err == nil && !conn.deadline.IsZero() {
					t.Errorf("the deadline is %v, want none", conn.deadline)
				}
			})
		})
	}
}
