package session

import (
	"cmp"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/quota"
	"trainmock/stream/turn"
)

const (
	// DefaultMost is the number of sessions at a time where the program is not told another one.
	DefaultMost = 64
	// DefaultIdle is how long a session without requests and connections stays, and LeastIdle and MostIdle bound what
	// can be asked for.
	DefaultIdle = 10 * time.Minute
	LeastIdle   = time.Second
	MostIdle    = 24 * time.Hour
	// DefaultNodes and DefaultTasks are twice what one scenario may have: about 130 MB of memory. The journals may take
	// as much as four runs can hold.
	DefaultNodes   = 200_000
	DefaultTasks   = 40_000
	DefaultJournal = 4 * journal.MaxBytes
	// creationRate limits the sessions created a second, and creationBurst those at once after a pause. A world of demo
	// and its first answer take about 2 ms: in a loop, a sixth of two processors.
	creationRate  = rate.Limit(150)
	creationBurst = 100
)

// Options configure a book. Main is required.
type Options struct {
	// Main is the hub of requests that name no session.
	Main *stream.Hub
	// Hub are the options of the sessions' hubs, except for genesis, journal and strictness. Lanes, Seats and Turns are
	// those of the main hub, and the first two are required. Decisions and Budget are not, so that sessions hold up
	// neither the commands nor the streams of the main world. Decisions defaults to a limit of all sessions together.
	Hub stream.Options
	// Most limits the sessions at a time. 0 admits none.
	Most int
	// MaxNodes and MaxTasks limit the sizes of all sessions together, and MaxJournal the memory of their journals in
	// bytes. They default to DefaultNodes, DefaultTasks and DefaultJournal.
	MaxNodes, MaxTasks, MaxJournal int64
	// Shared is set if the main hub shares its journal with other programs, which would know nothing of a session. Every
	// session is refused then.
	Shared bool
	// Turns are those of the work for a large world. They default to turns of the book's own.
	Turns *turn.Queue
	// Defaults is what a session is that asks for nothing. SetScenario may change it.
	Defaults Wish
}

// Wish describes a session to create.
type Wish struct {
	// Name is one that model.ValidSession accepts. Defaults to the first of session-1, session-2, … that is free.
	Name string
	// Genesis begins its run.
	Genesis journal.Genesis
	// Strict refuses ids outside the scenario.
	Strict bool
	// Idle is how long the session stays without requests and connections. 0 is for good.
	Idle time.Duration
}

// Book holds the hubs of a program by the names of their sessions. Any number of goroutines may use it. While all
// sessions are without users, it holds one timer for all of them, and no goroutine.
type Book struct {
	options Options
	// making holds a token while a hub is made, and creations limits their rate.
	making    chan struct{}
	creations *rate.Limiter
	// nodes, tasks and journals are what all sessions may use together.
	nodes, tasks, journals *quota.Quota

	mu       sync.Mutex
	defaults Wish
	// sessions are those by name, those included whose hub is yet to be made.
	sessions map[string]*session
	// created counts the sessions so far.
	created uint64
	closed  bool
	// timer ends idle sessions at due. It is nil while there are none that can end.
	timer *time.Timer
	due   time.Time

	// ending waits for the hubs that are being closed.
	ending sync.WaitGroup
}

// NewBook returns a book without sessions.
func NewBook(o Options) *Book {
	if o.Hub.Log == nil {
		o.Hub.Log = slog.New(slog.DiscardHandler)
	}
	if o.Hub.Decisions == nil {
		o.Hub.Decisions = stream.NewDecisions()
	}
	if o.Turns == nil {
		o.Turns = turn.NewQueue(o.Hub.Lanes)
	}
	return &Book{
		options: o, making: make(chan struct{}, 1), creations: rate.NewLimiter(creationRate, creationBurst),
		nodes:    quota.New(cmp.Or(o.MaxNodes, DefaultNodes)),
		tasks:    quota.New(cmp.Or(o.MaxTasks, DefaultTasks)),
		journals: quota.New(cmp.Or(o.MaxJournal, DefaultJournal)),
		defaults: o.Defaults, sessions: map[string]*session{},
	}
}

// Defaults returns what a session is that asks for nothing.
func (b *Book) Defaults() Wish {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.defaults
}

// SetScenario changes the scenario of Defaults.
func (b *Book) SetScenario(s model.Scenario) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.defaults.Genesis.Scenario = s
}

// List describes the sessions in the order in which they were created.
func (b *Book) List() []State {
	var list []State
	for _, s := range b.inOrder() {
		list = append(list, s.state())
	}
	return list
}

// Delete removes a session, and returns it as it was when its streams have ended in good order. It does not wait for
// answers that are being made. Its error is a 404 of type *refuse.Refusal.
func (b *Book) Delete(name string) (State, error) {
	b.mu.Lock()
	s := b.sessions[name]
	if s == nil || s.hub == nil {
		b.mu.Unlock()
		return State{}, Missing(name)
	}
	b.drop(s)
	b.mu.Unlock()
	defer b.ending.Done()
	// The hub's lock may be held for a while, which requests about other sessions must not wait for.
	state := s.state()
	s.close()
	return state, nil
}

// Close ends all sessions, and returns when their streams have ended in good order. From then on none is created.
func (b *Book) Close() {
	b.mu.Lock()
	b.closed = true
	for _, s := range b.sessions {
		if s.hub != nil {
			b.drop(s)
			go func() {
				defer b.ending.Done()
				s.close()
			}()
		}
	}
	b.mu.Unlock()
	b.ending.Wait()
}

// find returns the hub of a session, and counts a user in, who leaves by end. Its error is a 404 of type
// *refuse.Refusal, or a 503 when the program ends.
func (b *Book) find(name string) (hub *stream.Hub, end func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, nil, Ended()
	}
	s := b.sessions[name]
	if s == nil || s.hub == nil || !s.begin() {
		return nil, nil, Missing(name)
	}
	return s.hub, s.end, nil
}

// drop takes a session with a hub out of the book. The caller holds the lock, closes the hub, and then calls
// ending.Done.
func (b *Book) drop(s *session) {
	s.remove()
	b.forget(s)
	b.ending.Add(1)
}

// forget takes a session out of the book, and stops the timer if no other one can end. The caller holds the lock.
func (b *Book) forget(s *session) {
	delete(b.sessions, s.name)
	for _, other := range b.sessions {
		if other.idle > 0 {
			return
		}
	}
	b.stopTimer()
}
