package app

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"trainmock/rest"
	"trainmock/stream"
	"trainmock/stream/deliver"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
)

const (
	// headerWait limits the time for the headers of a request, idleWait the time between two requests of a connection.
	headerWait = 10 * time.Second
	idleWait   = 2 * time.Minute
	// headerBytes is more than the routes accept, so that the refusal is theirs.
	headerBytes = 4 << 20
	// answersWait limits the time for unfinished answers at the end, when every subscriber has left.
	answersWait = 100 * time.Millisecond
	// answerWait limits the time to write an answer; streams set a limit for each of their writes.
	answerWait = 30 * time.Second
	// maxStreams limits the requests that an HTTP/2 connection carries at a time. All tabs of a browser share one
	// connection, and requests beyond the limit wait without a word. Chromium stops at 256 by itself.
	maxStreams = 1000
)

// mock holds the parts of the service that the flags ask for.
type mock struct {
	flags   *flags
	genesis journal.Genesis
	// tls is nil where it serves plain HTTP.
	tls   *tls.Config
	log   *slog.Logger
	lanes *deliver.Lanes
	hub   *stream.Hub
}

// newMock puts the parts together. Its errors are about the flags, or about files that they name.
func newMock(f *flags, stderr io.Writer, now time.Time) (*mock, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	g, err := f.genesis(now)
	if err != nil {
		return nil, err
	}
	config, err := f.tlsConfig(now)
	if err != nil {
		return nil, err
	}
	m := &mock{flags: f, genesis: g, tls: config, log: f.logger(stderr), lanes: deliver.NewLanes()}
	m.hub, err = stream.New(m.hubOptions())
	return m, err
}

func (m *mock) hubOptions() stream.Options {
	f, origins := m.flags, rest.NewCORS(m.flags.CORSOrigin)
	return stream.Options{
		Genesis: m.genesis, Lanes: m.lanes, Slept: feed.NewSleep(),
		Replay: time.Duration(f.Replay), MaxSubscribers: f.MaxSubscribers, Strict: f.Strict,
		AllowOrigin: func(r *http.Request) bool {
			origin := r.Header.Get("Origin")
			return origin == "" || origin == "http://"+r.Host || origin == "https://"+r.Host || origins.OriginAllowed(r)
		},
		Log: m.log,
	}
}

// serve answers requests and runs the lanes until the context is done. Then it sends bye to every subscriber.
func (m *mock) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: m.routes(), MaxHeaderBytes: headerBytes,
		ReadHeaderTimeout: headerWait, WriteTimeout: answerWait, IdleTimeout: idleWait,
		HTTP2:    &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelDebug),
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var work sync.WaitGroup
	work.Go(func() { m.lanes.Run(ctx) })
	end, cancel := context.WithCancel(context.Background())
	defer cancel()
	work.Go(func() {
		<-ctx.Done()
		m.hub.Close()
		// A connection without a request is not waited for.
		time.AfterFunc(answersWait, cancel)
	})
	failed := make(chan error, 1)
	work.Go(func() { failed <- server.Serve(listener) })
	var failure error
	select {
	case err := <-failed:
		failure = fmt.Errorf("cannot serve: %w", err)
		stop()
	case <-ctx.Done():
	}
	if server.Shutdown(end) != nil {
		server.Close()
	}
	work.Wait()
	return failure
}
