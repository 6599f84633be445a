package load

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// floorVariable makes the test binary a floor: what streaming costs at least. A floor answers any request as a
// WebSocket or as server-sent events, and each tick writes one of a few bodies to every connection, and does nothing
// else. It holds events, tick, bodies and the bytes of a burst, as in 51/1s/1/0.
const floorVariable = "TRAINMOCK_FLOOR"

// floorEvent is an event of a CPU node as the program sends it, without its time. A reader looks through these bytes:
// one that counts events takes half as long again for this text as for the letter x as often, which is a fifth of the
// delay of 5,000 × 201.
const floorEvent = `{"id":"c03160e7:1234:101","type":"node_update","time":"%s","payload":{"id":"node_9515",` +
	`"name":"Ray Node node_9515","ip":"192.168.127.14","role":"worker node","state":"ALIVE","status":"idle",` +
	`"timestamp":"2026-11-29T07:32:48.343248+00:00","heartbeat":1795937567368,"last_seen":"0 seconds ago",` +
	`"cpu_usage":3.7,"memory_usage":4.3,"disk_usage":45.8,"sent":1.6,"received":1.4,"load_avg":[2.66,2.54,2.53]}}`

// runFloor runs that process; it never returns.
func runFloor(settings string) {
	var events, bodies, burst int
	var pace string
	_, err := fmt.Sscan(strings.ReplaceAll(settings, "/", " "), &events, &pace, &bodies, &burst)
	if err != nil {
		panic(err)
	}
	tick, err := time.ParseDuration(pace)
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s/\nPress Ctrl-C to stop.\n", listener.Addr())
	f := &floor{arrived: make(chan net.Conn), ended: make(chan net.Conn), bursts: newFloorBursts(burst)}
	go f.run(events, tick, bodies)
	for {
		conn, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go f.greet(conn)
	}
}

// floor hands every connection's bytes to a goroutine of the connection's own.
type floor struct {
	arrived, ended chan net.Conn
	bursts         *floorBursts
}

// run publishes ticks.
func (f *floor) run(events int, tick time.Duration, bodies int) {
	conns := map[net.Conn]chan []byte{}
	batches := make([][]byte, bodies)
	begun, ticks := time.Now(), time.Tick(tick)
	for {
		select {
		case conn := <-f.arrived:
			conns[conn] = make(chan []byte, 4)
			go f.write(conn, conns[conn])
		case conn := <-f.ended:
			close(conns[conn])
			delete(conns, conn)
		case now := <-ticks:
			if f.bursts != nil {
				// What the program sends bears the instant at which it is due.
				now = begun.Add(now.Sub(begun).Truncate(tick))
			}
			for i := range batches {
				batches[i] = floorBatch(now, events)
			}
			next := 0
			for _, to := range conns {
				select {
				case to <- batches[next%bodies]:
				default:
				}
				next++
			}
		}
	}
}

func (f *floor) write(conn net.Conn, from <-chan []byte) {
	for p := range from {
		if _, err := conn.Write(p); err != nil {
			f.ended <- conn
			return
		}
	}
}

// greet reads a request and answers it, without looking at more than it has to.
func (f *floor) greet(conn net.Conn) {
	asked, err := http.ReadRequest(bufio.NewReaderSize(conn, 1<<10))
	if err != nil {
		conn.Close()
		return
	}
	if f.bursts != nil && f.bursts.greet(conn, asked.URL.Path) {
		return
	}
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
	if asked.Header.Get("Upgrade") != "" {
		answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
	}
	if _, err := conn.Write([]byte(answer)); err == nil {
		f.arrived <- conn
	}
}

// floorBatch returns a tick as WebSocket frames.
func floorBatch(now time.Time, events int) []byte {
	message := fmt.Sprintf(floorEvent, model.Stamp(now))
	frame := []byte{0x81, 126, byte(len(message) >> 8), byte(len(message))}
	return bytes.Repeat(append(frame, message...), events)
}

// startFloor runs a floor until the test ends.
func startFloor(tb testing.TB, w work) *program.Process {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	command := exec.Command(self)
	command.Env = append(os.Environ(),
		fmt.Sprintf("%s=%d/%s/%d/%d", floorVariable, w.events, w.tick, max(w.filters, 1), w.burst))
	return program.StartCommand(tb, command)
}
