package rest_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"trainmock/rest"
)

// TestExclusive starts many tasks at a time: one starts. A further one is refused until the first has ended.
func TestExclusive(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find, Exclusive: true})
	c := newContract(t, s)
	var all sync.WaitGroup
	statuses := make(chan int, 10)
	for range cap(statuses) {
		all.Go(func() {
			body := strings.NewReader(`{"parameters": {"num_rounds": 1}}`)
			r, err := s.Client().Post(s.URL+"/train", "application/json", body)
			if err != nil {
				t.Error(err)
				return
			}
			r.Body.Close()
			statuses <- r.StatusCode
		})
	}
	all.Wait()
	close(statuses)
	got := map[int]int{}
	for status := range statuses {
		got[status]++
	}
	if got[http.StatusOK] != 1 || got[http.StatusConflict] != 9 {
		t.Errorf("got the statuses %v, want 200 once and 409 nine times", got)
	}
	s.source.pass(3 * time.Second)
	refused := s.send(t, http.MethodPost, "/train", "{}").expect(t, http.StatusConflict)
	c.check(t, refused)
	if got := refused.detail(t); !strings.Contains(got, "--exclusive") {
		t.Errorf("got %q, want a text that names --exclusive", got)
	}
	s.source.pass(time.Minute)
	id := s.train(t, "{}")
	s.send(t, http.MethodDelete, "/tasks/"+id, "").expect(t, http.StatusOK)
	s.train(t, "{}")
}
