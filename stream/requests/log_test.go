package requests_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"trainmock/stream/model"
	"trainmock/stream/requests"
)

// ask returns a request for an address.
func ask(address string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RequestURI = address
	return r
}

// add logs a request for an address, and returns its entry.
func add(l *requests.Log, address string) model.Request {
	l.Add(ask(address), time.Now(), requests.Outcome{Status: http.StatusOK, Bytes: 7})
	return l.Last(1)[0]
}

// TestRing adds more entries than the log holds: the last ones are there, in order.
func TestRing(t *testing.T) {
	var l requests.Log
	for i := range 2*requests.MaxEntries + 7 {
		add(&l, fmt.Sprint("/", i))
		if i == 3 {
			if n := l.Clear(); n != 4 {
				t.Errorf("Clear: got %d, want 4", n)
			}
		}
		if i == 5 && len(l.Last(100)) != 2 {
			t.Errorf("after Clear: got %d entries, want 2", len(l.Last(100)))
		}
	}
	for _, limit := range []int{0, 1, 10, requests.MaxEntries, requests.MaxEntries + 1} {
		list := l.Last(limit)
		if len(list) != min(limit, requests.MaxEntries) {
			t.Fatalf("Last(%d): got %d entries", limit, len(list))
		}
		for i, e := range list {
			want := 2*requests.MaxEntries + 7 - len(list) + i
			if e.Path != fmt.Sprint("/", want) || e.ID != uint64(want+1) {
				t.Fatalf("Last(%d)[%d]: got %s with id %d, want /%d with the next", limit, i, e.Path, e.ID, want)
			}
		}
	}
}

// TestConnection notes the end of a connection in its entry, as long as the log holds that.
func TestConnection(t *testing.T) {
	var l requests.Log
	early := l.Begin(ask("/early"), time.Now(), requests.Outcome{Status: 200})
	l.Clear()
	early.End(1)
	connection := l.Begin(ask("/stream/ws"), time.Now().Add(-time.Second), requests.Outcome{Status: 101})
	if e := l.Last(1)[0]; e.Status != 101 || e.DurationMS != nil || e.Bytes != nil {
		t.Errorf("got %+v, want neither duration nor bytes yet", e)
	}
	add(&l, "/other")
	connection.End(42)
	e := l.Last(2)[0]
	if e.Path != "/stream/ws" || *e.Bytes != 42 || *e.DurationMS < 1000 {
		t.Errorf("got %+v, want 42 bytes and a second or more", e)
	}
	for range requests.MaxEntries {
		add(&l, "/other")
	}
	connection.End(43)
	requests.Connection{}.End(44)
	for _, e := range l.Last(requests.MaxEntries) {
		if e.Path != "/other" || *e.Bytes != 7 {
			t.Fatalf("got %+v, want the others alone", e)
		}
	}
}

// TestSecrets writes the token in every way that a client may: no entry has it.
func TestSecrets(t *testing.T) {
	var l requests.Log
	for _, address := range []string{
		"/stream/ws?__token=hunter2", "/x?a=1&__token=hunter2&b=2", "/x?__TOKEN=hunter2", "/x?%5F%5Ftoken=hunter2",
		"/x?__%74oken=hunter2", "/x?%5f%5f%74%6f%6b%65%6e=hunter2", "/x?a=1;__token=hunter2", "/x?__token%3Dhunter2",
		"/x?next=/y%3F__token%3Dhunter2", "/x?next=%252Fy%253F%255F%255Ftoken%253Dhunter2", "/stream/ws&__token=hunter2",
		"/x/__token=hunter2", "/x?%zz&__token=hunter2%zz", "/x?" + strings.Repeat("a", 490) + "&__token=hunter2",
		"/x?[__token]=hunter2", "/x?__token=__token=hunter2", "/x?%C4%B0__token=hunter2", "http://me:hunter2@x/y?a=1",
	} {
		r := ask(address)
		r.Header = http.Header{
			"Authorization": {"Bearer hunter2"}, "Cookie": {"a=hunter2"}, "Sec-Websocket-Protocol": {"hunter2"},
			"Origin": {"http://x/?__token=hunter2"}, "Referer": {"http://x/?__token=hunter2"},
		}
		l.Add(r, time.Now(), requests.Outcome{Status: 200})
		if text := fmt.Sprintf("%+v", l.Last(1)[0]); strings.Contains(text, "hunter2") {
			t.Errorf("%s: got %s, want no secret", address, text)
		}
	}
	for _, query := range []string{"a=1&b=__x", "at=-5m", "a=%25%5B", "token=public", "__code=503"} {
		if e := add(&l, "/x?"+query); e.Query != query {
			t.Errorf("got the query %q, want %q", e.Query, query)
		}
	}
	if e := add(&l, "/x?a=1&__token=s&b=2"); e.Query != "a=1&__token=…&b=2" {
		t.Errorf("got the query %q, want the other parameters", e.Query)
	}
}

// TestTexts logs long and bad texts: they are cut, and shown with escapes.
func TestTexts(t *testing.T) {
	var l requests.Log
	r := ask("/" + strings.Repeat("ü", 60_000) + "?" + strings.Repeat("\u202e\x1b", 10_000))
	r.Method, r.Header = strings.Repeat("X", 10_000), http.Header{"Origin": {"\x9b" + strings.Repeat("\x07", 5000)}}
	l.Add(r, time.Now(), requests.Outcome{})
	e := l.Last(1)[0]
	for _, text := range []string{e.Method, e.Path, e.Query, e.Origin} {
		if len(text) > 6*512+20 || !utf8.ValidString(text) || model.Visible(text) != text || text == "" {
			t.Errorf("got %.100q of %d bytes, want a short text of visible characters", text, len(text))
		}
	}
	if e := add(&l, "/monitor/training/a%2Fb"); e.Path != "/monitor/training/a%2Fb" {
		t.Errorf("got the path %q, want it as sent", e.Path)
	}
}

// TestMemory fills a log with the longest texts: they are not kept.
func TestMemory(t *testing.T) {
	var l requests.Log
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for range requests.MaxEntries {
		add(&l, "/"+strings.Repeat("a", 30_000)+"?"+strings.Repeat("b", 30_000))
	}
	if grown := heap() - before; grown > 3<<20 {
		t.Errorf("the log takes %d kB, want 3 MB at most", grown>>10)
	}
	runtime.KeepAlive(&l)
}

// TestFollow passes entries on as they come, and drops a follower that does not read.
func TestFollow(t *testing.T) {
	var l requests.Log
	add(&l, "/before")
	last, brisk, err := l.Follow(5)
	if err != nil || len(last) != 1 {
		t.Fatalf("got %v, %v; want one entry from before", last, err)
	}
	_, slow, _ := l.Follow(0)
	for i := range 300 {
		add(&l, fmt.Sprint("/", i))
		if e := <-brisk.Entries; e.Path != fmt.Sprint("/", i) {
			t.Errorf("got %s, want /%d", e.Path, i)
		}
	}
	count := 0
	for range slow.Entries {
		count++
	}
	if count == 0 || count == 300 {
		t.Errorf("the slow follower got %d entries, want some and an end", count)
	}
	connection := l.Begin(ask("/stream/sse"), time.Now(), requests.Outcome{Status: 200})
	begun := <-brisk.Entries
	connection.End(9)
	if ended := <-brisk.Entries; ended.ID != begun.ID || begun.Bytes != nil || *ended.Bytes != 9 {
		t.Errorf("got %+v, then %+v; want the same with its bytes", begun, ended)
	}
	brisk.Leave()
	slow.Leave()
	add(&l, "/after")
	for i := range 100 {
		if _, _, err = l.Follow(0); err != nil {
			break
		}
		if i == 99 {
			t.Error("got 100 followers, want a limit")
		}
	}
	_, f, _ := (&requests.Log{}).Follow(0)
	l.Close()
	if _, _, err := l.Follow(0); err == nil || f == nil {
		t.Error("after Close: got a follower, want a refusal")
	}
	add(&l, "/closed")
}

// FuzzSecrets checks that no query leads the value of the token into the log.
func FuzzSecrets(f *testing.F) {
	for _, before := range []string{"", "a=1&", "%zz&", "%", "a;", "%5F"} {
		f.Add(before, "&b=2")
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.Contains(before, "hunter2") || strings.Contains(after, "hunter2") {
			return
		}
		var l requests.Log
		r := ask("/x")
		r.RequestURI = "/x?" + before + "__token=hunter2" + after
		l.Add(r, time.Now(), requests.Outcome{})
		if e := l.Last(1)[0]; strings.Contains(e.Query, "hunter2") {
			t.Errorf("%q: got %q, want no secret", r.RequestURI, e.Query)
		}
	})
}

// BenchmarkAdd logs a request: the price that every answer pays.
func BenchmarkAdd(b *testing.B) {
	var l requests.Log
	for name, address := range map[string]string{
		"path": "/monitor/ray/cluster/node/node_1234/metrics", "query": "/monitor/training/task_123?at=%2B5m",
		"secret": "/stream/ws?__token=secret&topics=nodes",
	} {
		r := ask(address)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.Add(r, time.Now(), requests.Outcome{Status: http.StatusOK, Bytes: 1})
			}
		})
	}
}
