package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"

	"trainmock/rest"
	"trainmock/stream"
	"trainmock/stream/dashboard"
	"trainmock/stream/deliver"
	"trainmock/stream/scenario"
	"trainmock/stream/session"
	"trainmock/stream/world"
	"trainmock/web"
)

const version = "0.1.0"

const (
	// headerWait is how long a request may take to be asked, idleWait how long a connection may wait for the next.
	headerWait = 10 * time.Second
	idleWait   = 2 * time.Minute
	// headerBytes is more than the routes accept, so that they can say so.
	headerBytes = 4 << 20
	// answersWait is how long answers under way may take at the end, when every subscriber has left.
	answersWait = 100 * time.Millisecond
	// answerWait is how long an answer may take to write; streams give each of their writes a time of its own.
	answerWait = 30 * time.Second
	// maxStreams is how many requests an HTTP/2 connection carries at a time. All tabs of a browser share one connection,
	// and what is over the number waits without a word. Chromium stops at 256 by itself, other clients do not.
	maxStreams = 1000
)

// The exit codes.
const (
	exitFine = iota
	exitFailed
	exitUsage
)

// run is the program: it returns its exit code, when the context is done or it cannot go on.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "scenarios" {
		return runScenarios(args[1:], stdout, stderr)
	}
	f, err := parseFlags(args, stdout, stderr)
	if errors.Is(err, errAnswered) {
		return exitFine
	}
	var clock stream.Clock
	var w *world.World
	var config *tls.Config
	if err == nil {
		err = f.check()
	}
	if err == nil {
		clock, err = f.clock(time.Now())
	}
	if err == nil {
		w, err = f.world(clock.Start)
	}
	if err == nil {
		config, err = f.tlsConfig(time.Now())
	}
	if err != nil {
		complain(stderr, err)
		return exitUsage
	}
	listener, err := listen(ctx, f, config)
	if err != nil {
		fmt.Fprintf(stderr, "trainmock: %v\n", err)
		return exitFailed
	}
	fmt.Fprint(stdout, banner(f, w, clock, config, listener.Addr()))
	log := f.logger(stderr)
	lanes := deliver.NewLanes()
	if err := serve(ctx, listener, lanes, newHub(f, w, clock, lanes, log), f, log); err != nil {
		fmt.Fprintf(stderr, "trainmock: %v\n", err)
		return exitFailed
	}
	return exitFine
}

// complain says what is wrong with the command line, or with the file that it names.
func complain(stderr io.Writer, err error) {
	var inFile *scenario.Error
	if errors.As(err, &inFile) {
		fmt.Fprintf(stderr, "trainmock: %v\n", err)
		return
	}
	fmt.Fprintf(stderr, "trainmock: %v (trainmock --help lists all flags)\n", err)
}

// listen opens the port, to TLS if there is a configuration for it.
func listen(ctx context.Context, f *flags, config *tls.Config) (net.Listener, error) {
	address := net.JoinHostPort(f.Host, strconv.Itoa(int(f.Port)))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is in use: end the other program, or choose a port with --port (0 picks a free one)", f.Port)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w (see --host and --port)", address, err)
	}
	if config != nil {
		return tls.NewListener(listener, config), nil
	}
	return listener, nil
}

func newHub(f *flags, w *world.World, clock stream.Clock, lanes *deliver.Lanes, log *slog.Logger) *stream.Hub {
	origins := rest.NewCORS(f.CORSOrigin)
	return stream.New(stream.Options{
		World: w, Clock: clock, Lanes: lanes, Replay: time.Duration(f.Replay), MaxSubscribers: f.MaxSubscribers, Strict: f.Strict,
		AllowOrigin: func(r *http.Request) bool {
			origin := r.Header.Get("Origin")
			return origin == "" || origin == "http://"+r.Host || origin == "https://"+r.Host || origins.OriginAllowed(r)
		},
		Log: log,
	})
}

// routes is the whole of what the program answers.
func routes(hub *stream.Hub, f *flags) http.Handler {
	finder := session.One(hub)
	r := rest.New(rest.Options{
		Find:      func(r *http.Request) (rest.Source, error) { return finder.Find(r) },
		Exclusive: f.Exclusive, ErrorRate: f.ErrorRate, CORS: rest.NewCORS(f.CORSOrigin), Version: version,
	})
	webSocket, sse := session.Serve(finder, (*stream.Hub).ServeWebSocket), session.Serve(finder, (*stream.Hub).ServeSSE)
	r.Get("/stream/ws", webSocket)
	r.Get("/ws", webSocket)
	r.Get("/stream/sse", sse)
	r.Get("/events", sse)
	boards := dashboard.Dashboards{Source: hub, Strict: f.Strict, AllowOrigin: hub.AllowOrigin}
	r.Get("/api/edgeai/nodes/ws/{node_id}", boards.Node)
	r.Get("/api/edgeai/training/ws/{project_id}", boards.Training)
	r.Get("/api/p2pai/training/ws/{project_id}", boards.Peer)
	page := web.Handler()
	r.Get("/", page.ServeHTTP)
	r.Get("/client.js", page.ServeHTTP)
	r.Get("/assets/*", page.ServeHTTP)
	return r
}

// serve answers requests and runs the lanes until the context is done; then it says good-bye to everybody.
func serve(ctx context.Context, listener net.Listener, lanes *deliver.Lanes, hub *stream.Hub, f *flags, log *slog.Logger) error {
	server := &http.Server{
		Handler: routes(hub, f), ReadHeaderTimeout: headerWait, WriteTimeout: answerWait, IdleTimeout: idleWait, MaxHeaderBytes: headerBytes,
		HTTP2:    &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var work sync.WaitGroup
	work.Go(func() { lanes.Run(ctx) })
	end, cancel := context.WithCancel(context.Background())
	defer cancel()
	work.Go(func() {
		<-ctx.Done()
		hub.Close()
		// Whoever has only opened a connection is not waited for.
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
