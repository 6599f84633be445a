package stream

import (
	"context"
	"errors"
	"net/http"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/refuse"
)

const (
	// maxConflicts is how many times a change is computed anew because another hub's came first.
	maxConflicts = 10
	// mistimed is how long such a change waits that comes before a tick which another one names. The clocks of machines
	// differ by a fraction of that, as a rule.
	mistimed = 20 * time.Millisecond
	// readWait limits the time for an entry to come back from a shared journal, beside the lead.
	readWait = 5 * time.Second
)

// posting is how record fails for a shared journal: the entry is to be appended by settle, which waits for it.
type posting struct{ entry journal.Entry }

func (*posting) Error() string { return "stream: the entry is not appended yet" }

var (
	errContended = &refuse.Refusal{
		Status: http.StatusServiceUnavailable, RetryAfter: time.Second,
		Detail: "Other replicas changed the world at the same time, again and again: try it once more",
	}
	errMistimed = &refuse.Refusal{
		Status: http.StatusServiceUnavailable, RetryAfter: time.Second,
		Detail: "Another replica's clock is ahead of this one's, so that nothing was changed: try it once more, and " +
			"look at offset_ms of /health on all replicas",
	}
	errUnread = &refuse.Refusal{
		Status: http.StatusServiceUnavailable, RetryAfter: time.Second,
		Detail: "The change is in the journal, but this replica has yet to read it: look before you try again",
	}
	errBehind = &refuse.Refusal{
		Status: http.StatusServiceUnavailable, RetryAfter: time.Second,
		Detail: "This replica has yet to read changes that others made, so that nothing was changed: try it once more",
	}
	errStopped = refuse.New(http.StatusServiceUnavailable, "This replica cannot follow the journal any more, and its log "+
		"tells why: start it anew, with the version of the other replicas")
	errShared = refuse.New(http.StatusConflict, "Replicas share the journal, which nobody can replace: start replicas "+
		"under another name, with --cluster, or load the journal where there is no --nats")
)

// settle ends a change, given its error so far. If its entry goes to a shared journal, settle appends it and returns
// when it has been read back and has taken effect. It fails with feed.ErrOvertaken if the change has to be computed
// anew.
func (h *Hub) settle(ctx context.Context, err error) error {
	if h.shared != nil && (errors.Is(err, feed.ErrEnded) || errors.Is(err, feed.ErrRuns)) {
		return feed.ErrOvertaken // by another hub, which has begun an epoch or let the world go on
	}
	var post *posting
	if !errors.As(err, &post) {
		return err
	}
	after := post.entry.Seq - 1
	h.shared.conflicts++
	if h.shared.check(post.entry) != nil {
		if h.shared.conflicts > maxConflicts {
			return errMistimed
		}
		if err := sleepUntil(ctx, time.Now().Add(mistimed)); err != nil {
			return err
		}
		return feed.ErrOvertaken
	}
	if h.shared.conflicts > maxConflicts {
		return errContended
	}
	e, err := h.journal.Append(ctx, after, post.entry)
	if errors.Is(err, journal.ErrConflict) {
		if err := h.await(ctx, after+1); err != nil {
			return err
		}
		return feed.ErrOvertaken
	}
	if err != nil {
		return err
	}
	return h.await(ctx, e.Seq)
}

// readAll begins a change where other hubs append to the journal: it waits until all of its entries have taken effect,
// so that the change can build on what another hub has just answered.
func (h *Hub) readAll(ctx context.Context) error {
	if h.shared == nil {
		return nil
	}
	h.shared.conflicts = 0
	err := h.awaitLast(ctx)
	if errors.Is(err, errUnread) {
		return errBehind
	}
	return err
}

// awaitLast waits until the newest entry of the shared journal has taken effect.
func (h *Hub) awaitLast(ctx context.Context) error {
	last, err := h.journal.Last(ctx)
	if err != nil {
		return err
	}
	return h.await(ctx, last)
}

// await waits until an entry of the shared journal has taken effect.
func (h *Hub) await(ctx context.Context, seq uint64) error {
	limit := time.NewTimer(h.options.Lead + readWait)
	defer limit.Stop()
	for {
		changed := h.shared.changed()
		if h.state.Load().seq >= seq {
			return nil
		}
		if h.shared.stopped.Load() {
			return errStopped
		}
		select {
		case <-changed:
		case <-limit.C:
			return errUnread
		case <-h.group.Closing():
			return errClosing
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// lead returns how long after now a decision takes effect: at once while the world stands, because then the order of
// the journal says all.
func (h *Hub) lead(s *state) time.Duration {
	if h.shared == nil || s.feed.Clock().Speed == 0 {
		return 0
	}
	return h.options.Lead
}

// newest returns the newest tick that a subscriber may have seen, or that an entry names.
func (h *Hub) newest(s *state) int64 {
	newest := s.feed.Newest()
	if h.shared == nil {
		return newest
	}
	return max(newest, h.shared.told())
}
