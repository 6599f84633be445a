package stream_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// lastEventNames are the names of the header Last-Event-ID in the query of clients that cannot set headers.
var lastEventNames = []string{
	"last_event_id", "lastEventId", "lastEventID", "Last-Event-ID", "last-event-id", "LASTEVENTID", "evs_last_event_id",
}

// openWith opens a stream over a transport with a header Last-Event-ID, or without if it is empty.
func (s *server) openWith(tb testing.TB, transport, query, header string) reader {
	tb.Helper()
	if transport == "sse" {
		return s.events(tb, query, header)
	}
	fields := http.Header{}
	if header != "" {
		fields.Set("Last-Event-ID", header)
	}
	url := "ws" + strings.TrimPrefix(s.URL, "http") + "/stream/ws?" + query
	conn, _, err := websocket.DefaultDialer.Dial(url, fields)
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	tb.Cleanup(func() { conn.Close() })
	return wsReader{conn}
}

// TestNamesOfLastEventID checks that every name resumes behind the id, and that nonsense leads to a gap.
func TestNamesOfLastEventID(t *testing.T) {
	s := newServer(t, nil)
	id := until(t, s.dial(t, ""), "cluster_status").ID
	for _, transport := range []string{"ws", "sse"} {
		for _, name := range lastEventNames {
			r := s.openWith(t, transport, name+"="+id, "")
			if h := payload[model.Hello](t, r.next(t)); !h.Resumed {
				t.Errorf("%s over %s: got %+v, want a stream that resumes", name, transport, h)
			}
			follow(t, message{ID: id}, r.next(t))
			r.close()
			for _, value := range []string{
				"nonsense", "%20", "%20" + id, id + "%20", "1", "00000000:1:1", "%F0%9F%92%A5",
			} {
				r := s.openWith(t, transport, "snapshot=false&"+name+"="+value, "")
				checkGap(t, r, name+"="+value, "other_epoch")
				r.close()
			}
		}
	}
}

// TestSeveralLastEventIDs sends ids in several places. The header decides, then the parameters that stand for it, then
// since. Ids of equal rank that differ lead to a gap.
func TestSeveralLastEventIDs(t *testing.T) {
	s := newServer(t, nil)
	r := s.dial(t, "topics=cluster")
	old, id := until(t, r, "cluster_status").ID, until(t, r, "cluster_status").ID
	const other = "00000000:1:1"
	for _, tc := range []struct {
		query, header string
		resumed       bool
	}{
		{"since=" + old, id, true},
		{"since=nonsense", id, true},
		{"lastEventId=nonsense", id, true},
		{"lastEventId=" + id + "&since=" + old, "", true},
		{"lastEventId=" + id + "&since=nonsense", "", true},
		{"lastEventId=" + id + "&last_event_id=" + id, "", true},
		{"lastEventId=&lastEventId=" + id, "", true},
		{"lastEventId=&since=" + id, "", true},
		{"since=" + id + "&since=" + id, "", true},
		{"since=" + id, "nonsense", false},
		{"lastEventId=" + id, "nonsense", false},
		{"since=" + id, other, false},
		{"since=" + id + "&lastEventId=nonsense", "", false},
		{"since=" + id + "&Last-Event-ID=" + other, "", false},
		{"lastEventId=" + id + "&lastEventId=" + old, "", false},
		{"lastEventId=" + id + "&last_event_id=" + old, "", false},
		{"lastEventId=" + id + "&lastEventId=nonsense", "", false},
		{"lastEventId=nonsense&lastEventId=" + id, "", false},
		{"since=" + id + "&since=" + old, "", false},
		{"", id + ", " + old, false},
	} {
		for _, transport := range []string{"ws", "sse"} {
			r := s.openWith(t, transport, tc.query, tc.header)
			name := fmt.Sprintf("%s, %q over %s", tc.query, tc.header, transport)
			if !tc.resumed {
				checkGap(t, r, name, "other_epoch")
			} else if h := payload[model.Hello](t, r.next(t)); !h.Resumed {
				t.Errorf("%s: got %+v, want a stream that resumes", name, h)
			} else {
				after := parseID(t, r.next(t).ID)
				if before := parseID(t, id); after.Tick != before.Tick || after.Index != before.Index+1 {
					t.Errorf("%s: got %s first, want the event behind %s", name, after, before)
				}
			}
			r.close()
		}
	}
}

// TestSeveralHeaders sends the header twice: equal ids count as one, others lead to a gap.
func TestSeveralHeaders(t *testing.T) {
	s := newServer(t, nil)
	id := until(t, s.dial(t, ""), "cluster_status").ID
	d := newDoor(t, s, false)
	r, c := d.stream(t, "", "Last-Event-ID: "+id, "last-event-id: "+id)
	if h := payload[model.Hello](t, r.next(t)); !h.Resumed {
		t.Errorf("the same id twice: got %+v, want a stream that resumes", h)
	}
	c.Close()
	other := parseID(t, id)
	other.Index++
	for _, second := range []string{"nonsense", wire.EventID(other).String()} {
		r, c := d.stream(t, "", "Last-Event-ID: "+id, "Last-Event-ID: "+second)
		checkGap(t, r, second, "other_epoch")
		c.Close()
	}
}
