package fault_test

import (
	"errors"
	"net/http/httptest"
	"slices"
	"testing"

	"trainmock/stream/fault"
	"trainmock/stream/refuse"
)

// FuzzReadWish checks that any query and any Prefer header are a wish, none, or a refusal, and that handlers do not see
// the parameters of a wish.
func FuzzReadWish(f *testing.F) {
	for _, query := range []string{
		"__code=503", "__delay=800ms&at=-5m", "__fault=flaky&__fault=x", "%5F%5Fcode=503", "__cod=1", "_code",
		"__code=%zz",
		"%zz=1", "&&=&", "__token=x", "__fault[]=drop", "__delay=9999999w",
	} {
		f.Add(query, "code=503")
	}
	f.Add("", `respond-async, Code="99999999999999999999";x`)
	f.Fuzz(func(t *testing.T, query, prefer string) {
		r := httptest.NewRequest("GET", "/health", nil)
		r.URL.RawQuery = query
		r.Header.Set("Prefer", prefer)
		wish, plain, err := fault.ReadWish(r)
		var refused *refuse.Refusal
		switch {
		case err != nil && (!errors.As(err, &refused) || refused.Status != 422):
			t.Errorf("%q: got %v, want a 422", query, err)
		case err == nil && !wish.IsEmpty() && prefer == "" && plain.URL.RawQuery == query:
			t.Errorf("%q: got a wish, and the same query behind it", query)
		}
		for name := range plain.URL.Query() {
			if err == nil && slices.Contains([]string{"__code", "__delay", "__fault"}, name) {
				t.Errorf("%q: got %q behind the wish, want it cut out", query, plain.URL.RawQuery)
			}
		}
	})
}
