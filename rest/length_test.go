package rest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"trainmock/rest"
)

// TestBodyLength checks that an answer tells the length of its body where net/http does not count it, and that this
// stays true where a fault changes the body.
func TestBodyLength(t *testing.T) {
	src := newSource(t, "demo", 7)
	server := httptest.NewServer(rest.New(rest.Options{Find: src.find}))
	t.Cleanup(server.Close)
	whole := lengthOf(t, server, http.MethodGet, "")
	const pieces = "?from=-9999s&step=1s"
	if long, cut := lengthOf(t, server, http.MethodGet, pieces), lengthOf(t, server, http.MethodGet,
		pieces+"&__fault=truncate"); long < 10*whole || cut != long {
		t.Errorf("in pieces: got a length of %d, and %d where it is truncated", long, cut)
	}
	for _, tc := range []struct{ method, query string }{
		{http.MethodHead, ""}, {http.MethodGet, "?__fault=malformed"}, {http.MethodGet, "?__fault=truncate"},
	} {
		if got := lengthOf(t, server, tc.method, tc.query); got != whole {
			t.Errorf("%s %q: got a length of %d, want %d", tc.method, tc.query, got, whole)
		}
	}
	if got := lengthOf(t, server, http.MethodGet, "?__fault=empty"); got != 0 {
		t.Errorf("empty: got a length of %d, want 0", got)
	}
}

// lengthOf asks for a long answer, and returns the length that it tells. Of a body that comes whole that has to be
// right.
func lengthOf(t *testing.T, server *httptest.Server, method, query string) int64 {
	t.Helper()
	address := server.URL + monitorPaths[2] + "/history" + query
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if told := response.ContentLength; err == nil && method == http.MethodGet && told != int64(len(body)) {
		t.Errorf("%q: got a length of %d, want that of the body, %d", query, told, len(body))
	}
	return response.ContentLength
}
