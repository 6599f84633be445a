package world

import (
	"math"
	"testing"
	"time"
)

// TestPermute: a permutation and its inverse.
func TestPermute(t *testing.T) {
	seen := map[uint32]bool{}
	for _, k := range []key{0, 1, 0xdeadbeef} {
		clear(seen)
		for x := range uint32(20_000) {
			x *= 214_748 // spread over all 32 bits
			y := permute(k, x)
			if seen[y] || unpermute(k, y) != x {
				t.Fatalf("key %d: %d becomes %d, and back %d", k, x, y, unpermute(k, y))
			}
			seen[y] = true
		}
	}
}

// TestSignals: mean 0, standard deviation 1, also between the points that value noise joins.
func TestSignals(t *testing.T) {
	for name, draw := range map[string]func(i int) float64{
		"normal": func(i int) float64 { return key(1).of(uint64(i)).normal() },
		"noise":  func(i int) float64 { return noise(1, time.Duration(i)*17*time.Second/10, time.Second) },
		"sway":   func(i int) float64 { return sway(1, time.Duration(i)*17*time.Second/10, time.Second) },
	} {
		sum, squares := 0.0, 0.0
		const n = 50_000
		for i := range n {
			x := draw(i - n/2)
			sum, squares = sum+x, squares+x*x
		}
		if mean, deviation := sum/n, math.Sqrt(squares/n); math.Abs(mean) > 0.02 || math.Abs(deviation-1) > 0.02 {
			t.Errorf("%s: mean %.3f, standard deviation %.3f", name, mean, deviation)
		}
	}
}

// TestCourse walks a course: work and steps never fall, and all of it is done at its end.
func TestCourse(t *testing.T) {
	for _, job := range []*Job{
		&derivedJobs[0],
		{Name: "even", Epochs: 40, Steps: 20, StepTime: 190 * time.Millisecond, Evaluation: 300 * time.Millisecond, Checkpoint: 1200 * time.Millisecond, CheckpointEvery: 5},
		{Name: "uneven", Epochs: 7, Steps: 3, StepTime: time.Second, Evaluation: time.Second, Checkpoint: 2 * time.Second, CheckpointEvery: 3},
		{Name: "never stops", Epochs: 4, Steps: 12, StepTime: 330 * time.Millisecond, CheckpointEvery: 1},
	} {
		c := newCourse(job, job.Epochs, 1)
		last := place{}
		for position := time.Duration(0); position <= c.length(); position += c.length() / 1999 {
			p := c.at(position)
			if p.work < last.work || p.step < last.step || p.evaluations < last.evaluations {
				t.Fatalf("%s: from %+v back to %+v", job.Name, last, p)
			}
			last = p
			if checkpoint := c.lastCheckpoint(position); checkpoint > position || c.at(checkpoint).step%(job.Steps*job.CheckpointEvery) != 0 {
				t.Fatalf("%s: checkpoint at %s", job.Name, checkpoint)
			}
		}
		end := c.at(c.length())
		if end.step != job.Epochs*job.Steps || c.progress(end.work) != 1 || end.evaluations != job.Epochs || c.currentEpoch(end.work) != job.Epochs {
			t.Errorf("%s ends at %+v", job.Name, end)
		}
	}
}

// TestCausesSumUp: 419 interruptions in the published table.
func TestCausesSumUp(t *testing.T) {
	sum := 0
	for _, c := range causes {
		sum += c.count
	}
	if sum != 419 {
		t.Errorf("the counts sum up to %d", sum)
	}
}
