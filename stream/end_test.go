package stream_test

import (
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream"
)

// TestBye: when the hub closes, every subscriber is told, and then nobody is left.
func TestBye(t *testing.T) {
	s := newServer(t, nil)
	readers := make([]reader, 40)
	for i := range readers {
		readers[i] = s.subscribe(t, []string{"ws", "sse"}[i%2], "")
		until(t, readers[i], "snapshot")
	}
	var all sync.WaitGroup
	for _, r := range readers {
		all.Go(func() { sayGoodBye(t, r) })
	}
	s.hub.Close()
	all.Wait()
	if n := s.hub.Subscribers(); n != 0 {
		t.Errorf("%d are left", n)
	}
	if status, _ := get(t, s.URL+"/stream/sse"); status != http.StatusServiceUnavailable {
		t.Errorf("joined a closed hub: %d", status)
	}
}

// sayGoodBye reads to the end of a stream: bye has to be the last message.
func sayGoodBye(t *testing.T, r reader) {
	var last message
	for {
		m, err := r.read()
		if err == nil {
			last = m
			continue
		}
		if _, ws := r.(wsReader); ws && !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Error(err)
		}
		break
	}
	bye := payload[stream.Bye](t, last)
	if last.Type != "bye" || bye.Reason == "" || bye.RetryMS < 1000 || bye.RetryMS > 2000 {
		t.Errorf("the last message is %+v", last)
	}
}

// TestStuckReaders: some never read a byte. The others get every event all the same, and the end does not wait.
func TestStuckReaders(t *testing.T) {
	s := newServer(t, nil)
	for range 5 {
		stuck, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer stuck.Close()
		stuck.(*net.TCPConn).SetReadBuffer(4 << 10)
		if _, err := stuck.Write([]byte("GET /stream/sse HTTP/1.1\r\nHost: x\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	r := s.dial(t, "")
	last := until(t, r, "snapshot")
	for range 3000 {
		m := r.next(t)
		follow(t, last, m)
		last = m
	}
	begin := time.Now()
	s.hub.Close()
	if n := s.hub.Subscribers(); n != 0 {
		t.Errorf("%d are left after %s", n, time.Since(begin))
	}
}
