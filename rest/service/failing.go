package service

import (
	"net/http"

	"trainmock/stream/chance"
	"trainmock/stream/refuse"
)

// madeUp lists the validation errors of the service, with which the task routes fail at random.
var madeUp = []refuse.Fault{
	{Loc: []string{"query", "task_id"}, Msg: "field required", Type: "value_error.missing"},
	{Loc: []string{"body", "parameters"}, Msg: "value is not a valid dict", Type: "type_error.dict"},
	{
		Loc: []string{"path", "task_id"}, Msg: "ensure this value has at least 1 characters",
		Type: "value_error.any_str.min_length",
	},
}

// Failing returns a wrapper that replaces a share of the answers of a route, in [0, 1], by made-up errors. It returns
// nil for a share of 0.
func Failing(rate float64) func(route string, h http.Handler) http.Handler {
	if rate == 0 {
		return nil
	}
	return func(route string, h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s := sourceOf(r.Context())
			shown, _ := s.Now()
			fault, fails := draw(shown.Seed(), route, s.Count(route), rate)
			if fails {
				refuse.InvalidAll([]refuse.Fault{fault}).Write(w)
				return
			}
			h.ServeHTTP(w, r)
		})
	}
}

// draw reports whether the n-th request to a route fails, and the fault it fails with. Equal seeds draw equally.
func draw(seed uint64, route string, n uint64, rate float64) (fault refuse.Fault, fails bool) {
	key := chance.Seed(seed).OfText("error rate").OfText(route).Of(n)
	return madeUp[key.Of(0).Below(len(madeUp))], key.Unit() < rate
}
