package nats_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/goleak"

	"trainmock/stream/journal"
	"trainmock/stream/journal/nats"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts a server with JetStream; change adapts its options. It ends with the test.
func serve(tb testing.TB, change func(*server.Options)) *server.Server {
	tb.Helper()
	o := &server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: tb.TempDir(), NoSigs: true,
	}
	if change != nil {
		change(o)
	}
	s, err := server.NewServer(o)
	if err != nil {
		tb.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		tb.Fatal("the server is not ready")
	}
	tb.Cleanup(func() { end(s) })
	return s
}

// end stops a server.
func end(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

// open opens the journal of a cluster. It ends with the test.
func open(tb testing.TB, url string) *nats.Journal {
	tb.Helper()
	j, err := nats.Open(tb.Context(), nats.Options{URL: url, Cluster: "test", Lead: time.Second})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(j.Close)
	return j
}

// start is that of the world in tests, and wall the wall time of its entries.
var (
	start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	wall  = time.Date(2026, 11, 28, 12, 0, 0, 123456789, time.UTC)
)

// kinds returns an entry of each kind, in an order in which they can follow each other.
func kinds(tb testing.TB) []journal.Entry {
	tb.Helper()
	s, err := scenario.Load("demo")
	if err != nil {
		tb.Fatal(err)
	}
	genesis := journal.Genesis{Scenario: s, Seed: 7, Start: start, Anchor: wall, Tick: time.Second, Speed: 1}
	other := genesis
	other.Start, other.Anchor = start.AddDate(1, 0, 0), time.Time{}
	share := 0.5
	lost := model.Fault{Name: "lost", Share: &share, From: new(time.Minute), Kind: model.Drop{}}
	return []journal.Entry{
		{Genesis: &genesis},
		{Tick: 61, Now: start.Add(time.Minute), Commands: []model.Command{
			{At: time.Minute, Verb: model.FailNode{NodeID: "node_1234", For: time.Minute}},
		}},
		{Clock: &journal.Clock{Tick: 70, Now: start.Add(70 * time.Second), Speed: 10, Wall: wall}},
		{Faults: &journal.Faults{Tick: 71, Now: start.Add(80 * time.Second), Wall: wall, Set: []model.Fault{lost}}},
		{Clock: &journal.Clock{Tick: 72, Now: start.Add(81 * time.Second), Wall: wall}},
		{Clock: &journal.Clock{Tick: 80, Now: start.Add(89 * time.Second), Ticks: 8, Last: true}},
		{Epoch: &journal.Epoch{Reason: journal.Undo, Tick: 80, Now: start.Add(89 * time.Second), Wall: wall, Undone: 1}},
		{Epoch: &journal.Epoch{Reason: journal.Seek, Now: start.Add(time.Hour), Wall: wall}},
		{Epoch: &journal.Epoch{Reason: journal.Scenario, Now: other.Start, Wall: wall, Genesis: &other}},
		{Now: other.Start.Add(time.Second), Commands: []model.Command{
			{At: time.Second, Verb: model.RecoverNode{NodeID: "node_1234"}},
		}},
	}
}

// proxy passes bytes between clients and a server, as long as it is told to.
type proxy struct {
	net.Listener
	to string
	// mute swallows what the server answers, and cut what both say.
	mute, cut atomic.Bool

	mu    sync.Mutex
	conns []net.Conn
	work  sync.WaitGroup
}

// newProxy starts a proxy. It ends with the test.
func newProxy(tb testing.TB, s *server.Server) *proxy {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	p := &proxy{Listener: l, to: s.Addr().String()}
	p.work.Go(p.accept)
	tb.Cleanup(func() {
		p.Close()
		p.drop()
		p.work.Wait()
	})
	return p
}

func (p *proxy) url() string { return "nats://" + p.Addr().String() }

func (p *proxy) accept() {
	for {
		client, err := p.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.to)
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		p.work.Go(func() { p.pass(server, client, &p.cut) })
		p.work.Go(func() { p.pass(client, server, &p.cut, &p.mute) })
	}
}

// pass copies bytes, but for those that come while one of the switches is on.
func (p *proxy) pass(to io.WriteCloser, from io.Reader, off ...*atomic.Bool) {
	defer to.Close()
	for buffer := make([]byte, 64<<10); ; {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		swallow := false
		for _, o := range off {
			swallow = swallow || o.Load()
		}
		if swallow {
			continue
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// drop ends all connections.
func (p *proxy) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close()
	}
	p.conns = nil
}

// portOf returns the port of a server.
func portOf(tb testing.TB, s *server.Server) int {
	tb.Helper()
	return s.Addr().(*net.TCPAddr).Port
}
