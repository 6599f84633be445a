//go:build unix

package load

import (
	"encoding/json"
	"sync"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// ringTicks is how many ticks the program holds for slow readers.
const ringTicks = 256

// TestSuspend stops the process and lets it go on. After a short while its subscribers get all ticks, after a longer
// one than the ring a gap with that reason and a snapshot. None is disconnected as too slow. What follows is what
// another process tells, which was never stopped.
func TestSuspend(t *testing.T) {
	for _, tc := range []struct {
		name  string
		ticks int64
		gap   bool
	}{
		{"short", 100, false},
		{"long", ringTicks + 50, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			args := []string{"--seed", "7", "--anchor", time.Now().UTC().Format(time.RFC3339Nano), "--tick", "20ms"}
			p, control := program.StartProcess(t, args...), program.StartProcess(t, args...)
			const query = "?on_slow=close&topics=cluster&snapshot=false"
			feeds, other := p.OpenBoth(t, query), control.OpenBoth(t, query)["SSE"]
			want := readTo(t, other, 0)
			got := map[string][]program.Message{}
			for name, f := range feeds {
				got[name] = readTo(t, f, 0)
			}
			sendSignal(t, p, syscall.SIGSTOP)
			want = append(want, readTo(t, other, tickOf(t, want)+tc.ticks)...)
			sendSignal(t, p, syscall.SIGCONT)
			last := tickOf(t, want) + 20
			want = append(want, readTo(t, other, last)...)
			var all sync.WaitGroup
			for name, f := range feeds {
				all.Go(func() { checkSuspended(t, name, append(got[name], readTo(t, f, last)...), want, tc.gap) })
			}
			all.Wait()
		})
	}
}

// sendSignal sends a signal to a process.
func sendSignal(t *testing.T, p *program.Process, s syscall.Signal) {
	t.Helper()
	if err := p.Cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// tickOf returns the tick of the last message.
func tickOf(t *testing.T, list []program.Message) int64 {
	t.Helper()
	return list[len(list)-1].EventID(t).Tick
}

// readTo returns the messages up to the first event of a tick or a later one.
func readTo(t *testing.T, f program.Feed, tick int64) []program.Message {
	t.Helper()
	var list []program.Message
	for {
		m, err := f.Next()
		if err != nil {
			t.Errorf("after %d messages: %v, want the events up to tick %d", len(list), err, tick)
			return list
		}
		if m.Type == "hello" || m.Type == "heartbeat" {
			continue
		}
		list = append(list, m)
		if m.ID != "" && m.EventID(t).Tick >= tick {
			return list
		}
	}
}

// checkSuspended fails the test unless a subscriber got all events that the control got, apart from those in one gap.
func checkSuspended(t *testing.T, name string, got, control []program.Message, wantGap bool) {
	t.Helper()
	want := map[int64]string{}
	for _, m := range control {
		want[m.EventID(t).Tick] = string(m.Raw)
	}
	gaps, last := 0, got[0].EventID(t).Tick-1
	for i, m := range got {
		if m.Type == "gap" {
			var gap model.Gap
			if err := json.Unmarshal(m.Payload, &gap); err != nil {
				t.Fatal(err)
			}
			if gap.Reason != "suspended" || got[i+1].Type != "snapshot" || got[i+1].ID != gap.To {
				t.Errorf("%s: %+v, then %.200s; want reason suspended, and a snapshot", name, gap, got[i+1].Raw)
			}
			gaps, last = gaps+1, got[i+1].EventID(t).Tick
			continue
		}
		tick := m.EventID(t).Tick
		if m.Type == "cluster_status" {
			last++
		}
		if other, ok := want[tick]; tick != last || ok && m.Type == "cluster_status" && other != string(m.Raw) {
			t.Errorf("%s: %.200s, want tick %d as on the other process: %.200s", name, m.Raw, last, other)
			last = tick
		}
	}
	if (gaps == 1) != wantGap || gaps > 1 {
		t.Errorf("%s: %d gaps, want one: %t", name, gaps, wantGap)
	}
}
