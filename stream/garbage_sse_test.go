package stream_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/model"
)

// nonsense are event ids that are none. Nobody could resume from them.
var nonsense = []string{
	"nonsense", "0", "-1", "null", "undefined", "[object Object]", "9f3ab2c1", "9f3ab2c1:1", "9f3ab2c1:1:",
	"9f3ab2c1::1", ":1:1", "::",
	"9f3ab2c1:1:2:3", "9f3ab2c1:x:3", "9f3ab2c1:1:-3", "9f3ab2c1:+1:3", "9f3ab2c1:1.5:3", "9f3ab2c1:1e3:3",
	"9f3ab2c1:0x1:3", "9F3AB2C1:1:3",
	"9f3ab2c:1:3", "9f3ab2c11:1:3", "9f3ab2c1: 1:3", "9f3ab2c1:9223372036854775808:3",
	"9f3ab2c1:-9223372036854775809:3", "9f3ab2c1:1:18446744073709551616",
	"9f3ab2c1:1:3%0A", "9f3ab2c1:1:3%00", "9f3ab2c1:1:3\\n", "a\tb", "💥", "9f3ab2c1:１:3", "\xff\xfe", "\x80",
	"../../etc/passwd", "<script>", `"`, "{}", ";", "%s%n",
	strings.Repeat("x", 1_000_000), "9f3ab2c1:" + strings.Repeat("1", 1_000_000) + ":3", "9f3ab2c1:1:" +
		strings.Repeat("💥", 250_000),
}

// stream opens a stream with headers in their literal form.
func (d *door) stream(tb testing.TB, query string, headers ...string) (*sseReader, *socket) {
	tb.Helper()
	lines := append([]string{"GET /stream/sse?" + query + " HTTP/1.1", "Host: localhost"}, headers...)
	s, response := d.ask(tb, strings.Join(lines, "\r\n")+"\r\n\r\n")
	const want = "text/event-stream; charset=utf-8"
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != want {
		tb.Fatalf("got %s, %v; want 200 and %s", response.Status, response.Header, want)
	}
	scanner := bufio.NewScanner(response.Body)
	scanner.Buffer(nil, 16<<20)
	return &sseReader{lines: scanner, response: response, cancel: func() { s.Close() }}, s
}

// TestNonsenseInLastEventID checks that an id that cannot be read leads to a gap and a snapshot, because a browser
// would give up for good on an error.
func TestNonsenseInLastEventID(t *testing.T) {
	s := newServer(t, calm)
	n := newNeighbour(t, s)
	for _, d := range []*door{newDoor(t, s, false), newDoor(t, s, true)} {
		for _, id := range nonsense {
			r, c := d.stream(t, "", "Last-Event-ID: "+id)
			checkGap(t, r, id, "other_epoch")
			c.Close()
			settle(t, s.hub, 1)
		}
	}
	n.check(t)
}

// checkGap reads the beginning of a stream that cannot resume.
func checkGap(tb testing.TB, r reader, id, reason string) {
	tb.Helper()
	hello, gap, snapshot := r.next(tb), r.next(tb), r.next(tb)
	if hello.Type != "hello" || payload[model.Hello](tb, hello).Resumed || gap.Type != "gap" ||
		payload[model.Gap](tb, gap).Reason != reason || snapshot.Type != "snapshot" {
		tb.Fatalf("%.60q: got %s, %s %s, %s; want hello, a gap because of %s, snapshot", id, hello.Type, gap.Type,
			gap.Payload, snapshot.Type, reason)
	}
	follow(tb, snapshot, r.next(tb))
}

// TestExtremesInLastEventID sends valid ids at the limits of their range.
func TestExtremesInLastEventID(t *testing.T) {
	s := newServer(t, func(o *stream.Options) {
		o.Genesis.Anchor = time.Now().Add(-time.Hour)
		o.Replay = time.Minute
	})
	epoch := s.hub.Epoch()
	for _, tc := range []struct{ id, reason string }{
		{"00000000:1:1", "other_epoch"},
		{"ffffffff:-1:0", "other_epoch"},
		{epoch + ":0:0", "too_old"},
		{epoch + ":-0:000", "too_old"},
		{epoch + ":-1:0", "too_old"},
		{epoch + ":-999999999999999999:0", "too_old"},
		{epoch + ":999999999999999999:0", "ahead"},
		{epoch + ":999999999999999999:999999999", "ahead"},
		{epoch + ":000000000000000001:3", "too_old"},
	} {
		r, c := newDoor(t, s, false).stream(t, "", "Last-Event-ID: "+tc.id)
		checkGap(t, r, tc.id, tc.reason)
		c.Close()
		checkGap(t, s.dial(t, "snapshot=false&since="+tc.id), tc.id, tc.reason)
	}
}

// TestEmptyLastEventID checks that an empty id counts as none.
func TestEmptyLastEventID(t *testing.T) {
	s := newServer(t, nil)
	d := newDoor(t, s, false)
	for _, header := range []string{"Last-Event-ID:", "Last-Event-ID: ", "Last-Event-ID:   \t ", "last-event-id:\t"} {
		for _, query := range []string{
			"", "since=", "last_event_id=", "since=&last_event_id=", "lastEventId=", "Last-Event-ID=&lastEventID=",
		} {
			r, c := d.stream(t, query, header)
			hello, snapshot := r.next(t), r.next(t)
			if hello.Type != "hello" || payload[model.Hello](t, hello).Resumed || snapshot.Type != "snapshot" {
				t.Errorf("%q, %q: got %s, %s; want a new stream: hello, snapshot", header, query, hello.Type,
					snapshot.Type)
			}
			follow(t, snapshot, r.next(t))
			c.Close()
			settle(t, s.hub, 0)
		}
	}
}

// TestNoHeaderAtAll checks that bytes that cannot stand in a header are no request.
func TestNoHeaderAtAll(t *testing.T) {
	s := newServer(t, nil)
	d := newDoor(t, s, false)
	for _, id := range []string{"\x00", "9f3ab2c1:1:3\x00", "a\x01b", "a\x7fb", strings.Repeat("x", 3<<19)} {
		c, response := d.ask(t, "GET /stream/sse HTTP/1.1\r\nHost: x\r\nLast-Event-ID: "+id+"\r\n\r\n")
		if response.StatusCode/100 != 4 {
			t.Errorf("%.60q: got %s, want a 4xx", id, response.Status)
		}
		c.Close()
		settle(t, s.hub, 0)
	}
}

// TestNonsenseInTheQuery checks that a bad value is a 422 that names the parameter, before any stream begins.
func TestNonsenseInTheQuery(t *testing.T) {
	s := newServer(t, calm)
	n := newNeighbour(t, s)
	d := newDoor(t, s, false)
	for _, id := range append(nonsense, " ", "\x00", "\n", "\r\n", "9f3ab2c1:1:3\n", "9f3ab2c1:1:3\r\n\r\ndata: x",
		"9f3ab2c1:1:3 ", " 9f3ab2c1:1:3", "\u2028") {
		for _, first := range []string{"GET /stream/sse?", "GET /stream/ws?"} {
			c, response := d.ask(t, handshake(fmt.Sprintf("%ssince=%s HTTP/1.1", first, shortly(id))))
			checkFault(t, response, "since", id)
			c.Close()
			settle(t, s.hub, 1)
		}
	}
	n.check(t)
}

// shortly escapes a value, and cuts it where the request would be too long for an HTTP server.
func shortly(id string) string { return url.QueryEscape(id[:min(len(id), 300_000)]) }

// checkFault checks that a response is a 422 about one parameter of the query.
func checkFault(tb testing.TB, r *http.Response, parameter, value string) {
	tb.Helper()
	var refusal struct {
		Detail []struct {
			Loc       []string
			Msg, Type string
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&refusal); err != nil || r.StatusCode != http.StatusUnprocessableEntity ||
		len(refusal.Detail) != 1 {
		tb.Fatalf("%.60q: got %s, %+v, %v; want a 422 with one fault", value, r.Status, refusal, err)
	}
	fault := refusal.Detail[0]
	if !slices.Equal(fault.Loc, []string{"query", parameter}) || len(fault.Msg) > 500 ||
		strings.ContainsAny(fault.Msg, "\r\n\x00") || !strings.Contains(fault.Msg, "such as") || fault.Type == "" {
		tb.Errorf("%.60q: got %+v, want a short text about %s with an example", value, fault, parameter)
	}
}
