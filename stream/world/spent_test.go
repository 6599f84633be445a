package world_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"trainmock/stream/world"
)

// TestSpent adds how nodes spent random parts of a span: the sum is how they spent the span, exactly, and of each node
// the same as asked alone. No part is negative, and the phases fill the time that the node was present.
func TestSpent(t *testing.T) {
	for _, name := range []string{"demo", "chaos", "federated", "outage", "large"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, name, 7)
			draw := rand.New(rand.NewPCG(1, 7))
			from := w.Start().Add(-time.Minute)
			at, to := from, from.Add(40*time.Minute)
			sum := w.Spent(from, from, nil)
			for at.Before(to) {
				next := at.Add(time.Duration(draw.Int64N(int64(10*time.Minute))) + 1)
				if next.After(to) {
					next = to
				}
				part := w.Spent(at, next, nil)
				for i, n := range part.Nodes {
					checkSpent(t, n, i)
				}
				sum, at = sum.Plus(part), next
			}
			whole := w.Spent(from, to, nil)
			if !reflect.DeepEqual(sum, whole) {
				t.Fatalf("parts add up to %+v, want %+v", sum, whole)
			}
			for i, n := range w.At(to).Nodes()[:8] {
				if alone := w.NodeSpent(n.ID, from, to); !reflect.DeepEqual(alone, whole.Nodes[i]) {
					t.Errorf("%s spent %+v alone, want %+v", n.ID, alone, whole.Nodes[i])
				}
			}
		})
	}
}

// checkSpent holds a node's phases to the time that it was present, to a microsecond for what is rounded.
func checkSpent(t *testing.T, n world.NodeSpent, i int) {
	t.Helper()
	var sum time.Duration
	for _, d := range n.Phases {
		if d < 0 {
			t.Errorf("node %d spent %v, want no negative time", i, n.Phases)
		}
		sum += d
	}
	sent, received := n.Traffic()
	if sent < 0 || received < 0 || (sum-n.Present).Abs() > 100*time.Microsecond {
		t.Errorf("node %d spent %v and %d and %d bytes, want phases that fill %s", i, n.Phases, sent, received,
			n.Present)
	}
}

// TestSpentAsSeen counts in which phase a node is seen each second: about as long as it spent in it.
func TestSpentAsSeen(t *testing.T) {
	w := newWorld(t, "chaos", 3)
	from, seen := w.Start(), map[int][world.Phases]time.Duration{}
	for second := range 900 {
		for i, m := range w.At(from.Add(time.Duration(second) * time.Second)).Machines() {
			phases := seen[i]
			phases[m.Phase] += time.Second
			seen[i] = phases
		}
	}
	for i, n := range w.Spent(from, from.Add(900*time.Second), nil).Nodes {
		away := 900*time.Second - n.Present
		for phase, d := range n.Phases {
			if got := seen[i][phase]; (got - d).Abs() > away+time.Minute {
				t.Errorf("node %d was seen for %s in phase %d, want about %s", i, got, phase, d)
			}
		}
	}
}

// TestTrafficAsSeen adds up what nodes tell of the network each fifth of a second: about what their counters count.
func TestTrafficAsSeen(t *testing.T) {
	const seconds, readings = 300, 5
	w := newWorld(t, "steady", 3)
	from := w.Start()
	spent := w.Spent(from, from.Add(seconds*time.Second), nil).Nodes
	sent, received := make([]float64, len(spent)), make([]float64, len(spent))
	for i := range seconds * readings {
		for node, m := range w.At(from.Add(time.Duration(i) * time.Second / readings)).Nodes() {
			sent[node], received[node] = sent[node]+m.Sent*1e3/readings, received[node]+m.Received*1e3/readings
		}
	}
	for i, n := range spent {
		out, in := n.Traffic()
		for _, pair := range [][2]float64{{sent[i], float64(out)}, {received[i], float64(in)}} {
			if ratio := pair[0] / pair[1]; !(ratio > 0.9 && ratio < 1.1) {
				t.Errorf("node %d tells of %.4g bytes and counts %.4g, want about the same", i, pair[0], pair[1])
			}
		}
	}
}

// BenchmarkSpent measures an hour of the large cluster.
func BenchmarkSpent(b *testing.B) {
	w := newWorld(b, "large", 7)
	for b.Loop() {
		w.Spent(w.Start(), w.Start().Add(time.Hour), nil)
	}
}
