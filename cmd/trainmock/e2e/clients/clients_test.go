package clients

import (
	"bytes"
	"slices"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// client is a program or a library that others wrote.
type client struct {
	name   string
	follow follower
	// ids is set where it tells the id of the last event.
	ids bool
	// frames is set where it sends a ping frame, too, and shows the pong.
	frames bool
}

var (
	// eventSources reconnect by themselves.
	eventSources = []client{
		{name: "EventSource of Chromium", follow: followChromium("EventSource"), ids: true},
		{name: "npm eventsource", follow: followNode("eventsource", "EventSource"), ids: true},
		{name: "go-sse", follow: followGoSSE, ids: true},
	}
	curl       = client{name: "curl", follow: followCurl, ids: true}
	webSockets = []client{
		{name: "WebSocket of Chromium", follow: followChromium("WebSocket")},
		{name: "WebSocket of Node", follow: followNode("node", "WebSocket")},
		{name: "npm ws", follow: followNode("ws", "WebSocket"), frames: true},
		{name: "coder websocket", follow: followCoder, frames: true},
	}
)

// TestClientsAgree: clients that resume from the same id get the same events, without a hole or a duplicate.
func TestClientsAgree(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "chaos", "--seed", "7", "--tick", "50ms", "--speed", "20")
	since := midTick(t, p)
	want := followStrictly(t, p.URL, "?since="+since.ID)
	for _, c := range slices.Concat(eventSources, []client{curl}, webSockets) {
		t.Run(c.name, func(t *testing.T) {
			got := c.follow(t, p.URL, "?since="+since.ID)
			checkResumed(t, got.await(t, "hello", greetings(1)))
			// Behind what was there already come ten ticks as they happen.
			last := want.newest(t) + 10
			seen := got.upTo(t, last)
			checkAgreement(t, seen, want.upTo(t, last))
			if c.ids {
				checkLastEventIDs(t, seen)
			}
		})
	}
	program.CheckSequence(t, since, eventsOf(want.upTo(t, since.EventID(t).Tick+10)))
}

// midTick returns an event in the middle of a tick.
func midTick(t *testing.T, p *program.Program) program.Message {
	t.Helper()
	messages, err := program.ReadTicks(p.OpenBoth(t, "")["SSE"], 1)
	if err != nil {
		t.Fatal(err)
	}
	return messages[2+len(messages[2:])/2]
}

// checkResumed fails the test unless the last sighting is a hello of a resumed stream.
func checkResumed(t *testing.T, seen []sighting) {
	t.Helper()
	if hello := seen[len(seen)-1].message; !bytes.Contains(hello.Payload, []byte(`"resumed":true`)) {
		t.Errorf("got %s, want a hello with resumed", hello.Raw)
	}
}

// checkAgreement fails the test unless the events are equal to the byte.
func checkAgreement(t *testing.T, got, want []sighting) {
	t.Helper()
	events, wanted := eventsOf(got), eventsOf(want)
	for i := range min(len(events), len(wanted)) {
		if !bytes.Equal(events[i].Raw, wanted[i].Raw) {
			t.Fatalf("event %d of %d is\n%s\nwant\n%s", i, len(events), events[i].Raw, wanted[i].Raw)
		}
	}
	if len(events) != len(wanted) {
		t.Errorf("%d events, want %d", len(events), len(wanted))
	}
}

// checkLastEventIDs fails the test unless the client keeps the id of the last event behind messages without an id.
func checkLastEventIDs(t *testing.T, seen []sighting) {
	t.Helper()
	last := ""
	for _, s := range seen {
		if s.message.ID != "" {
			last = s.message.ID
		}
		if s.Saw == "message" && s.LastEventID != last {
			t.Errorf("the last id is %q, want %q, at %.200s", s.LastEventID, last, s.Data)
		}
	}
}

// TestWebSocketsEnd: the end of the program reaches every client as a clean close, behind a good-bye; a ping before it
// was answered.
func TestWebSocketsEnd(t *testing.T) {
	for _, c := range webSockets {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := program.Start(t, app.Run, "--tick", "50ms")
			got := c.follow(t, p.URL, "")
			got.await(t, "pong", func(s sighting) bool { return s.message.Type == "pong" })
			if c.frames {
				got.await(t, "pong frame", func(s sighting) bool { return s.Saw == "pong" })
			}
			p.Stop()
			seen := got.await(t, "close", func(s sighting) bool { return s.Saw == "close" || s.Saw == "error" })
			end, before := seen[len(seen)-1], seen[len(seen)-2]
			if end.Code != websocket.CloseServiceRestart || end.Reason != "bye" || !end.WasClean {
				t.Errorf("%s with %d %q, clean: %t, want a clean close with 1012 bye",
					end.Saw, end.Code, end.Reason, end.WasClean)
			}
			if before.message.Type != "bye" {
				t.Errorf("before the close came %.200s, want bye", before.Data)
			}
		})
	}
}

// TestCurlEnds: the end of the program is the whole of an answer, so that curl is content.
func TestCurlEnds(t *testing.T) {
	p := program.Start(t, app.Run, "--tick", "50ms")
	got := curl.follow(t, p.URL, "")
	got.await(t, "hello", greetings(1))
	p.Stop()
	got.await(t, "bye", func(s sighting) bool { return s.message.Type == "bye" })
	got.await(t, "exit", func(s sighting) bool { return s.Saw == "exit" && s.Reason == "" })
}
