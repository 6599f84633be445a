package account_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"trainmock/stream/account"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// newWorld returns the world of a built-in scenario.
func newWorld(tb testing.TB, name string) *world.World {
	tb.Helper()
	s, err := scenario.Load(name)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := world.New(world.Options{Scenario: s, Seed: 7, Start: start})
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// TestAccount asks in random order about random instants, about all nodes and about one: what is kept changes nothing.
func TestAccount(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	w, began := newWorld(t, "chaos"), start.Add(time.Hour)
	var kept account.Account
	draw := rand.New(rand.NewPCG(7, 7))
	for i := range 200 {
		m := account.Moment{
			Epoch: "e", Key: "e", World: w, Began: began, Now: began.Add(time.Duration(i+1) * 11 * time.Minute),
			Account: &kept,
		}
		at := m.Now
		if i%3 == 0 {
			at = began.Add(time.Duration(draw.Int64N(int64(40*time.Hour))) - time.Hour)
		}
		want := w.Spent(began, began, nil)
		if at.After(began) {
			want = w.Spent(began, at, nil)
		}
		if got := m.Spent(at, nil); !reflect.DeepEqual(got, want) {
			t.Fatalf("question %d, at %s: got %+v, want %+v", i, at, got, want)
		}
		for index, n := range w.At(at).Nodes() {
			if got := m.Node(n.ID, index, at, nil); !reflect.DeepEqual(got, want.Nodes[index]) {
				t.Fatalf("question %d, %s at %s: got %+v, want %+v", i, n.ID, at, got, want.Nodes[index])
			}
		}
	}
}

// TestEpoch begins another epoch: its sums begin anew.
func TestEpoch(t *testing.T) {
	w := newWorld(t, "demo")
	var kept account.Account
	m := account.Moment{Key: "a", World: w, Began: start, Now: start.Add(time.Hour), Account: &kept}
	m.Spent(m.Now, nil)
	m.Key, m.Began, m.Now = "b", start.Add(2*time.Hour), start.Add(2*time.Hour+time.Minute)
	if got := m.Spent(m.Now, nil).Nodes[0].Present; got != time.Minute {
		t.Errorf("a minute into another epoch the head has been there for %s, want a minute", got)
	}
}

// TestHorizon asks about an instant far away: that takes no longer than the horizon, behind which nodes rest.
func TestHorizon(t *testing.T) {
	w := newWorld(t, "large")
	var kept account.Account
	m := account.Moment{Key: "a", World: w, Began: start, Now: start, Account: &kept}
	end := start.Add(w.Horizon())
	if w.Horizon() < 60*time.Hour {
		t.Errorf("the horizon is %s, want an hour at speed 60 at least", w.Horizon())
	}
	id := w.At(start).Nodes()[1].ID
	near, far := m.Node(id, -1, end, nil), m.Node(id, -1, end.Add(1000*time.Hour), nil)
	if more := far.Phases[world.Resting] - near.Phases[world.Resting]; more != 1000*time.Hour ||
		far.Phases[world.Training] != near.Phases[world.Training] {
		t.Errorf("behind the horizon %s rested for %s, want for 1000h", id, more)
	}
}
