package nats_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	client "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"trainmock/stream/journal"
	"trainmock/stream/journal/nats"
)

// fill appends entries behind so many, each once.
func fill(tb testing.TB, j *nats.Journal, after uint64, entries ...journal.Entry) {
	tb.Helper()
	for i, e := range entries {
		got, err := j.Append(tb.Context(), after+uint64(i), e)
		if err != nil || got.Seq != after+uint64(i)+1 {
			tb.Fatalf("entry %d: got number %d (%v)", i+1, got.Seq, err)
		}
	}
}

// read returns so many entries.
func read(tb testing.TB, j *nats.Journal, count int) (list []journal.Entry) {
	tb.Helper()
	if count == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(tb.Context(), 10*time.Second)
	defer cancel()
	for e, err := range j.Follow(ctx, 0) {
		if err != nil {
			tb.Fatalf("behind %d entries: %v", len(list), err)
		}
		if list = append(list, e); len(list) == count {
			break
		}
	}
	return list
}

// TestSharedJournal appends an entry of each kind through two journals in turn: both, and one that comes later, read
// the same.
func TestSharedJournal(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	a, b := open(t, s.ClientURL()), open(t, s.ClientURL())
	want := kinds(t)
	for i, e := range want {
		j := a
		if i%2 == 1 {
			j = b
		}
		read(t, j, i)
		fill(t, j, uint64(i), e)
		if _, err := j.Append(t.Context(), uint64(i), e); !errors.Is(err, journal.ErrConflict) {
			t.Errorf("entry %d again: got %v, want a conflict", i+1, err)
		}
	}
	for name, j := range map[string]*nats.Journal{"first": a, "second": b, "later": open(t, s.ClientURL())} {
		for i, got := range read(t, j, len(want)) {
			want[i].Seq = uint64(i + 1)
			if !reflect.DeepEqual(got, want[i]) {
				t.Errorf("%s: entry %d is %+v, want %+v", name, i+1, got, want[i])
			}
		}
		if last, err := j.Last(t.Context()); err != nil || last != uint64(len(want)) {
			t.Errorf("%s: got last entry %d (%v), want %d", name, last, err, len(want))
		}
	}
	if err := a.Replace(t.Context(), uint64(len(want)), nil); !errors.Is(err, journal.ErrShared) {
		t.Errorf("replace: got %v, want a refusal", err)
	}
}

// TestConflict appends through two journals at once, of which one has yet to read what the other wrote.
func TestConflict(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	p := newProxy(t, s)
	a, b := open(t, s.ClientURL()), open(t, p.url())
	all := kinds(t)
	fill(t, a, 0, all[0])
	read(t, b, 1)
	p.mute.Store(true)
	fill(t, a, 1, all[1])
	done := make(chan error)
	go func() {
		_, err := b.Append(t.Context(), 1, all[1])
		done <- err
	}()
	p.mute.Store(false)
	if err := <-done; !errors.Is(err, journal.ErrConflict) {
		t.Errorf("got %v, want a conflict", err)
	}
}

// TestLostAcknowledgement swallows what the server says to an entry: it is there once.
func TestLostAcknowledgement(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	p := newProxy(t, s)
	direct, j := open(t, s.ClientURL()), open(t, p.url())
	all := kinds(t)
	fill(t, j, 0, all[0])
	p.mute.Store(true)
	done := make(chan error)
	go func() {
		_, err := j.Append(t.Context(), 1, all[1])
		done <- err
	}()
	read(t, direct, 2)
	p.mute.Store(false)
	if err := <-done; err != nil {
		t.Fatalf("got %v, want success", err)
	}
	fill(t, j, 2, all[2])
	read(t, direct, 3)
	if last, err := direct.Last(t.Context()); err != nil || last != 3 {
		t.Errorf("got %d entries (%v), want 3", last, err)
	}
}

// TestServerAway stops the server: changes are refused, and go on when it is back.
func TestServerAway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	port := server.RANDOM_PORT
	begin := func() *server.Server { return serve(t, func(o *server.Options) { o.StoreDir, o.Port = dir, port }) }
	s := begin()
	url := s.ClientURL()
	port = portOf(t, s)
	j := open(t, url)
	all := kinds(t)
	fill(t, j, 0, all[0])
	end(s)
	eventually(t, "a connection that is lost", func() bool { return !j.Status().Connected })
	if _, err := j.Append(t.Context(), 1, all[1]); !errors.Is(err, journal.ErrAway) {
		t.Errorf("got %v, want a server that is away", err)
	}
	if _, err := j.Last(t.Context()); !errors.Is(err, journal.ErrAway) {
		t.Errorf("got %v, want a server that is away", err)
	}
	s = begin()
	eventually(t, "a connection", func() bool { return j.Status().Connected })
	other := open(t, s.ClientURL())
	eventually(t, "an answer", func() bool { _, err := j.Last(t.Context()); return err == nil })
	fill(t, other, 1, all[1])
	read(t, j, 2)
	fill(t, j, 2, all[2])
}

// TestCutOff swallows all that is said between a replica and the server, whose connection stays open: the replica says
// so, and catches up.
func TestCutOff(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	p := newProxy(t, s)
	direct, j := open(t, s.ClientURL()), open(t, p.url())
	all := kinds(t)
	fill(t, direct, 0, all[0])
	read(t, j, 1)
	p.cut.Store(true)
	fill(t, direct, 1, all[1])
	eventually(t, "a connection that is lost", func() bool { return !j.Status().Connected })
	if problem := j.Status().Problem; problem == "" {
		t.Error("got no problem, want one")
	}
	p.cut.Store(false)
	p.drop()
	read(t, j, 2)
	eventually(t, "a good state", func() bool { s := j.Status(); return s.Connected && s.Problem == "" && s.Behind == 0 })
}

// TestAnotherStream deletes the stream, makes it anew, and puts foreign messages into it: no entry is guessed.
func TestAnotherStream(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(ctx context.Context, js jetstream.JetStream) error
		want   string
	}{
		{"deleted", func(ctx context.Context, js jetstream.JetStream) error {
			return js.DeleteStream(ctx, "TRAINMOCK_test")
		}, "deleted"},
		{"foreign", func(ctx context.Context, js jetstream.JetStream) error {
			_, err := js.Publish(ctx, "trainmock.test.journal", []byte("hello"))
			return err
		}, "cannot be read"},
		{"format", func(ctx context.Context, js jetstream.JetStream) error {
			_, err := js.Publish(ctx, "trainmock.test.journal", []byte(`{"format": 2, "entry": {}}`))
			return err
		}, "format is 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, nil)
			j := open(t, s.ClientURL())
			all := kinds(t)
			fill(t, j, 0, all[0])
			if err := tc.change(t.Context(), direct(t, s)); err != nil {
				t.Fatal(err)
			}
			eventually(t, "a problem", func() bool { return strings.Contains(j.Status().Problem, tc.want) })
			if _, err := j.Append(t.Context(), 1, all[1]); !errors.Is(err, journal.ErrAway) {
				t.Errorf("got %v, want a refusal", err)
			}
			for _, err := range j.Follow(t.Context(), 1) {
				if err == nil || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("got %v, want an error with %q", err, tc.want)
				}
			}
		})
	}
}

// TestLostEntries takes away the newest entry that replicas have read, as a server that loses its power may: they say
// so, instead of going on with one of the same number.
func TestLostEntries(t *testing.T) {
	t.Parallel()
	dir, older := t.TempDir(), filepath.Join(t.TempDir(), "older")
	port := server.RANDOM_PORT
	begin := func(dir string) *server.Server {
		return serve(t, func(o *server.Options) { o.StoreDir, o.Port = dir, port })
	}
	s := begin(dir)
	url := s.ClientURL()
	port = portOf(t, s)
	all := kinds(t)
	j := open(t, url)
	fill(t, j, 0, all[0])
	end(s)
	if err := os.CopyFS(older, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	s = begin(dir)
	eventually(t, "an answer", func() bool { _, err := j.Last(t.Context()); return err == nil })
	fill(t, j, 1, all[1])
	end(s)
	begin(older)
	eventually(t, "a problem", func() bool {
		_, err := j.Last(t.Context()) // which looks at once, and not only now and then
		return err != nil && strings.Contains(j.Status().Problem, "ends with entry 1")
	})
	if _, err := j.Append(t.Context(), 2, all[2]); !errors.Is(err, journal.ErrAway) {
		t.Errorf("got %v, want a refusal", err)
	}
}

// TestGiveUp refuses changes behind an entry that cannot be followed.
func TestGiveUp(t *testing.T) {
	t.Parallel()
	j := open(t, serve(t, nil).ClientURL())
	all := kinds(t)
	fill(t, j, 0, all[0])
	j.GiveUp(1, errors.New("odd"))
	if _, err := j.Last(t.Context()); !errors.Is(err, journal.ErrAway) {
		t.Errorf("got %v, want a refusal", err)
	}
	if s := j.Status(); s.Connected || !strings.Contains(s.Problem, "its entry 1 does not fit: odd") {
		t.Errorf("got %+v, want the problem", s)
	}
}

// direct returns JetStream of a server.
func direct(t *testing.T, s *server.Server) jetstream.JetStream {
	t.Helper()
	conn, err := client.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

// TestOpenRefused opens journals that cannot be had.
func TestOpenRefused(t *testing.T) {
	t.Parallel()
	plain := serve(t, func(o *server.Options) { o.JetStream = false })
	guarded := serve(t, func(o *server.Options) { o.Username, o.Password = "me", "secret" })
	taken := serve(t, nil)
	foreign := jetstream.StreamConfig{Name: "TRAINMOCK_test", Subjects: []string{"a"}}
	_, err := direct(t, taken).CreateStream(t.Context(), foreign)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, url, want string }{
		{"nobody", "nats://127.0.0.1:1", "no servers available"},
		{"no JetStream", plain.ClientURL(), "nats-server -js"},
		{"no password", guarded.ClientURL(), "Authorization Violation"},
		{"foreign stream", taken.ClientURL(), "is for a, not for trainmock.test.journal"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		_, err := nats.Open(ctx, nats.Options{URL: tc.url, Cluster: "test"})
		cancel()
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want an error with %q", tc.name, err, tc.want)
		}
	}
}

// TestReplicasSeeEachOther lists the programs that follow a journal.
func TestReplicasSeeEachOther(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	a, b := open(t, s.ClientURL()), open(t, s.ClientURL())
	for _, j := range []*nats.Journal{a, b} {
		eventually(t, "two replicas", func() bool { return len(j.Status().Replicas) == 2 })
	}
	if a.Status().ID == b.Status().ID {
		t.Errorf("both replicas have the id %s", a.Status().ID)
	}
}

// eventually waits until a condition holds.
func eventually(tb testing.TB, what string, condition func() bool) {
	tb.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline:
			tb.Fatalf("%s: not within 20 seconds", what)
		}
	}
}
