package journal

import (
	"context"
	"iter"
	"sync"

	"trainmock/stream/model"
	"trainmock/stream/quota"
)

// Memory is a Journal in the memory of one process. Its zero value is empty and ready for use.
type Memory struct {
	// Shared limits the memory of several journals together. Defaults to no limit beside MaxBytes.
	Shared *quota.Account

	mu      sync.Mutex
	entries []Entry
	// decisions counts those of all entries, and bytes their memory.
	decisions, bytes int
	// shared is how much of Shared they use.
	shared int64
	// grown is closed by the next Append. It is nil while no follower waits.
	grown chan struct{}
}

// Append adds an entry. Beside ErrConflict, it fails with ErrFull, ErrSharedFull and the error of the
// context.
func (m *Memory) Append(ctx context.Context, after uint64, e Entry) (Entry, error) {
	if err := ctx.Err(); err != nil {
		return e, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	decisions, err := m.fit(after, e)
	if err != nil {
		return e, err
	}
	shared := e.sharedBytes()
	if !m.Shared.Add(shared) {
		return e, ErrSharedFull
	}
	m.shared += shared
	e.Seq = after + 1
	m.decisions, m.bytes = m.decisions+decisions, m.bytes+e.Bytes()
	m.entries = append(m.entries, e)
	if m.grown != nil {
		close(m.grown)
		m.grown = nil
	}
	return e, nil
}

// Check returns the error with which Append would fail, but for those of Shared and of a context.
func (m *Memory) Check(after uint64, e Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := m.fit(after, e)
	return err
}

// fit returns the number of decisions in an entry, or the error of Check. The caller holds the lock.
func (m *Memory) fit(after uint64, e Entry) (decisions int, err error) {
	if after != uint64(len(m.entries)) {
		return 0, ErrConflict
	}
	var previous Entry
	if after > 0 {
		previous = m.entries[after-1]
	}
	decisions = e.decisions(previous)
	if m.decisions+decisions > MaxDecisions || m.bytes+e.Bytes() > MaxBytes {
		return 0, ErrFull
	}
	return decisions, nil
}

// Replace fails as Append does. Followers go on behind the numbers that they have.
func (m *Memory) Replace(ctx context.Context, after uint64, entries []Entry) error {
	next := &Memory{}
	for i, e := range entries {
		if _, err := next.Append(ctx, uint64(i), e); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if after != uint64(len(m.entries)) {
		return ErrConflict
	}
	if !m.Shared.Add(next.shared - m.shared) {
		return ErrSharedFull
	}
	m.entries, m.decisions, m.bytes, m.shared = next.entries, next.decisions, next.bytes, next.shared
	if m.grown != nil {
		close(m.grown)
		m.grown = nil
	}
	return nil
}

// Room returns how many more commands fit. It fails with ErrSharedFull if that limits them to none.
func (m *Memory) Room(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Shared.Left() < model.CommandBytes {
		return 0, ErrSharedFull
	}
	return min(MaxDecisions-m.decisions, (MaxBytes-m.bytes)/model.CommandBytes), nil
}

// Last returns the number of the last entry. It never fails.
func (m *Memory) Last(context.Context) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return uint64(len(m.entries)), nil
}

// Follow yields entries until the context is done, and then the context's error.
func (m *Memory) Follow(ctx context.Context, after uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for {
			there, grown := m.entriesAfter(after)
			for _, e := range there {
				if !yield(e, nil) {
					return
				}
				after = e.Seq
			}
			select {
			case <-grown:
			case <-ctx.Done():
				yield(Entry{}, ctx.Err())
				return
			}
		}
	}
}

// entriesAfter returns the entries after one, and a channel that the next Append closes.
func (m *Memory) entriesAfter(after uint64) (there []Entry, grown <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.grown == nil {
		m.grown = make(chan struct{})
	}
	return m.entries[min(after, uint64(len(m.entries))):], m.grown
}
