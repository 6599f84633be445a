//go:build unix

package replicas

import (
	"syscall"
	"testing"
	"time"
)

// TestSuspendedReplica stops a replica for longer than the lead, around commands: it reads them before it goes on, so
// that its subscribers get what those of the other get, or a gap.
func TestSuspendedReplica(t *testing.T) {
	t.Parallel()
	n := startNATS(t)
	list := startReplicas(t, n.url(), 2)
	all := append(subscribe(t, list[0].URL, 2, false), subscribe(t, list[1].URL, 2, false)...)
	begun := health(t, list[0].Endpoint).Now
	if err := list[1].Cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	stopped := time.Now()
	change(t, list[0].Endpoint, "POST", "/mock/commands", `{"fail_node": {"node_id": "#2", "for": "2m"}}`)
	change(t, list[0].Endpoint, "PUT", "/mock/clock", `{"speed": 30}`)
	eventually(t, "two seconds", func() bool { return time.Since(stopped) > 2*time.Second })
	if err := list[1].Cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	change(t, list[1].Endpoint, "POST", "/mock/commands", `{"start_task": {"name": "back"}}`)
	change(t, list[0].Endpoint, "PUT", "/mock/clock", `{"speed": 0}`)
	checkAgree(t, list)
	checkSame(t, all, begun, health(t, list[0].Endpoint).Now)
}
