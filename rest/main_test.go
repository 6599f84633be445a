package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"trainmock/rest"
	"trainmock/rest/control"
	"trainmock/rest/service"
	"trainmock/stream"
	"trainmock/stream/account"
	"trainmock/stream/deliver"
	"trainmock/stream/fault"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/register"
	"trainmock/stream/requests"
	"trainmock/stream/scenario"
	"trainmock/stream/session"
	"trainmock/stream/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start is the start of every world in these tests.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// source is a hub whose time moves by a step at each call of Now.
type source struct {
	// Steerer is a hub that stands in for the source where a route would change the world.
	control.Steerer
	world  *world.World
	step   time.Duration
	strict bool
	// late is how late the streams are.
	late time.Duration

	mu  sync.Mutex
	now time.Time
	// log holds the commands; a full one takes no more.
	log  []model.Command
	full bool
	// list and seen are those of a hub without streams.
	list register.Register
	seen requests.Log
	// rules are the faults, and asked those that requests ask for.
	rules *fault.Rules
	asked fault.Asked

	account account.Account
}

func (s *source) Now() (*world.World, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(s.step)
	return s.world, s.now
}

func (s *source) Do(_ context.Context, decide service.Decision) ([]model.Command, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(time.Microsecond)
	verbs, err := decide(s.world, s.now)
	if err != nil {
		return nil, err
	}
	if s.full {
		return nil, journal.ErrFull
	}
	w, logged, err := s.world.WithAll(s.now.Sub(start), verbs)
	if err == nil {
		s.world, s.log = w, append(s.log, logged...)
	}
	return logged, err
}

func (s *source) Subscriptions() []model.Subscription { return s.list.List() }
func (s *source) Requests() *requests.Log             { return &s.seen }

func (s *source) Kick(id string, code int, reason string, _ bool) (model.Subscription, error) {
	return s.list.Kick(id, code, reason)
}

func (s *source) Send(kind string, t model.Topic, payload json.RawMessage, id string) (model.Delivery, error) {
	return s.list.Send(register.NewMessage(kind, t, start, payload), id)
}

func (s *source) Epoch() string    { return "9f3ab2c1" }
func (s *source) Subscribers() int { return 3 }

// Late returns ticks of 20 ms.
func (s *source) Late() (late, tick time.Duration) { return s.late, 20 * time.Millisecond }

func (s *source) IsStrict() bool { return s.strict }

// Moment returns an epoch that began with the world.
func (s *source) Moment() account.Moment {
	w, now := s.Now()
	return account.Moment{
		Epoch: s.Epoch(), Key: s.Epoch(), World: w, Began: start, Now: now, Speed: 1, Account: &s.account,
	}
}

// Traffic returns that of a hub without streams.
func (s *source) Traffic() stream.Traffic { return stream.Traffic{Requests: s.seen.Counts()} }

func (s *source) FaultRules() *fault.Rules  { return s.rules }
func (s *source) AskedFaults() *fault.Asked { return &s.asked }
func (s *source) Closing() <-chan struct{}  { return nil }

// find returns this source for every request.
func (s *source) find(*http.Request) (rest.Source, error) { return s, nil }

// standing returns the hub of a world that stands.
func standing(tb testing.TB, s model.Scenario, seed uint64) *stream.Hub {
	tb.Helper()
	hub, err := stream.New(stream.Options{
		Genesis: journal.Genesis{Scenario: s, Seed: seed, Start: start, Anchor: time.Now(), Tick: time.Second},
		Lanes:   deliver.NewLanes(),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return hub
}

// newSource returns a source a minute after the start, at an instant with microseconds.
func newSource(tb testing.TB, name string, seed uint64) *source {
	tb.Helper()
	s, err := scenario.Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := world.New(world.Options{Scenario: s, Seed: seed, Start: start})
	if err != nil {
		tb.Fatal(err)
	}
	return &source{Steerer: standing(tb, s, seed), world: w, now: start.Add(time.Minute + 123456*time.Microsecond)}
}

// newStrict returns a source of demo with seed 7 that derives nothing.
func newStrict(tb testing.TB) *source {
	tb.Helper()
	s := newSource(tb, "demo", 7)
	s.strict = true
	return s
}

// server is the router behind a real socket.
type server struct {
	*httptest.Server
	source *source
}

// newServer serves the routes. The world defaults to demo with seed 7.
func newServer(tb testing.TB, o rest.Options) *server {
	tb.Helper()
	if o.Find == nil {
		o.Find = newSource(tb, "demo", 7).find
	}
	if o.Sessions == nil {
		o.Sessions = newBook(tb)
	}
	found, err := o.Find(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return serve(tb, rest.New(o), found.(*source))
}

// newBook returns a book without a main world, whose sessions are of demo.
func newBook(tb testing.TB) *session.Book {
	tb.Helper()
	s, err := scenario.Load("demo")
	if err != nil {
		tb.Fatal(err)
	}
	b := session.NewBook(session.Options{
		Hub:  stream.Options{Lanes: deliver.NewLanes(), Seats: stream.NewSeats(10)},
		Most: 20, Defaults: session.Wish{
			Genesis: journal.Genesis{Scenario: s, Tick: time.Second, Speed: 1}, Idle: session.DefaultIdle,
		},
	})
	tb.Cleanup(b.Close)
	return b
}

// serve serves the routes of a source, and further ones.
func serve(tb testing.TB, routes http.Handler, src *source) *server {
	tb.Helper()
	s := &server{Server: httptest.NewUnstartedServer(routes), source: src}
	s.Config.MaxHeaderBytes = 4 << 20
	s.Start()
	tb.Cleanup(s.Close)
	// Redirects are answers to look at.
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}

// response is an answer with its whole body.
type response struct {
	*http.Response
	body []byte
}

func (s *server) get(tb testing.TB, path string) response {
	tb.Helper()
	return s.do(tb, http.MethodGet, path, nil)
}

func (s *server) do(tb testing.TB, method, path string, header http.Header) response {
	tb.Helper()
	request, err := http.NewRequestWithContext(tb.Context(), method, s.URL+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	if header != nil {
		request.Header = header
	}
	return s.exchange(tb, request)
}

// send sends a request with JSON.
func (s *server) send(tb testing.TB, method, path, body string) response {
	tb.Helper()
	request, err := http.NewRequestWithContext(tb.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	return s.exchange(tb, request)
}

func (s *server) exchange(tb testing.TB, request *http.Request) response {
	tb.Helper()
	r, err := s.Client().Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return response{r, body}
}

// expect fails the test unless the answer has a status and is JSON.
func (r response) expect(tb testing.TB, status int) response {
	tb.Helper()
	if r.StatusCode != status {
		tb.Fatalf("%s: got %d %.300s, want %d", r.Request.URL, r.StatusCode, r.body, status)
	}
	if kind := r.Header.Get("Content-Type"); kind != "application/json" {
		tb.Errorf("%s: got content type %q, want application/json", r.Request.URL, kind)
	}
	return r
}

// value decodes the JSON to numbers, texts, lists and objects. Numbers stay as they were written.
func (r response) value(tb testing.TB) any {
	tb.Helper()
	decoder := json.NewDecoder(bytes.NewReader(r.body))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		tb.Fatalf("%s: %v in %.300s", r.Request.URL, err, r.body)
	}
	if decoder.More() {
		tb.Errorf("%s: got %.300s, want one value", r.Request.URL, r.body)
	}
	return v
}

// into decodes the JSON into v.
func (r response) into(tb testing.TB, v any) {
	tb.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		tb.Fatalf("%s: %v in %.300s", r.Request.URL, err, r.body)
	}
}

// detail returns the text of an error.
func (r response) detail(tb testing.TB) string {
	tb.Helper()
	o, _ := r.value(tb).(map[string]any)
	text, ok := o["detail"].(string)
	if !ok || len(o) != 1 {
		tb.Errorf("%s: got %s, want an error with a text", r.Request.URL, r.body)
	}
	return text
}
