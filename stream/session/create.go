package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// Create makes a session and returns it. It waits for its turn, as commands do: behind the ticks, one session at a
// time, and no more than some hundred a second. Errors are of type *refuse.Refusal: a 409 if the name is taken, a 429
// if there are too many sessions. Others are those of the context and of stream.New.
func (b *Book) Create(ctx context.Context, w Wish) (State, error) {
	s, err := b.reserve(w)
	if err != nil {
		return State{}, err
	}
	hub, err := b.make(ctx, s, w)
	if err == nil {
		err = b.publish(s, hub)
	}
	if err != nil {
		b.release(s)
		return State{}, err
	}
	return s.state(), nil
}

// reserve puts a session without a hub into the book.
func (b *Book) reserve(w Wish) (*session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return nil, Ended()
	case b.options.Shared:
		return nil, refuse.New(http.StatusConflict, "Replicas share one world, and would know nothing of a session: start "+
			"trainmock without --nats for sessions")
	case b.options.Most == 0:
		return nil, refuse.New(http.StatusTooManyRequests,
			"This server has no sessions: start trainmock without --max-sessions 0")
	case b.sessions[w.Name] != nil:
		return nil, Taken(w.Name)
	case len(b.sessions) >= b.options.Most:
		return nil, TooMany(len(b.sessions))
	}
	if w.Name == "" {
		w.Name = b.freeName()
	}
	b.created++
	s := &session{
		name: w.Name, number: b.created, idle: w.Idle,
		room: stream.Room{Nodes: b.nodes.Open(), Tasks: b.tasks.Open()}, journal: b.journals.Open(),
	}
	b.sessions[s.name] = s
	return s, nil
}

// freeName returns the first of session-1, session-2, … that is free. The caller holds the lock.
func (b *Book) freeName() string {
	for n := 1; ; n++ {
		if name := fmt.Sprintf("session-%d", n); b.sessions[name] == nil {
			return name
		}
	}
}

// release takes a session without a hub out of the book.
func (b *Book) release(s *session) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(s)
	s.giveBack()
}

// make makes the hub of a session when it is its turn.
func (b *Book) make(ctx context.Context, s *session, w Wish) (*stream.Hub, error) {
	select {
	case b.making <- struct{}{}:
		defer func() { <-b.making }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := b.creations.Wait(ctx); err != nil {
		return nil, err
	}
	ctx, visit := b.options.Turns.Begin(ctx)
	defer visit.End()
	if err := turn.Try(ctx, w.Genesis.Scenario.Size().Bytes()); err != nil {
		return nil, err
	}
	o := b.options.Hub
	o.Genesis, o.Journal, o.Strict, o.Room = w.Genesis, &journal.Memory{Shared: s.journal}, w.Strict, s.room
	o.Seats = seats{o.Seats, s}
	o.Log = o.Log.With("session", s.name)
	o.Lanes.Yield()
	pace := turn.NewPace()
	defer pace.Pause()
	hub, err := stream.New(o)
	if errors.Is(err, journal.ErrSharedFull) {
		err = refuse.New(http.StatusTooManyRequests, err.Error())
	}
	return hub, err
}

// publish gives a session its hub. From then on it can be found.
func (b *Book) publish(s *session, hub *stream.Hub) error {
	b.mu.Lock()
	closed := b.closed
	if !closed {
		s.hub, s.used = hub, time.Now()
		b.wakeAt(s, s.used)
	}
	b.mu.Unlock()
	if closed {
		hub.Close()
		return Ended()
	}
	return nil
}

// inOrder returns the sessions with a hub in the order in which they were created.
func (b *Book) inOrder() []*session {
	b.mu.Lock()
	list := slices.Collect(maps.Values(b.sessions))
	list = slices.DeleteFunc(list, func(s *session) bool { return s.hub == nil })
	b.mu.Unlock()
	slices.SortFunc(list, func(a, b *session) int { return cmp.Compare(a.number, b.number) })
	return list
}
