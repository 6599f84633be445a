package dashboard_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
)

// bubble runs a test in a synctest bubble, with a source of its own.
func bubble(t *testing.T, scenario string, check func(t *testing.T, s *source, dialer *websocket.Dialer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newSource(t, scenario)
		dialer, stop := serve(s, false)
		defer stop()
		check(t, s, dialer)
		s.joined.Wait()
	})
}

// TestPeriod checks that a message comes at once and then every two seconds, each with the instant at which it is
// sent.
func TestPeriod(t *testing.T) {
	for path, kind := range map[string]string{
		"/node/node_1234": "node_update", "/training/my-project": "training_progress",
		"/peer/my-project": "training_update",
	} {
		bubble(t, "demo", func(t *testing.T, _ *source, dialer *websocket.Dialer) {
			begun := time.Now()
			conn := open(t, dialer, path)
			for i := range 90 {
				m, due := read(t, conn), begun.Add(time.Duration(i)*2*time.Second)
				if m.Type != kind || !time.Now().Equal(due) || m.Time != model.Stamp(due) {
					t.Errorf("%s: message %d: got %s of %s at %s, want %s of %s", path, i, m.Type, m.Time,
						time.Since(begun), kind, model.Stamp(due))
				}
			}
			conn.Close()
		})
	}
}

// TestPing checks that a ping is answered at once, that other messages are not, and that one that is too long or no
// UTF-8 ends the connection.
func TestPing(t *testing.T) {
	bubble(t, "demo", func(t *testing.T, _ *source, dialer *websocket.Dialer) {
		conn := open(t, dialer, "/node/node_1234")
		read(t, conn)
		for _, text := range []string{`{"type":"pong"}`, "", "[1]", "nonsense", `{"type":7}`, `{"type":"subscribe"}`,
			strings.Repeat("x", 4<<10)} {
			if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		begun := time.Now()
		if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`)); err != nil {
			t.Fatal(err)
		}
		if m := read(t, conn); m.Type != "pong" || time.Since(begun) > 0 {
			t.Errorf("got %+v after %s, want a pong at once", m, time.Since(begun))
		}
		for _, word := range []string{"ping", "ping\n", "PING", `"ping"`} {
			if err := conn.WriteMessage(websocket.TextMessage, []byte(word)); err != nil {
				t.Fatal(err)
			}
			want := strings.NewReplacer("i", "o", "I", "O", "\n", "").Replace(word)
			if _, text, err := conn.ReadMessage(); string(text) != want {
				t.Errorf("after %q: got %q, %v; want %q", word, text, err, want)
			}
		}
		if m := read(t, conn); m.Type != "node_update" {
			t.Errorf("got %+v, want a node_update", m)
		}
	})
	for text, code := range map[string]int{
		strings.Repeat("x", 4<<10+1): websocket.CloseMessageTooBig, "\xff": websocket.CloseInvalidFramePayloadData,
	} {
		bubble(t, "demo", func(t *testing.T, _ *source, dialer *websocket.Dialer) {
			conn := open(t, dialer, "/node/node_1234")
			read(t, conn)
			if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
				t.Fatal(err)
			}
			if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, code) {
				t.Errorf("a message of %d bytes: got %v, want a close with %d", len(text), err, code)
			}
		})
	}
}

// TestSilence checks that a client without a sign of life for a minute is cut off, unless it answers ping frames.
func TestSilence(t *testing.T) {
	for _, answers := range []bool{true, false} {
		bubble(t, "demo", func(t *testing.T, _ *source, dialer *websocket.Dialer) {
			conn, begun := open(t, dialer, "/node/node_1234"), time.Now()
			if !answers {
				conn.SetPingHandler(func(string) error { return nil })
			}
			for time.Since(begun) < 5*time.Minute {
				if _, _, err := conn.ReadMessage(); err != nil {
					break
				}
			}
			if lasted := time.Since(begun); (lasted > time.Minute) != answers || lasted < time.Minute-2*time.Second {
				t.Errorf("answers pings: %t; got %s, want about a minute, and more only with answers", answers, lasted)
			}
			conn.Close()
		})
	}
}

// TestNoTraining checks that a world without tasks sends no_training until it has one.
func TestNoTraining(t *testing.T) {
	bubble(t, "empty", func(t *testing.T, s *source, dialer *websocket.Dialer) {
		conn, peer := open(t, dialer, "/training/mine"), open(t, dialer, "/peer/mine")
		for range 3 {
			read(t, peer)
			if m := read(t, conn); m.Type != "no_training" ||
				!strings.Contains(string(m.Payload), `"project_id":"mine","message":"`) {
				t.Errorf("got %+v, want no_training of mine", m)
			}
		}
		before := s.world.Load()
		w, _, err := before.WithAll(time.Since(before.Start()), []model.Verb{model.StartTask{}})
		if err != nil {
			t.Fatal(err)
		}
		s.world.Store(w)
		if m := read(t, conn); m.Type != "training_progress" {
			t.Errorf("got %+v, want training_progress", m)
		}
		conn.Close()
		peer.Close()
	})
}

// TestClosing checks that the end is a close with 1012, even for a client that never replies.
func TestClosing(t *testing.T) {
	bubble(t, "demo", func(t *testing.T, s *source, dialer *websocket.Dialer) {
		polite, dead := open(t, dialer, "/node/node_1234"), open(t, dialer, "/peer/mine")
		read(t, polite)
		read(t, dead)
		begun := time.Now()
		close(s.closing)
		if _, _, err := polite.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseServiceRestart) {
			t.Errorf("got %v, want a close with %d", err, websocket.CloseServiceRestart)
		}
		s.joined.Wait()
		if took := time.Since(begun); took > 500*time.Millisecond {
			t.Errorf("the end took %s, want at most 500 ms", took)
		}
		polite.Close()
		dead.Close()
	})
}

// TestRefusals checks that bad requests are refused before they become a dashboard.
func TestRefusals(t *testing.T) {
	for _, tc := range []struct {
		name, path string
		strict     bool
		full       bool
		status     int
	}{
		{"an id that is none", "/node/a%0Ab", false, false, http.StatusNotFound},
		{"a long id", "/training/" + strings.Repeat("x", 129), false, false, http.StatusNotFound},
		{"another instant", "/node/node_1234?at=-5m", false, false, http.StatusUnprocessableEntity},
		{"another instant, misspelt", "/peer/mine?Time=-5m", false, false, http.StatusUnprocessableEntity},
		{"a query that cannot be read", "/training/mine?%zz", false, false, http.StatusUnprocessableEntity},
		{"an unknown node", "/node/node_1234", true, false, http.StatusNotFound},
		{"an unknown project", "/training/mine", true, false, http.StatusNotFound},
		{"an unknown peer", "/peer/mine", true, false, http.StatusNotFound},
		{"too many", "/node/node_1234", false, true, http.StatusServiceUnavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newSource(t, "demo")
			s.full = tc.full
			dialer, stop := serve(s, tc.strict)
			defer stop()
			conn, r, err := dialer.Dial("ws://trainmock"+tc.path, nil)
			if err == nil {
				conn.Close()
				t.Fatalf("got a WebSocket, want %d", tc.status)
			}
			if r.StatusCode != tc.status || r.Header.Get("Content-Type") != "application/json" ||
				tc.full != (r.Header.Get("Retry-After") != "") {
				t.Errorf("got %d, %v; want %d in JSON, Retry-After: %t", r.StatusCode, r.Header, tc.status, tc.full)
			}
		})
	}
}

// TestIDsInThePath checks that an id with escapes is that without.
func TestIDsInThePath(t *testing.T) {
	for escaped, id := range map[string]string{
		"team%2Fproject%2Frun": "team/project/run", "host:9400": "host:9400", "%E4%BB%BB%E5%8A%A1": "任务",
		"%E4%BB%BB%2F%E5%8A%A1": "任/务", "a%252Fb%2Fc": "a%2Fb/c", "a%20b?t=1": "a b",
	} {
		bubble(t, "demo", func(t *testing.T, _ *source, dialer *websocket.Dialer) {
			node, training := open(t, dialer, "/node/"+escaped), open(t, dialer, "/training/"+escaped)
			for conn, key := range map[*websocket.Conn]string{node: "id", training: "project_id"} {
				var payload map[string]any
				if err := json.Unmarshal(read(t, conn).Payload, &payload); err != nil || payload[key] != id {
					t.Errorf("%s: got the %s %v, %v; want %s", escaped, key, payload[key], err, id)
				}
				conn.Close()
			}
		})
	}
}

// TestStuckAtTheEnd checks that a client that does not read delays the end by less than a second.
func TestStuckAtTheEnd(t *testing.T) {
	bubble(t, "demo", func(t *testing.T, s *source, dialer *websocket.Dialer) {
		conn := open(t, dialer, "/node/node_1234")
		synctest.Wait()
		begun := time.Now()
		close(s.closing)
		s.joined.Wait()
		if took := time.Since(begun); took >= time.Second {
			t.Errorf("the end took %s, want less than a second", took)
		}
		conn.Close()
	})
}
