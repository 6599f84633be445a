package dashboard_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"weak"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"trainmock/stream/dashboard"
	"trainmock/stream/fault"
	"trainmock/stream/refuse"
	"trainmock/stream/register"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// source is a hub whose newest tick is always now.
type source struct {
	world   atomic.Pointer[world.World]
	closing chan struct{}
	joined  sync.WaitGroup
	full    bool
	strict  bool
	list    register.Register
	rules   atomic.Pointer[fault.Rules]
	// conn is the last connection that was accepted.
	conn atomic.Pointer[weak.Pointer[accepted]]
}

func (s *source) Register() *register.Register { return &s.list }

func (s *source) FaultRules() *fault.Rules { return s.rules.Load() }

func (s *source) IsStrict() bool { return s.strict }

// AllowOrigin allows pages of the same host.
func (s *source) AllowOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host
}

func newSource(tb testing.TB, name string) *source {
	tb.Helper()
	s, err := scenario.Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := world.New(world.Options{Scenario: s, Seed: 7, Start: time.Now()})
	if err != nil {
		tb.Fatal(err)
	}
	src := &source{closing: make(chan struct{})}
	src.world.Store(w)
	return src
}

func (s *source) Newest() (*world.World, world.View) {
	w := s.world.Load()
	return w, w.At(time.Now())
}

func (s *source) Join() (<-chan struct{}, func(), error) {
	if s.full {
		full := refuse.New(http.StatusServiceUnavailable, "full")
		full.RetryAfter = 3 * time.Second
		return nil, nil, full
	}
	s.joined.Add(1)
	return s.closing, s.joined.Done, nil
}

// accepted is the server's end of a connection.
type accepted struct{ net.Conn }

// pipes is a network without sockets, so that it exists in a bubble, too.
type pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.waiting:
		return &accepted{conn}, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	p.waiting <- theirs
	return ours, nil
}

// serve answers the dashboards' requests until the result is called.
func serve(s *source, strict bool) (dialer *websocket.Dialer, stop func()) {
	s.strict = strict
	mux := chi.NewRouter()
	for path, answer := range map[string]func(dashboard.Source, http.ResponseWriter, *http.Request){
		"/node/{node_id}": dashboard.Node, "/training/{project_id}": dashboard.Training,
		"/peer/{project_id}": dashboard.Peer,
	} {
		mux.Get(path, func(w http.ResponseWriter, r *http.Request) { answer(s, w, r) })
	}
	p := &pipes{waiting: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: mux, ConnContext: func(ctx context.Context, c net.Conn) context.Context {
		s.conn.Store(new(weak.Make(c.(*accepted))))
		return ctx
	}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		server.Serve(p)
	}()
	return &websocket.Dialer{NetDialContext: p.dial}, func() {
		server.Close()
		<-done
	}
}

// message is what a dashboard gets.
type message struct {
	Type    string          `json:"type"`
	Time    string          `json:"time"`
	Payload json.RawMessage `json:"payload"`
}

// open opens a dashboard.
func open(tb testing.TB, dialer *websocket.Dialer, path string) *websocket.Conn {
	tb.Helper()
	conn, _, err := dialer.Dial("ws://trainmock"+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return conn
}

// read reads one message.
func read(tb testing.TB, conn *websocket.Conn) message {
	tb.Helper()
	var m message
	if err := conn.ReadJSON(&m); err != nil {
		tb.Fatal(err)
	}
	return m
}
