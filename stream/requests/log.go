// Package requests owns the log of what was asked of a hub: the last requests and connections, without secrets.
package requests

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"trainmock/stream/model"
)

// MaxEntries is how many requests a log holds. With entries of at most 2 KB it takes 2 MB at most.
const MaxEntries = 1000

// Log holds the last MaxEntries requests. The zero value is empty and ready; any number of goroutines may use it.
type Log struct {
	mu sync.Mutex
	// entries is a ring once it is full. The entry with the id n is at (n - first) modulo MaxEntries.
	entries []entry
	// first is the id of the oldest entry since Clear, and next that of the next one, both less 1.
	first, next uint64
	followers   []*Follower
	closed      bool
	// counts has the number of all requests, those that were cleared or omitted included.
	counts map[Answered]int64
}

// entry is a request in the log. Texts are made fit to be shown when they are read.
type entry struct {
	id                          uint64
	at                          time.Time
	method, path, query, origin string
	fault                       string
	status                      int
	// open is set while a connection goes on, or an answer is held up. took and bytes are unknown then.
	open  bool
	took  time.Duration
	bytes int64
}

// Outcome is the end of a request.
type Outcome struct {
	// Status is the status of the answer, or 0 if the connection was broken off without one.
	Status int
	// Bytes counts those of the body.
	Bytes int64
	// Fault has the names of the faults that struck, empty if none did.
	Fault string
}

// Add logs a request that began at a wall time and has been answered.
func (l *Log) Add(r *http.Request, began time.Time, o Outcome) {
	e := newEntry(r, began)
	e.status, e.bytes, e.took, e.fault = o.Status, o.Bytes, time.Since(began), cut(o.Fault, maxFault)
	l.add(&e)
}

// Begin logs a request that began at a wall time and goes on: it became a connection, or its answer is held up. Bytes
// of the outcome are not known yet, nor is the status of an answer that is held up.
func (l *Log) Begin(r *http.Request, began time.Time, o Outcome) Connection {
	e := newEntry(r, began)
	e.status, e.open, e.fault = o.Status, true, cut(o.Fault, maxFault)
	l.add(&e)
	return Connection{log: l, id: e.id}
}

// add gives an entry its id, and stores it.
func (l *Log) add(e *entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	e.id = l.next
	if len(l.entries) < MaxEntries {
		l.entries = append(l.entries, *e)
	} else {
		*l.slot(e.id) = *e
	}
	l.tell(e)
}

// slot returns the place of an entry. The caller holds the lock.
func (l *Log) slot(id uint64) *entry { return &l.entries[(id-l.first-1)%MaxEntries] }

// holds reports whether an entry is in the log still. The caller holds the lock.
func (l *Log) holds(id uint64) bool {
	return id > l.first && id <= l.next && id+uint64(len(l.entries)) > l.next
}

// Last returns the newest entries, at most limit of them, the oldest first.
func (l *Log) Last(limit int) []model.Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last(limit)
}

// last returns the result of Last. The caller holds the lock.
func (l *Log) last(limit int) []model.Request {
	count := uint64(min(limit, len(l.entries)))
	list := make([]model.Request, 0, count)
	for id := l.next - count + 1; id <= l.next; id++ {
		list = append(list, l.slot(id).describe())
	}
	return list
}

// Clear empties the log, and returns how many entries it had. Ids go on.
func (l *Log) Clear() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	count := len(l.entries)
	l.entries, l.first = nil, l.next
	return count
}

// describe returns the entry as the routes show it.
func (e *entry) describe() model.Request {
	d := model.Request{
		ID: e.id, Time: model.Stamp(e.at), Method: seen(e.method), Path: seen(e.path), Query: seen(e.query),
		Status: e.status, Origin: seen(e.origin), Fault: e.fault,
	}
	if !e.open {
		d.DurationMS, d.Bytes = new(math.Round(float64(e.took)/1e3)/1e3), new(e.bytes)
	}
	return d
}

// seen returns a client's text as it may be shown.
func seen(text string) string { return model.Visible(strings.ToValidUTF8(text, "\uFFFD")) }

// drop removes a follower from a list.
func drop(list []*Follower, f *Follower) []*Follower {
	return slices.DeleteFunc(list, func(other *Follower) bool { return other == f })
}
