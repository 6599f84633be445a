package stream

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"trainmock/stream/journal"
)

// shared is what a hub knows of a journal to which other hubs append, too.
type shared struct {
	lead time.Duration
	// conflicts counts the attempts at the present change. Only its maker uses it.
	conflicts int
	// read is the number of the newest entry that was read.
	read atomic.Uint64
	// fresh is the wall time, in microseconds, up to which late ticks may be published without asking the journal.
	fresh atomic.Int64
	// late counts the entries that came too late for ticks that were published.
	late atomic.Int64
	// stopped is set when the journal is followed no more.
	stopped atomic.Bool
	// stale holds a token when the journal is to be asked.
	stale chan struct{}

	mu sync.Mutex
	// fold is the journal as far as it has taken effect.
	fold fold
	// change is closed when the next entry has taken effect.
	change chan struct{}
}

// newShared returns nil if no other hub appends to the journal.
func newShared(lead time.Duration) *shared {
	if lead == 0 {
		return nil
	}
	return &shared{lead: lead, stale: make(chan struct{}, 1), change: make(chan struct{})}
}

// mayPublish returns the function of that name of feed.Options.
func (s *shared) mayPublish() func(late time.Duration) bool {
	if s == nil {
		return nil
	}
	return func(late time.Duration) bool {
		// Behind a pause of this process, there may be entries that it has yet to read. Whoever appended them counted on
		// the lead.
		if late < s.lead || time.Now().UnixMicro() < s.fresh.Load() {
			return true
		}
		select {
		case s.stale <- struct{}{}:
		default: // It is about to be asked anyway.
		}
		return false
	}
}

// present returns the journal as far as it has taken effect.
func (s *shared) present() fold {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fold
}

// told returns the newest tick that an entry names.
func (s *shared) told() int64 { return s.present().published.Newest() }

// begin sets the fold with which the journal is followed.
func (s *shared) begin(f fold) {
	f.trusting = false
	s.set(&f)
	s.read.Store(f.seq)
}

// set makes a fold the present one. Several changes may be computed from it, so that none may extend it in place.
func (s *shared) set(f *fold) {
	f.history, f.published = slices.Clip(f.history), f.published.Clip()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fold = *f
}

// changed returns a channel that is closed when the next entry has taken effect.
func (s *shared) changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.change
}

// announce closes that channel.
func (s *shared) announce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.change)
	s.change = make(chan struct{})
}

// check reports what is wrong with an entry behind the present ones.
func (s *shared) check(e journal.Entry) error {
	f := s.present()
	_, err := f.add(e)
	return err
}

// add takes an entry, and returns the fold behind it. Only the goroutine that follows the journal may call it.
func (s *shared) add(e journal.Entry) (fold, error) {
	f := s.present()
	if _, err := f.add(e); err != nil {
		return f, err
	}
	s.set(&f)
	return f, nil
}
