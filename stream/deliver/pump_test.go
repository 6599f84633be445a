package deliver_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/deliver"
)

// enough is room for all that a test writes.
const enough = 4 << 20

// TestOpenInAClosedGroup opens pumps whose group was closed while their connections began: they still write the last
// bytes behind the first.
func TestOpenInAClosedGroup(t *testing.T) {
	for name, room := range map[string]int{"the transport takes all": enough, "the transport takes nothing": 0} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &pump{line: &line{room: room}, source: &steps{next: 1}, group: deliver.NewLanes().NewGroup()}
				p.Init(p.group, p.source)
				p.group.Close()
				p.group.Wait()
				p.Open(p.line, deliver.Of([]byte("hello;"), []byte("snapshot;")))
				synctest.Wait()
				written, _, _, hungUp, broken := p.look()
				if written != "hello;snapshot;bye" || !hungUp || broken {
					t.Errorf("wrote %q, hung up: %t, broken: %t; want hello, snapshot and bye, then hung up",
						written, hungUp, broken)
				}
				_ = p.Leave() // nothing failed
			})
		})
	}
}

// pumpCases lists what a connection goes through, and what comes of it.
var pumpCases = []struct {
	name string
	room int
	do   func(p *pump)
	// written is all that is, failure what Leave returns.
	written        string
	failure        error
	hungUp, broken bool
	// sends is whether any write waited.
	sends bool
}{
	{name: "nothing is due", room: enough, do: func(p *pump) { p.group.Serve() }, written: "hello;"},
	{name: "a step", room: enough, written: "hello;1;", do: func(p *pump) {
		p.source.publish(1)
		p.group.Serve()
	}},
	{name: "several steps are left to a goroutine", room: enough, written: "hello;1;2;3;", sends: true,
		do: func(p *pump) {
			p.source.publish(3)
			p.group.Serve()
		}},
	{name: "a slow source", room: enough, written: "hello;1;", sends: true, do: func(p *pump) {
		p.source.slow = true
		p.source.publish(1)
		p.group.Serve()
	}},
	{name: "the transport takes a part", room: 1, written: "hello;1;", sends: true, do: func(p *pump) {
		p.source.publish(1)
		p.group.Serve()
	}},
	{name: "the transport takes nothing", written: "hello;1;", sends: true, do: func(p *pump) {
		p.source.publish(1)
		p.group.Serve()
	}},
	{name: "a reply, and what follows it", room: enough, written: "hello;pong;shared;1;", do: func(p *pump) {
		p.Reply(func() deliver.Piece { return deliver.Of([]byte("pong;"), []byte("shared;")) })
		synctest.Wait()
		p.source.publish(1)
		p.group.Serve()
	}},
	{name: "the last reply", room: enough, written: "hello;enough", hungUp: true, do: func(p *pump) {
		p.Reply(func() deliver.Piece { return deliver.Last([]byte("enough")) })
		synctest.Wait()
		p.source.publish(1)
		p.group.Serve()
	}},
	{name: "an offer fails", room: enough, written: "hello;", failure: errBroken, broken: true, do: func(p *pump) {
		p.set(func(l *line) { l.err = errBroken })
		p.source.publish(1)
		p.group.Serve()
		p.set(func(l *line) { l.err = nil })
		p.source.publish(2)
		p.group.Serve()
	}},
	{name: "a send fails", room: enough, written: "hello;", failure: errBroken, broken: true, sends: true,
		do: func(p *pump) {
			p.set(func(l *line) { l.room, l.blocked = 0, make(chan struct{}) })
			p.source.publish(1)
			p.group.Serve()
			p.set(func(l *line) { l.err = errBroken })
			close(p.blocked)
		}},
	{name: "the group closes", room: enough, written: "hello;bye", hungUp: true, do: func(p *pump) {
		p.source.publish(1)
		p.group.Close()
	}},
}

// TestPump checks the bytes of a connection, the way in which they are written, and the end.
func TestPump(t *testing.T) {
	for _, tc := range pumpCases {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPump(t, &line{room: tc.room})
				synctest.Wait()
				p.set(func(l *line) { l.sends = 0 })
				tc.do(p)
				synctest.Wait()
				written, _, sends, hungUp, broken := p.look()
				if written != tc.written || sends > 0 != tc.sends || hungUp != tc.hungUp || broken != tc.broken {
					t.Errorf("got %q, %d sends, hung up %t, broken %t; want %q, sends %t, hung up %t, broken %t",
						written, sends, hungUp, broken, tc.written, tc.sends, tc.hungUp, tc.broken)
				}
				p.Finish()
				if err := p.Leave(); !errors.Is(err, tc.failure) {
					t.Errorf("got %v, want %v", err, tc.failure)
				}
				p.group.Wait()
			})
		})
	}
}

// TestLanesMakeNoReply checks that a reply that takes long does not hold up the lane that serves its pump meanwhile.
func TestLanesMakeNoReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, within, answered := newPump(t, &line{room: enough}), make(chan struct{}), make(chan struct{})
		p.source.during = func() { <-within }
		p.source.publish(1)
		served := make(chan struct{})
		go func() {
			defer close(served)
			p.group.Serve()
		}()
		synctest.Wait()
		go p.Reply(func() deliver.Piece {
			<-answered
			return deliver.Of([]byte("pong;"))
		})
		synctest.Wait()
		close(within)
		synctest.Wait()
		select {
		case <-served:
		default:
			t.Error("the lane waits for the reply, want it to go on")
		}
		close(answered)
		synctest.Wait()
		if written, _, _, _, _ := p.look(); written != "hello;1;pong;" {
			t.Errorf("got %q, want hello;1;pong;", written)
		}
		p.Finish()
		if err := p.Leave(); err != nil {
			t.Error(err)
		}
		p.group.Wait()
	})
}

// TestOfferedParts checks that parts of any length are written in order, small ones joined, and that what is much is
// left to a goroutine, although the client takes it as fast as it comes.
func TestOfferedParts(t *testing.T) {
	const joined = 64 << 10
	for _, tc := range []struct {
		name    string
		lengths []int
		room    int
		offers  int
		sends   bool
	}{
		{"one", []int{3}, enough, 1, false},
		{"a few", []int{1, 2, 3, 0, 400, 5}, enough, 1, false},
		{"joined to the limit", []int{joined - 5, 5}, enough, 1, false},
		{"joined beyond it", []int{joined - 5, 6, 7}, enough, 2, false},
		{"a large one", []int{5 * joined}, enough, 1, false},
		{"large between small", []int{4, joined + 1, 4, joined, 4}, enough, 3, false},
		{"more than the client takes", slices.Repeat([]int{4000}, 30), 10_001, 1, true},
		{"many", slices.Repeat([]int{4000}, 600), enough, 32, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var parts [][]byte
				for i, length := range tc.lengths {
					parts = append(parts, bytes.Repeat([]byte{byte('a' + i%26)}, length))
				}
				p := newPump(t, &line{room: tc.room})
				synctest.Wait()
				p.set(func(l *line) { l.offers, l.sends = 0, 0 })
				p.Reply(func() deliver.Piece { return deliver.Of(parts...) })
				synctest.Wait()
				written, offers, sends, _, _ := p.look()
				all := "hello;" + string(bytes.Join(parts, nil))
				if written != all || p.Sent() != int64(len(all)) {
					t.Errorf("wrote %d bytes and counted %d, want the %d of the parts", len(written), p.Sent(), len(all))
				}
				if offers != tc.offers || sends > 0 != tc.sends {
					t.Errorf("got %d offers and %d sends, want %d, and sends %t", offers, sends, tc.offers, tc.sends)
				}
				p.end()
			})
		})
	}
}

// TestOpenWithMuch checks that much is written by a goroutine from the start, and little at once.
func TestOpenWithMuch(t *testing.T) {
	for _, tc := range []struct {
		length int
		sends  bool
	}{{128 << 10, false}, {128<<10 + 1, true}} {
		synctest.Test(t, func(t *testing.T) {
			p := &pump{line: &line{room: enough}, source: &steps{next: 1}, group: deliver.NewLanes().NewGroup()}
			p.Init(p.group, p.source)
			p.Open(p.line, deliver.Of(make([]byte, tc.length)))
			synctest.Wait()
			written, offers, sends, _, _ := p.look()
			if len(written) != tc.length || sends > 0 != tc.sends || offers > 0 == tc.sends {
				t.Errorf("got %d bytes in %d offers and %d sends, want %d, and sends %t", len(written), offers, sends,
					tc.length, tc.sends)
			}
			p.end()
		})
	}
}

// TestWriteTimeout checks that a transport that takes nothing is cut off at the write deadline, which is shorter when
// the group closes.
func TestWriteTimeout(t *testing.T) {
	for _, closes := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			begun, want := time.Now(), deliver.WriteTimeout
			p := newPump(t, &line{blocked: make(chan struct{})})
			if closes {
				// What is being written has its deadline already; the last has a shorter one.
				want = time.Second + deliver.CloseTimeout
				time.AfterFunc(time.Second, func() {
					p.group.Close()
					p.set(func(l *line) { close(l.blocked); l.blocked = make(chan struct{}) })
				})
			}
			<-p.Done()
			if took := time.Since(begun); took != want {
				t.Errorf("closes: %t; got %s, want %s", closes, took, want)
			}
			if err := p.Leave(); !errors.Is(err, errDeadline) {
				t.Errorf("got %v, want %v", err, errDeadline)
			}
			p.group.Wait()
		})
	}
}

// TestWakeWhileServing checks that a step that becomes due while the pump is served is written by the same goroutine,
// without another wake.
func TestWakeWhileServing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPump(t, &line{room: enough})
		woken := 0
		p.source.during = func() {
			if woken++; woken <= 3 {
				p.source.publish(int64(woken))
				p.Wake()
			}
		}
		p.Wake()
		synctest.Wait()
		if written, _, _, _, _ := p.look(); written != "hello;1;2;3;" {
			t.Errorf("got %q, want all three steps", written)
		}
		p.end()
	})
}

// TestJoin checks that many small steps leave in few writes, and that the parts of a piece leave in one.
func TestJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPump(t, &line{})
		synctest.Wait()
		p.set(func(l *line) { l.sends = 0 })
		p.source.publish(10_000)
		p.group.Serve()
		synctest.Wait()
		written, _, sends, _, _ := p.look()
		if got := strings.Count(written, ";"); got != 10_001 || sends > 5 {
			t.Errorf("got %d steps in %d writes, want 10,001 in at most 5", got, sends)
		}
		p.set(func(l *line) { l.sends = 0 })
		p.Reply(func() deliver.Piece { return deliver.Of([]byte("hello;"), []byte("snapshot;")) })
		synctest.Wait()
		if written, _, sends, _, _ := p.look(); !strings.HasSuffix(written, "hello;snapshot;") || sends != 1 {
			t.Errorf("got %.20q at the end in %d writes, want hello and snapshot in one", written[len(written)-15:],
				sends)
		}
		p.end()
	})
}
