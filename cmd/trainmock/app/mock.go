package app

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"trainmock/rest/access"
	"trainmock/rest/origin"
	"trainmock/stream"
	"trainmock/stream/deliver"
	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/turn"
)

// answersWait limits the time for unfinished answers at the end, when every subscriber has left.
const answersWait = 100 * time.Millisecond

// mock holds the parts of the service that the flags ask for.
type mock struct {
	flags   *flags
	genesis journal.Genesis
	journal *journal.Memory
	// tls is nil where it serves plain HTTP.
	tls     *tls.Config
	origins *origin.Rules
	access  *access.Rules
	log     *slog.Logger
	lanes   *deliver.Lanes
	turns   *turn.Queue
	hub     *stream.Hub
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
	origins, err := newRules(f.CORSOrigin, f.Host)
	if err != nil {
		return nil, err
	}
	rules, err := newAccess(f)
	if err != nil {
		return nil, err
	}
	m := &mock{
		flags: f, genesis: g, tls: config, origins: origins, access: rules,
		log: f.logger(stderr), lanes: deliver.NewLanes(),
	}
	f.environment.report(m.log)
	m.turns = turn.NewQueue(m.lanes)
	if err := m.begin(); err != nil {
		return nil, err
	}
	m.hub, err = stream.New(m.hubOptions())
	return m, err
}

func (m *mock) hubOptions() stream.Options {
	f := m.flags
	return stream.Options{
		Genesis: m.genesis, Journal: m.journal, Lanes: m.lanes, Slept: feed.NewSleep(),
		Replay: time.Duration(f.Replay), MaxSubscribers: f.MaxSubscribers, Strict: f.Strict,
		AllowOrigin: m.origins.MayRead, Control: m.access.May,
		Log: m.log,
	}
}

// serve answers requests and runs the lanes until the context is done, or until a listener fails. Then it sends bye to
// every subscriber.
func (m *mock) serve(ctx context.Context, listeners ...net.Listener) error {
	server := newServer(m.routes(), m.log)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var work sync.WaitGroup
	work.Go(func() { m.lanes.Run(ctx) })
	work.Go(func() { watchMemory(ctx) })
	if m.flags.Watch {
		work.Go(func() { m.watchScenario(ctx) })
	}
	end, cancel := context.WithCancel(context.Background())
	defer cancel()
	work.Go(func() {
		<-ctx.Done()
		m.hub.Close()
		// A connection without a request is not waited for.
		time.AfterFunc(answersWait, cancel)
	})
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		work.Go(func() { failed <- server.Serve(l) })
	}
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
