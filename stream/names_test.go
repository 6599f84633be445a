package stream_test

import (
	"net/http"
	"strings"
	"testing"

	"trainmock/stream/model"
)

// TestMisspeltNames checks that a misspelt parameter is a 422 before any stream begins, which says what was meant.
func TestMisspeltNames(t *testing.T) {
	s := newServer(t, nil)
	for query, says := range map[string]string{
		"topic=nodes": "did you mean topics?", "topics[]=nodes": "did you mean topics?",
		"Topics=nodes":        "topics=nodes,training",
		"topics%5B0%5D=nodes": "did you mean topics?", "task=task_123": "did you mean task_id?",
		"taskId=task_123": "did you mean task_id?", "task_ids=task_123": "task_id=task_1f2e3d4c",
		"node=node_1234": "did you mean node_id?", "nodeId=node_1234": "did you mean node_id?",
		"node[]=x":     "node_id=node_4821",
		"intervall=5s": "interval=5s", "sicne=9f3ab2c1:1:2": "did you mean since?", "Snapshot=false": "snapshot=false",
		"onslow=close": "on_slow=close", "event=named": "events=named", "limits=3": "limit=20", "FOR=5s": "for=5s",
		"at=-5m": "use since=", "At=-5m": "use since=", "att=-5m": "/monitor/training/task_123?at=-5m",
		"at[]=-5m": "use since=", "time=2026-01-01": "use since=",
		"from=-1h": "history?from=-5m", "to=now": "use since=", "From=-1h": "no from", "until=now": "use since=",
	} {
		name, _, _ := strings.Cut(query, "=")
		name = strings.NewReplacer("%5B", "[", "%5D", "]").Replace(name)
		for _, path := range []string{"/stream/sse?", "/stream/ws?"} {
			status, body := get(t, s.URL+path+query+"&for=1s")
			if status != http.StatusUnprocessableEntity || !strings.Contains(body, says) ||
				!strings.Contains(body, `"loc":["query","`+name+`"]`) || len(body) > 400 {
				t.Errorf("%s%s: got %d %s, want a short 422 about %s with %q", path, query, status, body, name, says)
			}
		}
	}
}

// TestOtherNames checks that names that resemble none of a stream's have no effect.
func TestOtherNames(t *testing.T) {
	s := newServer(t, nil)
	for _, query := range []string{
		"t=1767225600", "_=1", "r=0.5", "ta=1", "foo=bar", "token=x", "v=2", "mode=dark", "unknown=1", "=",
		"heartbeatTimeout=45000", "evs_preamble=2056",
	} {
		for _, transport := range []string{"ws", "sse"} {
			r := s.subscribe(t, transport, query)
			until(t, r, "snapshot")
			r.close()
		}
	}
}

// TestKeysOfMessages checks that a misspelt key of subscribe is an error that says what was meant, and that its filter
// is not taken.
func TestKeysOfMessages(t *testing.T) {
	s := newServer(t, nil)
	r := s.dial(t, "topics=cluster")
	for keys, says := range map[string]string{
		`"topic":"nodes"`: "did you mean topics?", `"Topics":["nodes"]`: "did you mean topics?",
		`"topics[]":"nodes"`: `"topics": ["nodes"]`, `"task":"x"`: "did you mean task_id?",
		`"taskId":"x"`: "did you mean task_id?", `"task_ids":["x"]`: "did you mean task_id?",
		`"nodeId":"x"`:  "did you mean node_id?",
		`"nodes":["x"]`: "did you mean node_id?", `"intervall":"1s"`: `"interval": "5s"`,
		`"since":"9f3ab2c1:1:2"`: "address of the stream", `"lastEventId":"x"`: "address of the stream",
		`"snapshot":false`: "address of the stream", `"limit":3`: "address of the stream", `"at":"-5m"`: "use since=",
		`"events":"named"`: "snapshot, events, on_slow, limit and for belong into the address", `"Events":1`: "events",
		`"payload":{"topics":["nodes"]}`: "beside type",
		`"onSlow":"close"`:               "address of the stream", `"for":"5s"`: "address of the stream",
	} {
		r.send(t, `{"type":"subscribe",`+keys+`}`)
		p := payload[model.Problem](t, until(t, r, "error"))
		name, _, _ := strings.Cut(strings.TrimPrefix(keys, `"`), `"`)
		if p.Code != "bad_field" || !strings.HasPrefix(p.Message, name+": ") || !strings.Contains(p.Message, says) {
			t.Errorf("%s: got %+v, want bad_field about %s with %q", keys, p, name, says)
		}
	}
	for range 3 {
		if m := r.next(t); m.Type != "cluster_status" {
			t.Errorf("got %+v, want the filter as it was", m)
		}
	}
	r.send(t, `{"type":"subscribe","topics":"tasks","time":1767225600,"ref":7,"t":1,"任务":2}`)
	until(t, r, "snapshot")
	r.send(t, `{"type":"ping","time":1767225600,"Topic":1}`)
	until(t, r, "pong")
}
