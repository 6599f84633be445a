package clients

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/tmaxmax/go-sse"

	"trainmock/cmd/trainmock/internal/program"
)

// follower subscribes at an address of the program until the test ends.
type follower func(t *testing.T, base, query string) *transcript

const (
	ssePath = "/stream/sse"
	wsPath  = "/stream/ws"
)

// background runs what a client does until the test ends, and waits for it.
func background(t *testing.T, work func(ctx context.Context, tr *transcript) error) *transcript {
	t.Helper()
	tr := newTranscript()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		exit := sighting{Saw: "exit"}
		if err := work(ctx, tr); err != nil {
			exit.Reason = err.Error()
		}
		tr.add(exit)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return tr
}

// copyFeed records what a feed brings; an event source would know the id of the last event.
func copyFeed(f program.Feed, tr *transcript) error {
	last := ""
	for {
		m, err := f.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if m.ID != "" {
			last = m.ID
		}
		tr.add(sighting{Saw: "message", Data: string(m.Raw), LastEventID: last})
	}
}

// followStrictly reads every byte of the stream as these tests understand it.
func followStrictly(t *testing.T, base, query string) *transcript {
	t.Helper()
	client := program.NewClient(t)
	return background(t, func(ctx context.Context, tr *transcript) error {
		f, err := program.OpenSSE(ctx, client, base+ssePath+query)
		if err != nil {
			return err
		}
		return copyFeed(f, tr)
	})
}

// followGoSSE uses go-sse, which reconnects by itself.
func followGoSSE(t *testing.T, base, query string) *transcript {
	t.Helper()
	client := program.NewClient(t)
	return background(t, func(ctx context.Context, tr *transcript) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+ssePath+query, nil)
		if err != nil {
			return err
		}
		again := func(err error, _ time.Duration) { tr.add(sighting{Saw: "error", Reason: fmt.Sprint(err)}) }
		connection := (&sse.Client{HTTPClient: client, OnRetry: again}).NewConnection(request)
		connection.SubscribeToAll(func(e sse.Event) {
			// Unlike a browser it takes a lone retry: for an event.
			if e.Data != "" {
				tr.add(sighting{Saw: "message", Data: e.Data, LastEventID: e.LastEventID})
			}
		})
		return connection.Connect()
	})
}

// followCoder uses coder/websocket, and pings in both ways.
func followCoder(t *testing.T, base, query string) *transcript {
	t.Helper()
	client := program.NewClient(t)
	return background(t, func(ctx context.Context, tr *transcript) error {
		conn, _, err := websocket.Dial(ctx, base+wsPath+query, &websocket.DialOptions{HTTPClient: client})
		if err != nil {
			return err
		}
		defer conn.CloseNow()
		if err := conn.Write(ctx, websocket.MessageText, []byte(`{"type":"ping"}`)); err != nil {
			return err
		}
		pinged := make(chan error, 1)
		go func() {
			err := conn.Ping(ctx)
			if err == nil {
				tr.add(sighting{Saw: "pong"})
			}
			pinged <- err
		}()
		err = copyWebSocket(ctx, conn, tr)
		return errors.Join(err, <-pinged)
	})
}

// copyWebSocket records what a connection brings, up to its close.
func copyWebSocket(ctx context.Context, conn *websocket.Conn, tr *transcript) error {
	for {
		_, body, err := conn.Read(ctx)
		var closed websocket.CloseError
		if errors.As(err, &closed) {
			tr.add(sighting{Saw: "close", Code: int(closed.Code), Reason: closed.Reason, WasClean: true})
			return nil
		}
		if err != nil {
			return err
		}
		tr.add(sighting{Saw: "message", Data: string(body)})
	}
}

// command runs a program until the test ends; read reads what it prints.
func command(t *testing.T, read func(io.Reader, *transcript) error, name string, args ...string) *transcript {
	t.Helper()
	return background(t, func(ctx context.Context, tr *transcript) error {
		var stderr bytes.Buffer
		c := exec.CommandContext(ctx, name, args...)
		c.Stderr = &stderr
		c.WaitDelay = program.Timeout // a child of its own may keep stderr open
		stdout, err := c.StdoutPipe()
		if err != nil {
			return err
		}
		if err := c.Start(); err != nil {
			return err
		}
		err = read(stdout, tr)
		if err := errors.Join(err, c.Wait()); err != nil {
			return fmt.Errorf("%w: %s", err, strings.TrimSpace(stderr.String()))
		}
		return nil
	})
}
