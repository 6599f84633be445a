package rest_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
)

// failures asks routes in turn, a number of times, and returns the body of each made-up error, "" for other answers.
func failures(tb testing.TB, src *source, rate float64, times int, asked ...string) []string {
	tb.Helper()
	routes := rest.New(rest.Options{Find: src.find, ErrorRate: rate})
	var got []string
	for range times {
		for _, route := range asked {
			method, path, _ := strings.Cut(route, " ")
			w := httptest.NewRecorder()
			routes.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			if w.Code == http.StatusUnprocessableEntity {
				got = append(got, w.Body.String())
			} else {
				got = append(got, "")
			}
		}
	}
	return got
}

// TestErrorsOfASeed draws the errors of two servers: the same for one seed, others for another.
func TestErrorsOfASeed(t *testing.T) {
	asked := []string{"GET /tasksList", "GET /hasRunningTask", "GET /tasks/task_1"}
	first := failures(t, newSource(t, "demo", 7), 0.3, 100, asked...)
	if again := failures(t, newSource(t, "demo", 7), 0.3, 100, asked...); !slices.Equal(first, again) {
		t.Errorf("second server of one seed: got %q, want %q", again, first)
	}
	if other := failures(t, newSource(t, "demo", 8), 0.3, 100, asked...); slices.Equal(first, other) {
		t.Error("another seed: got the same failures, want others")
	}
	// A route fails as it does alone, and not as its neighbour.
	alone := failures(t, newSource(t, "demo", 7), 0.3, 100, asked[1])
	var among, neighbour []string
	for i := 0; i < len(first); i += len(asked) {
		neighbour, among = append(neighbour, first[i]), append(among, first[i+1])
	}
	if !slices.Equal(alone, among) {
		t.Errorf("%s among others: got %q, want %q as alone", asked[1], among, alone)
	}
	if slices.Equal(neighbour, among) {
		t.Errorf("%s and %s: got the same failures, want others", asked[0], asked[1])
	}
	if more := failures(t, newSource(t, "demo", 7), 0.6, 100, asked...); !within(first, more) {
		t.Errorf("at a rate of 0.6: got %q, want all failures of 0.3 among them: %q", more, first)
	}
	kinds := slices.Clone(first)
	slices.Sort(kinds)
	if kinds = slices.Compact(kinds); len(kinds) != 4 {
		t.Errorf("got the answers %q, want the three errors and none", kinds)
	}
}

// within reports whether each failure of few is the same in many.
func within(few, many []string) bool {
	for i, body := range few {
		if body != "" && body != many[i] {
			return false
		}
	}
	return true
}

// TestErrorShare counts the failures of many requests at several rates. The bounds are five standard deviations away.
func TestErrorShare(t *testing.T) {
	const requests = 4000
	for _, tc := range []struct {
		rate        float64
		least, most int
	}{
		{0, 0, 0},
		{0.01, 9, 71},
		{0.05, 131, 269},
		{0.5, 1842, 2158},
		{0.99, 3929, 3991},
		{1, requests, requests},
	} {
		failed := 0
		for _, body := range failures(t, newSource(t, "empty", 7), tc.rate, requests, "GET /hasRunningTask") {
			if body != "" {
				failed++
			}
		}
		if failed < tc.least || failed > tc.most {
			t.Errorf("at a rate of %v %d of %d failed, want %d to %d", tc.rate, failed, requests, tc.least, tc.most)
		}
	}
}

// TestErrorsOfTwoWorlds counts the requests of each world apart, behind one router.
func TestErrorsOfTwoWorlds(t *testing.T) {
	one, two := newSource(t, "demo", 7), newSource(t, "demo", 7)
	routes := rest.New(rest.Options{ErrorRate: 0.5, Find: func(r *http.Request) (rest.Source, error) {
		if r.Header.Get("X-World") == "two" {
			return two, nil
		}
		return one, nil
	}})
	for n := range 50 {
		var statuses []int
		for _, name := range []string{"one", "two"} {
			r := httptest.NewRequest(http.MethodGet, "/tasksList", nil)
			r.Header.Set("X-World", name)
			w := httptest.NewRecorder()
			routes.ServeHTTP(w, r)
			statuses = append(statuses, w.Code)
		}
		if statuses[0] != statuses[1] {
			t.Fatalf("request %d: got %d of the second world, want %d as of the first", n, statuses[1], statuses[0])
		}
	}
}

// TestErrorRate asks all routes at two rates: the task routes fail as often, in the service's shape; no other does.
func TestErrorRate(t *testing.T) {
	tasks := []string{
		"POST /train", "GET /monitor/task_123", "GET /roundProgress/task_123", "GET /tasksList", "GET /tasks/task_123",
		"DELETE /tasks/task_123", "GET /hasRunningTask", "GET /monitorRayCluster/node",
	}
	fault := object{"loc": each(text(".")), "msg": text("."), "type": text("_error")}
	always := newServer(t, rest.Options{ErrorRate: 1})
	c := newContract(t, always)
	for _, route := range tasks {
		method, path, _ := strings.Cut(route, " ")
		r := always.send(t, method, path, "{}").expect(t, http.StatusUnprocessableEntity)
		c.check(t, r)
		checkShape(t, route, r.value(t), object{"detail": list{fault, 1}})
	}
	for _, path := range append(monitorPaths, "/health", "/cluster/available-nodes") {
		always.get(t, path).expect(t, http.StatusOK)
	}
	half, failed := newServer(t, rest.Options{ErrorRate: 0.5}), 0
	for range 200 {
		if half.get(t, "/tasksList").StatusCode == http.StatusUnprocessableEntity {
			failed++
		}
	}
	// By chance alone it is outside once in 10¹².
	if failed < 50 || failed > 150 {
		t.Errorf("got %d of 200 failed, want 50 to 150", failed)
	}
}
