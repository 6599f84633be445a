package fault

import (
	"sync"

	"trainmock/stream/model"
)

// Asked holds the rules that single requests of a world ask for by name. They are shared, so that a share of such
// requests is struck. The zero value is ready; any number of goroutines may use it.
type Asked struct {
	mu     sync.Mutex
	epoch  string
	byName map[string]*Rules
}

// Rules returns the rules that a wish has for a request: the delay and the status first. A connection may break off or
// fall silent by its own rules, behind its beginning.
func (a *Asked) Rules(wish Wish, q *Request, o Options) []*Rules {
	var lists []*Rules
	for _, f := range []*model.Fault{wish.latency, wish.status} {
		if f != nil {
			lists = append(lists, newRules(o, *f))
		}
	}
	if len(wish.faults) > 0 {
		lists = append(lists, a.named(wish, q, o))
	}
	return lists
}

// named returns the shared rules of a profile or kind.
func (a *Asked) named(wish Wish, q *Request, o Options) *Rules {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.epoch != o.Epoch || a.byName == nil {
		a.epoch, a.byName = o.Epoch, map[string]*Rules{}
	}
	key := string(q.Transport) + " " + wish.name
	if a.byName[key] == nil {
		var faults []model.Fault
		for _, f := range wish.faults {
			if q.Transport == "" || opens(f.Kind) {
				faults = append(faults, f)
			}
		}
		a.byName[key] = newRules(o, faults...)
	}
	return a.byName[key]
}

// opens reports whether a kind of a connection's own strikes its beginning.
func opens(k model.FaultKind) bool {
	switch k.(type) {
	case model.Latency, model.FaultStatus:
		return true
	}
	return false
}

// newRules returns the rules of faults that a request asks for.
func newRules(o Options, faults ...model.Fault) *Rules {
	o.Faults = nil
	for _, f := range faults {
		o.Faults = append(o.Faults, always(f))
	}
	return New(o, nil)
}
