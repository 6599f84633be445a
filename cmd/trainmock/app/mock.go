package app

import (
	"context"
	"crypto/tls"
	"errors"
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
	"trainmock/stream/journal/nats"
	"trainmock/stream/model"
	"trainmock/stream/session"
	"trainmock/stream/turn"
)

// answersWait limits the time for unfinished answers at the end, when every subscriber has left.
const answersWait = 100 * time.Millisecond

// ringMemory limits the encoded ticks of the main world in bytes, and again those of all sessions together. A session
// that stands keeps its ticks, so with one limit the main world would be left with too few.
const ringMemory = 128 << 20

// mock holds the parts of the service that the flags ask for.
type mock struct {
	flags   *flags
	genesis journal.Genesis
	journal journal.Journal
	// shared is the journal if replicas share it, and nil otherwise.
	shared *nats.Journal
	// tls is nil where it serves plain HTTP.
	tls     *tls.Config
	origins *origin.Rules
	access  *access.Rules
	log     *slog.Logger
	lanes   *deliver.Lanes
	turns   *turn.Queue
	hub     *stream.Hub
	// mainRings and sessionRings count the encoded ticks of the main world and of the others.
	mainRings, sessionRings *feed.Budget
	// sessions are the worlds beside that of hub.
	sessions *session.Book
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
		mainRings: feed.NewBudget(ringMemory), sessionRings: feed.NewBudget(ringMemory),
	}
	f.environment.report(m.log)
	m.turns = turn.NewQueue(m.lanes)
	if err := m.begin(); err != nil {
		m.leave()
		return nil, err
	}
	o := m.hubOptions()
	if m.hub, err = stream.New(o); err != nil {
		m.leave()
		return nil, m.unfit(err)
	}
	o.Budget, o.Lead = m.sessionRings, 0
	m.sessions = session.NewBook(session.Options{
		Main: m.hub, Hub: o, Most: f.MaxSessions, Turns: m.turns,
		Defaults: session.Wish{Genesis: m.genesis, Strict: f.Strict, Idle: session.DefaultIdle},
		Shared:   m.shared != nil,
	})
	return m, nil
}

// unfit returns the error of a hub, which is none about flags if the journal is that of replicas.
func (m *mock) unfit(err error) error {
	var wrong *journal.Fault
	if m.shared == nil || !errors.As(err, &wrong) {
		return err
	}
	return unavailable{fmt.Errorf("the journal of the replicas of %s cannot be used: entry %d: %w: use another --cluster",
		model.Quote(m.flags.Cluster), wrong.Entry, err)}
}

// leave ends the connection to the journal that replicas share, if there is one.
func (m *mock) leave() {
	if m.shared != nil {
		m.shared.Close()
	}
}

func (m *mock) hubOptions() stream.Options {
	f := m.flags
	lead := time.Duration(0)
	if m.shared != nil {
		lead = time.Duration(f.Lead)
	}
	return stream.Options{
		Lead: lead, Genesis: m.genesis, Journal: m.journal, Lanes: m.lanes, Slept: feed.NewSleep(),
		Replay: time.Duration(f.Replay), Seats: stream.NewSeats(f.MaxSubscribers), Strict: f.Strict,
		Turns: feed.NewTurns(), Budget: m.mainRings,
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
		var closing sync.WaitGroup
		closing.Go(m.sessions.Close)
		m.hub.Close()
		closing.Wait()
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
	m.leave()
	return failure
}
