package ask

import (
	"net/url"
	"runtime"
	"testing"
	"time"
)

// parse returns the filter of a query.
func parse(t *testing.T, query string) Filter {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	f, err := ParseFilter(values, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestShare checks that equal filters are shared, others are not, and that one that nobody uses any more is forgotten.
func TestShare(t *testing.T) {
	const query = "node_id=node_2,node_1&topics=nodes"
	first := Share(parse(t, query))
	if again := Share(parse(t, "topics=nodes&node_id=node_1,node_2")); again != first {
		t.Errorf("got filters at %p and %p of equal queries, want one", first, again)
	}
	for _, other := range []string{query + "&interval=5s", "node_id=node_1&topics=nodes", ""} {
		if f := Share(parse(t, other)); f == first {
			t.Errorf("%q: got the filter of %q", other, query)
		}
	}
	derives := parse(t, query)
	derives.Derives = true
	if f := Share(derives); !f.Derives || f == first {
		t.Error("a filter with derived ids is shared with one without")
	}
	runtime.KeepAlive(first)
	for held() > 0 {
		runtime.GC()
	}
}

// held returns the number of entries for shared filters.
func held() int {
	sharedFilters.mu.Lock()
	defer sharedFilters.mu.Unlock()
	return len(sharedFilters.filters)
}
