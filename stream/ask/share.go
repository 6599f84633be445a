package ask

import (
	"runtime"
	"sync"
	"unique"
	"weak"
)

// sharedFilters holds the filters that are in use by what tells them apart.
var sharedFilters = struct {
	mu      sync.Mutex
	filters map[filterKey]weak.Pointer[Filter]
}{filters: map[filterKey]weak.Pointer[Filter]{}}

// filterKey is the same for equal filters of worlds that hold the same of their ids.
type filterKey struct {
	scope   unique.Handle[string]
	every   int64
	derives bool
}

// Share returns a filter that all callers with an equal one share, and that none of them may change: a thousand pages
// that show the same nodes hold one list of them.
func Share(f Filter) *Filter {
	s, key := &sharedFilters, filterKey{f.Scope, f.every, f.Derives}
	s.mu.Lock()
	defer s.mu.Unlock()
	if shared := s.filters[key].Value(); shared != nil {
		return shared
	}
	shared := &f
	s.filters[key] = weak.Make(shared)
	runtime.AddCleanup(shared, forget, key)
	return shared
}

// forget drops the entry of a filter that nobody uses any more, unless it has been made anew since.
func forget(key filterKey) {
	s := &sharedFilters
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.filters[key].Value() == nil {
		delete(s.filters, key)
	}
}
