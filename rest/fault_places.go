package rest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"trainmock/stream/fault"
	"trainmock/stream/model"
)

// meeting tells on what a pattern of a fault's routes falls.
type meeting struct {
	// strikes is set if the fault does anything there. Otherwise opens is set by routes that open a connection, spared by
	// those that faults spare, and others by further ones.
	strikes, opens, spared, others bool
}

// checkPlaces refuses patterns of routes at which a fault never strikes. Errors begin with the field. Patterns without
// a route are taken, because faults strike a 404, too.
func (f *faults) checkPlaces(m model.Fault) error {
	for _, pattern := range m.On.Routes {
		met, key := f.meet(pattern, m.Kind), m.Kind.Key()
		_, stale := m.Kind.(model.Stale)
		_, status := m.Kind.(model.FaultStatus)
		switch shown := model.Quote(pattern); {
		case met.strikes, !stale && (met.others || !met.spared && !met.opens):
		case met.spared && !met.opens && !met.others:
			return fmt.Errorf("on.routes: faults spare %s, as they do control, the page and the documentation: use a path "+
				"such as /monitor/*", shown)
		case stale:
			return fmt.Errorf("on.routes: stale applies where a route takes at, which %s does not: use, for example, "+
				"/monitor/*", shown)
		case status:
			return fmt.Errorf("on.routes: %s opens a stream, which is refused by a code from 400 on: use, for example, "+
				"\"code\": 503", shown)
		default:
			return fmt.Errorf("on.routes: %s opens a stream, to which %s does not apply as to an answer: use on.streams, "+
				"such as \"streams\": [\"sse\"]", shown, key)
		}
	}
	return nil
}

// meet returns on what a pattern falls, for a kind.
func (f *faults) meet(pattern string, k model.FaultKind) (met meeting) {
	met.spared = isWhole(pattern) || slices.ContainsFunc(wholePaths, func(path string) bool {
		return fault.MayMeet(pattern, path)
	})
	for route := range transports {
		if fault.MayMeet(pattern, route) {
			f.add(&met, http.MethodGet, route, k)
		}
	}
	// The function below returns no error, and so Walk returns none.
	_ = chi.Walk(f.routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		switch {
		case !fault.MayMeet(pattern, route):
		case isWhole(route) || strings.HasPrefix(route, "/mock/"):
			met.spared = true
		default:
			f.add(&met, method, route, k)
		}
		return nil
	})
	return met
}

// add adds a route to what a pattern falls on, for a kind.
func (f *faults) add(met *meeting, method, route string, k model.FaultKind) {
	q := &fault.Request{
		Method: method, Route: route, Path: route, Transport: transports[route], TakesAt: f.takesAt(method, route),
	}
	met.strikes = met.strikes || fault.Applies(k, q)
	met.opens = met.opens || q.Transport != ""
	met.others = met.others || q.Transport == ""
}
