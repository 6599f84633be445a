// Package quota owns limits that several worlds share, such as those of memory.
package quota

import (
	"math"
	"sync"
)

// Quota is an amount that several accounts may use together.
type Quota struct {
	most int64

	mu   sync.Mutex
	used int64
}

// New returns a quota of which nothing is used.
func New(most int64) *Quota { return &Quota{most: most} }

// Open returns an account that uses nothing yet.
func (q *Quota) Open() *Account { return &Account{quota: q} }

// Account is the part of a quota that one world uses. Any number of goroutines may use it. A nil account has no limit.
type Account struct {
	quota *Quota
	// used and closed are guarded by the quota's lock.
	used   int64
	closed bool
}

// Add uses so much more of the quota, and reports whether there was as much. A negative amount is given back. A closed
// account has no limit and counts nothing.
func (a *Account) Add(amount int64) bool {
	if a == nil {
		return true
	}
	q := a.quota
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case a.closed:
		return true
	case amount > q.most-q.used:
		return false
	}
	a.used += amount
	q.used += amount
	return true
}

// Left returns how much of the quota nobody uses.
func (a *Account) Left() int64 {
	if a == nil {
		return math.MaxInt64
	}
	a.quota.mu.Lock()
	defer a.quota.mu.Unlock()
	return a.quota.most - a.quota.used
}

// Close gives back all that the account uses.
func (a *Account) Close() {
	if a == nil {
		return
	}
	a.quota.mu.Lock()
	defer a.quota.mu.Unlock()
	a.quota.used -= a.used
	a.used, a.closed = 0, true
}
