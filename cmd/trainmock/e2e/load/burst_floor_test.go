package load

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"
)

// burstPath is the path at which a floor sends a burst.
const burstPath = "/burst"

// burstChunk is about how many bytes of a burst are written at once.
const burstChunk = 128 << 10

// floorBursts is what a floor does of bursts: it sends each client that asks for one the same bytes as fast as it takes
// them.
type floorBursts struct {
	chunk []byte
	bytes int
	// here counts the clients of bursts, behind those that have yet to get bytes, and sent what all here were sent.
	here, behind, sent atomic.Int64
}

// newFloorBursts returns bursts of so many bytes for each client, nil if there are none.
func newFloorBursts(bytes int) *floorBursts {
	if bytes == 0 {
		return nil
	}
	return &floorBursts{chunk: floorBatch(time.Now(), burstChunk/len(floorEvent)), bytes: bytes}
}

// greet answers a request for a burst, and one for the list of subscribers. It reports whether it was one of them.
func (f *floorBursts) greet(conn net.Conn, path string) bool {
	switch path {
	case burstPath:
		defer conn.Close()
		f.send(conn)
		return true
	case "/mock/subscribers":
		defer conn.Close()
		body := f.list()
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		return true
	default:
		return false
	}
}

// send sends a burst, and returns when the client has left.
func (f *floorBursts) send(conn net.Conn) {
	f.here.Add(1)
	defer f.here.Add(-1)
	f.behind.Add(1)
	_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
	sent := 0
	for n := 0; sent < f.bytes && err == nil; sent += n {
		n, err = conn.Write(f.chunk[:min(f.bytes-sent, len(f.chunk))])
		f.sent.Add(int64(n))
	}
	f.behind.Add(-1)
	defer f.sent.Add(-int64(sent))
	_, _ = io.Copy(io.Discard, conn) // A client that has left is no failure.
}

// list returns the clients as the program lists its subscribers, with all bytes at one of them, and the bystanders.
func (f *floorBursts) list() string {
	behind, rest := int(f.behind.Load()), int(f.here.Load())+onlookers
	return fmt.Sprintf(`{"subscribers":[%s%s{"bytes":%d}]}`, strings.Repeat(`{"ticks_behind":2},`, behind),
		strings.Repeat("{},", max(0, rest-behind-1)), f.sent.Load())
}
