package feed

import (
	"math"
	"sync/atomic"
)

// Budget limits the memory of the ticks that several feeds hold. Once it is spent, ticks keep no further variants, and
// rings keep fewer ticks. Any number of goroutines may use it. A nil budget has no limit.
type Budget struct {
	most int64
	used atomic.Int64
}

// NewBudget returns a budget of so many bytes.
func NewBudget(most int64) *Budget { return &Budget{most: most} }

// Used returns the bytes of all ticks that are held.
func (b *Budget) Used() int64 { return b.used.Load() }

// isSpent reports whether the ticks hold more bytes than the budget has.
func (b *Budget) isSpent() bool { return b != nil && b.used.Load() > b.most }

// account counts the bytes of one batch against a budget, until it is closed. Without a budget it counts nothing.
type account struct {
	budget *Budget
	// used is far below 0 once the account is closed.
	used atomic.Int64
}

// add counts bytes.
func (a *account) add(bytes int64) {
	if a.budget != nil && bytes != 0 && a.used.Add(bytes) > 0 {
		a.budget.used.Add(bytes)
	}
}

// close gives all bytes back. Those that are added later do not count.
func (a *account) close() {
	if a.budget == nil {
		return
	}
	if used := a.used.Swap(math.MinInt64 / 2); used > 0 {
		a.budget.used.Add(-used)
	}
}
