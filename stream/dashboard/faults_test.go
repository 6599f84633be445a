package dashboard_test

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/register"
)

// breakBy makes the rules of a source those of the faults that texts define. Without texts, the faults are removed.
func (s *source) breakBy(tb testing.TB, texts ...string) {
	tb.Helper()
	var list fault.List
	for _, text := range texts {
		var f model.Fault
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			tb.Fatal(err)
		}
		f.Name = "f"
		list = list.With(f, 0)
	}
	w := s.world.Load()
	s.rules.Store(fault.New(fault.Options{Epoch: "9f3ab2c1", Seed: w.Seed(), Start: w.Start(), Faults: list}, s.rules.Load()))
}

// TestHeldMessages posts events to a dashboard that a fault silences: what is held up is bounded, the
// newest of it comes when the fault is removed, and what a latency holds up for ten minutes is complete.
func TestHeldMessages(t *testing.T) {
	bubble(t, "demo", func(t *testing.T, s *source, dialer *websocket.Dialer) {
		s.breakBy(t, `{"on": {"streams": ["dashboard"]}, "hang": {}}`)
		conn := open(t, dialer, "/node/node_1234")
		synctest.Wait()
		id := s.list.List()[0].ID
		payload, err := json.Marshal(strings.Repeat("x", 60_000))
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			d, err := s.list.Send(register.NewMessage("mine", "", time.Now(), payload), id)
			if err != nil || d.Sent != 1 {
				t.Fatalf("got %+v, %v, want a message that is sent", d, err)
			}
			synctest.Wait()
		}
		<-time.After(10 * time.Second)
		s.breakBy(t)
		bytes, own, last := 0, 0, message{}
		removed := time.Now()
		for last.Type != "node_update" || last.Time != model.Stamp(time.Now()) || !time.Now().After(removed) {
			var raw json.RawMessage
			if err := conn.ReadJSON(&raw); err != nil {
				t.Fatal(err)
			}
			bytes += len(raw)
			if err := json.Unmarshal(raw, &last); err != nil {
				t.Fatal(err)
			}
			if last.Type == "mine" {
				own++
			}
		}
		if bytes > 1<<20 || own == 0 {
			t.Errorf("got %d bytes and %d posted events, want the newest within 1 MiB", bytes, own)
		}
		s.breakBy(t, `{"on": {"streams": ["dashboard"]}, "latency": {"delay": "10m"}}`)
		due := time.Now()
		for range 400 {
			due = due.Add(2 * time.Second)
			if m := read(t, conn); m.Time != model.Stamp(due) || time.Since(due) < 10*time.Minute {
				t.Fatalf("got a message of %s after %s, want %s and ten minutes", m.Time, time.Since(due), model.Stamp(due))
			}
		}
		conn.Close()
	})
}

// TestMessageLetGo removes a fault while a dashboard's message is written that would take half an hour.
func TestMessageLetGo(t *testing.T) {
	bubble(t, "demo", func(t *testing.T, s *source, dialer *websocket.Dialer) {
		conn := open(t, dialer, "/node/node_1234")
		read(t, conn)
		s.breakBy(t, `{"on": {"streams": ["dashboard"]}, "bandwidth": {"kbps": 1}}`)
		id := s.list.List()[0].ID
		payload := json.RawMessage(`"` + strings.Repeat("x", 250_000) + `"`)
		if _, err := s.list.Send(register.NewMessage("mine", "", time.Now(), payload), id); err != nil {
			t.Fatal(err)
		}
		<-time.After(5 * time.Second) // less than a write may take that nobody reads
		removed := time.Now()
		s.breakBy(t)
		for read(t, conn).Type != "mine" {
		}
		if took := time.Since(removed); took > time.Second {
			t.Errorf("the message came %s after the end of the fault, want at most a second", took)
		}
		conn.Close()
	})
}

// TestDashboardIsForgotten closes a dashboard that a fault silences for a year: nothing keeps its connection.
func TestDashboardIsForgotten(t *testing.T) {
	bubble(t, "demo", func(t *testing.T, s *source, dialer *websocket.Dialer) {
		s.breakBy(t, `{"on": {"streams": ["dashboard"]}, "hang": {"for": "8760h"}}`)
		conn := open(t, dialer, "/node/node_1234")
		synctest.Wait()
		conn.Close()
		s.joined.Wait()
		synctest.Wait()
		for range 3 {
			<-time.After(time.Minute)
			if runtime.GC(); s.conn.Load().Value() == nil {
				return
			}
		}
		t.Error("the connection is kept")
	})
}
