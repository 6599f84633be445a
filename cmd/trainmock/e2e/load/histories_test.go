package load

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

var (
	historiesSeed  = flag.Uint64("histories.seed", 0, "the seed of TestHistories; 0 picks one")
	historiesSteps = flag.Int("histories.steps", 120, "how often TestHistories resumes")
)

// TestHistories checks that an id is never continued by another history. Of two processes with the same world one is
// given commands, later it is killed and starts again without them. A client resumes again and again, over both
// transports, from ids of both: what comes is complete and equal to what that process told all along, or it begins with
// a gap, and a gap comes only where the process never told the id.
func TestHistories(t *testing.T) {
	seed := *historiesSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-histories.seed %d", seed)
	w := newWalk(t, rand.New(rand.NewPCG(seed, 0)))
	for step := range *historiesSteps {
		switch step {
		case *historiesSteps / 2:
			// On a slow machine the ids of the walk may all be from before the first command.
			w.follow(t, w.servers[1], "", w.commanded(t), false)
		case *historiesSteps * 3 / 4:
			w.restart(t)
		}
		w.resume(t, step >= *historiesSteps/8 && w.rand.IntN(4) == 0)
		if t.Failed() {
			t.Fatalf("at step %d", step)
		}
	}
	for kind, count := range w.seen {
		t.Logf("%d streams: %s", count, kind)
	}
	if w.seen["resumed"] == 0 || w.seen["other_epoch"] == 0 {
		t.Errorf("streams were %v, want some that resumed and some with another epoch", w.seen)
	}
}

// walk is a client of several processes with the same world.
type walk struct {
	rand *rand.Rand
	args []string
	// since is the id from which all recordings begin.
	since wire.EventID
	// filters are the queries with which the client subscribes; the first admits all.
	filters []string
	servers []*server
	ids     []wire.EventID
	// seen counts the streams by what became of them: resumed, or the reason of the gap.
	seen     map[string]int
	contents contents
}

// server is a process, and what it told all along by filter.
type server struct {
	*program.Process
	told map[string]*recording
}

func newWalk(t *testing.T, random *rand.Rand) *walk {
	t.Helper()
	w := &walk{
		rand: random, seen: map[string]int{}, contents: contents{text: map[string][]byte{}},
		args: []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z", "--anchor", model.Stamp(time.Now()),
			"--tick", "25ms", "--speed", "40"},
	}
	first := program.StartProcess(t, w.args...)
	w.since = firstID(t, first.URL)
	var cluster model.Cluster
	first.Read(t, "/monitor/ray/cluster/node", &cluster)
	w.filters = []string{"", "&topics=training,cluster", "&topics=tasks,logs,cluster",
		"&node_id=" + cluster.Nodes[1].ID, "&node_id=node_1234&topics=nodes"}
	w.ids = []wire.EventID{w.since}
	w.add(t, first)
	w.add(t, program.StartProcess(t, w.args...))
	return w
}

// add records a process from the common id on.
func (w *walk) add(t *testing.T, p *program.Process) {
	t.Helper()
	s := &server{p, map[string]*recording{}}
	for _, filter := range w.filters {
		s.told[filter] = record(t, p.Endpoint, "since="+w.since.String()+filter)
	}
	w.servers = append(w.servers, s)
}

// restart kills the process with the commands, and starts one in its place.
func (w *walk) restart(t *testing.T) {
	t.Helper()
	w.servers[0].Kill()
	w.servers = w.servers[1:]
	w.add(t, program.StartProcess(t, w.args...))
}

// command gives the first process a random command.
func (w *walk) command(t *testing.T) {
	t.Helper()
	address := fmt.Sprintf("192.168.200.%d", 1+w.rand.IntN(200))
	commands := [][2]string{
		{"/train", fmt.Sprintf(`{"parameters": {"num_rounds": %d}}`, 1+w.rand.IntN(9))},
		{"/cluster/add-nodes", fmt.Sprintf(`{"nodes": [%q]}`, address)},
		{"/cluster/stop", `{}`},
		{"/cluster/create", `{}`},
	}
	c := commands[w.rand.IntN(len(commands))]
	w.servers[0].Send(t, http.MethodPost, c[0], c[1])
}

// commanded gives the first process a command, and returns the id of an event that it tells behind one.
func (w *walk) commanded(t *testing.T) wire.EventID {
	t.Helper()
	w.servers[0].Train(t, `{}`)
	ctx, cancel := context.WithTimeout(t.Context(), program.Timeout)
	defer cancel()
	feed, err := program.OpenSSE(ctx, w.servers[0].Client, w.servers[0].URL+"/stream/sse?topics=cluster&snapshot=false")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if id, err := wire.ParseEventID(w.next(t, feed).ID); err == nil && id.Epoch != w.since.Epoch {
			return id
		}
	}
}

// resume opens a stream from a random id at a random process, and checks some of its events. A command may come in
// between.
func (w *walk) resume(t *testing.T, command bool) {
	t.Helper()
	at, filter := w.servers[w.rand.IntN(len(w.servers))], w.filters[w.rand.IntN(len(w.filters))]
	w.follow(t, at, filter, w.ids[max(0, len(w.ids)-1-w.rand.IntN(200))], command)
}

// follow opens a stream from an id at a process, and checks some of its events. A command may come in between.
func (w *walk) follow(t *testing.T, at *server, filter string, since wire.EventID, command bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), program.Timeout)
	defer cancel()
	feed := w.open(t, ctx, at, "?since="+url.QueryEscape(since.String())+filter)
	if command {
		w.command(t)
	}
	position, reason := since, "resumed"
	hello, m := w.next(t, feed), w.next(t, feed)
	// A gap follows a hello that says resumed where a command came before the tick of the id.
	if m.Type == "gap" || !bytes.Contains(hello.Payload, []byte(`"resumed":true`)) {
		position, reason = w.gap(t, feed, m)
		m = w.next(t, feed)
	}
	w.seen[reason]++
	// Of the first tick the recordings hold only the events of entities outside the scenario, which come last in it.
	known := since.Tick == w.since.Tick || at.told[""].told(since)
	if known != (reason == "resumed") {
		t.Errorf("%s from %s: %s, but that this process told its tick is %t", filter, since, reason, known)
	}
	w.compare(t, feed, m, at.told[filter], position)
}

// open subscribes over one of the transports.
func (w *walk) open(t *testing.T, ctx context.Context, at *server, query string) program.Feed {
	t.Helper()
	var feed program.Feed
	var err error
	if w.rand.IntN(2) == 0 {
		feed, err = program.OpenSSE(ctx, at.Client, at.URL+"/stream/sse"+query)
	} else {
		feed, err = program.OpenWebSocket(ctx, at.URL+"/stream/ws"+query)
	}
	if err != nil {
		t.Fatal(err)
	}
	return feed
}

func (w *walk) next(t *testing.T, feed program.Feed) program.Message {
	t.Helper()
	m, err := feed.Next()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// gap reads a gap's reason, and the snapshot behind it, whose position it returns.
func (w *walk) gap(t *testing.T, feed program.Feed, m program.Message) (wire.EventID, string) {
	t.Helper()
	var gap model.Gap
	if err := json.Unmarshal(m.Payload, &gap); err != nil || m.Type != "gap" {
		t.Fatalf("got %.300s (%v), want a gap", m.Raw, err)
	}
	m = w.next(t, feed)
	if m.Type != "snapshot" {
		t.Fatalf("got %.300s, want a snapshot", m.Raw)
	}
	return m.EventID(t), gap.Reason
}

// compare reads some events from m on, which have to be those that the process told all along behind a position.
func (w *walk) compare(t *testing.T, feed program.Feed, m program.Message, told *recording, position wire.EventID) {
	t.Helper()
	count := 1 + w.rand.IntN(20)
	var got []program.Message
	for {
		if m.ID == "" {
			t.Fatalf("got %.300s, want an event", m.Raw)
		}
		w.contents.check(t, m)
		w.ids = append(w.ids, m.EventID(t))
		if got = append(got, m); len(got) == count {
			break
		}
		m = w.next(t, feed)
	}
	want, complete := told.behind(position, count)
	if !complete {
		t.Fatalf("%d events behind %s were recorded, want %d", len(want), position, count)
	}
	for i, m := range got {
		if !bytes.Equal(m.Raw, want[i].Raw) {
			t.Fatalf("event %d behind %s is\n%s\nwant\n%s", i, position, m.Raw, want[i].Raw)
		}
	}
}
