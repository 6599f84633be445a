package requests

import "maps"

// Answered is a kind of requests: those with one status on one route, such as /monitor/training/{task_id}. The route is
// empty for an address without one. The status is 0 where the connection was broken off without an answer.
type Answered struct {
	Route  string
	Status int
}

// Count counts a request.
func (l *Log) Count(a Answered) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts == nil {
		l.counts = map[Answered]int64{}
	}
	l.counts[a]++
}

// Counts returns the number of requests of each kind. The numbers never fall.
func (l *Log) Counts() map[Answered]int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.counts)
}
