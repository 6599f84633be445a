package app

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// watched returns the connections that a program lists.
func watched(tb testing.TB, p *program.Program) []model.Subscription {
	tb.Helper()
	var list struct{ Subscribers []model.Subscription }
	p.Read(tb, "/mock/subscribers", &list)
	return list.Subscribers
}

// watchedBy returns the connection of a transport that a program lists. It waits until it is there: a WebSocket is listed
// just after its handshake.
func watchedBy(tb testing.TB, p *program.Program, transport model.Transport) (s model.Subscription) {
	tb.Helper()
	for tb.Context().Err() == nil {
		for _, s := range watched(tb, p) {
			if s.Transport == transport {
				return s
			}
		}
	}
	return s
}

// entriesOf returns the entries of a program's log about a path.
func entriesOf(tb testing.TB, p *program.Program, path string) (list []model.Request) {
	tb.Helper()
	var all struct{ Requests []model.Request }
	p.Read(tb, "/mock/requests?limit=1000", &all)
	for _, e := range all.Requests {
		if e.Path == path {
			list = append(list, e)
		}
	}
	return list
}

// awaitEnd waits until the first connection of a path has ended, and returns its entry: a client may know of the end
// before the log does.
func awaitEnd(tb testing.TB, p *program.Program, path string) model.Request {
	tb.Helper()
	e := entriesOf(tb, p, path)[0]
	for e.Bytes == nil && tb.Context().Err() == nil {
		e = entriesOf(tb, p, path)[0]
	}
	return e
}

// TestWatching opens a connection of each kind: it is listed and in the log, gets an event, and can be closed.
func TestWatching(t *testing.T) {
	p := program.Start(t, Run)
	dial := func(path string) *program.WebSocketFeed {
		feed, err := program.OpenWebSocket(t.Context(), "ws"+strings.TrimPrefix(p.URL, "http")+path)
		if err != nil {
			t.Fatal(err)
		}
		return feed
	}
	const board = "/api/edgeai/nodes/ws/node_1"
	sse, err := program.OpenSSE(t.Context(), p.Client, p.URL+"/events?topics=logs")
	if err != nil {
		t.Fatal(err)
	}
	feeds := []program.Feed{dial("/stream/ws?topics=logs&__token=hunter2"), sse, dial(board)}
	transports := []model.Transport{model.TransportWebSocket, model.TransportSSE, model.TransportDashboard}
	for i, path := range []string{"/stream/ws", "/events", board} {
		if _, err := feeds[i].Next(); err != nil {
			t.Fatal(err)
		}
		// What was written is counted just after a client may have it.
		s := watchedBy(t, p, transports[i])
		for s.Bytes == 0 && t.Context().Err() == nil {
			s = watchedBy(t, p, transports[i])
		}
		begun := entriesOf(t, p, path)
		if len(begun) != 1 || begun[0].Status != []int{101, 200, 101}[i] || begun[0].Bytes != nil ||
			strings.Contains(begun[0].Query, "hunter2") {
			t.Errorf("%s: got %+v in the log, want its beginning without secrets", path, begun)
		}
		body := `{"type": "mine", "payload": {"n": 1}, "subscriber": "` + s.ID + `"}`
		if status, answer := p.Send(t, http.MethodPost, "/mock/events", body); status != 200 ||
			string(answer) != "{\"sent\":1,\"skipped\":0}\n" {
			t.Errorf("%s: got %d %s, want one sent", path, status, answer)
		}
		for {
			m, err := feeds[i].Next()
			if err != nil {
				t.Fatal(err)
			}
			if m.Type == "mine" {
				if !json.Valid(m.Payload) || string(m.Payload) != `{"n":1}` {
					t.Errorf("%s: got %s, want the payload", path, m.Payload)
				}
				break
			}
		}
	}
	for i, path := range []string{"/stream/ws", "/events", board} {
		s := watchedBy(t, p, transports[i])
		address := "/mock/subscribers/" + s.ID + "?code=4000&reason=enough"
		if status, answer := p.Send(t, http.MethodDelete, address, ""); status != http.StatusOK {
			t.Errorf("%s: got %d %s, want 200", path, status, answer)
		}
		var err error
		for err == nil {
			_, err = feeds[i].Next()
		}
		if i != 1 && !websocket.IsCloseError(err, 4000) {
			t.Errorf("%s: got %v, want a close with 4000", path, err)
		}
		if e := awaitEnd(t, p, path); *e.Bytes < 100 || e.DurationMS == nil {
			t.Errorf("%s: got %+v in the log, want its duration and bytes", path, e)
		}
	}
	for begun := time.Now(); len(watched(t, p)) > 0; {
		if time.Since(begun) > program.Timeout {
			t.Fatalf("got %v, want nobody", watched(t, p))
		}
	}
}

// TestFollowerAtTheEnd ends the program while clients follow the log: they get the end of the answer, without a wait.
func TestFollowerAtTheEnd(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		p := program.Start(t, Run, "--tls-self-signed")
		client := program.NewTLSClient(t, program.Trust(t, p.Endpoint, p.Stdout), http2)
		r, err := client.Get(p.URL + "/mock/requests/stream")
		if err != nil {
			t.Fatal(err)
		}
		if (r.ProtoMajor == 2) != http2 || r.StatusCode != http.StatusOK {
			t.Errorf("got %d over %s, want 200", r.StatusCode, r.Proto)
		}
		program.Get(t, client, p.URL+"/health")
		begun := time.Now()
		if code := p.Stop(); code != exitFine {
			t.Errorf("got the exit code %d, want %d", code, exitFine)
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if took := time.Since(begun); err != nil || took > 5*time.Second || !strings.Contains(string(body), "/health") {
			t.Errorf("got %q, %v after %v; want a whole answer at once", body, err, took)
		}
	}
}
