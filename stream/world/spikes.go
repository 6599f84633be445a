package world

import (
	"iter"
	"math"
	"time"
)

// spikes holds the loss spikes of a task.
type spikes struct {
	// drawn lists the spikes that occur by chance.
	drawn []spike
	// requested lists the spikes that commands requested, in their order.
	requested blocks[requestedSpikes]
}

// requestedSpikes sums up the requested spikes at one step, up to one of the commands.
type requestedSpikes struct {
	// spike has the factor of all of them together, and the instant of the newest.
	spike
	// first is the index of the first of them in the list.
	first int
	// latest is the largest step of all requested spikes up to here. A task that goes back to a checkpoint has later
	// spikes at earlier steps.
	latest int64
}

// drawSpikes draws the spikes that occur by chance.
func drawSpikes(p *plan) []spike {
	if p.job.Spikes == 0 {
		return nil
	}
	var spikes []spike
	trials := uint64(math.Ceil(2 * p.job.Spikes))
	for i := range trials {
		k := p.key.Of(aboutSpike, i)
		if k.Unit() < p.job.Spikes/float64(trials) {
			at := k.Of(1).Between(0.05, 0.95) * float64(p.epochs*p.steps)
			spikes = append(spikes, spike{step: int64(at), factor: k.Of(2).Between(1.7, 2.9), since: always})
		}
	}
	return spikes
}

// request appends a requested spike.
func (l *spikes) request(s spike) {
	next := requestedSpikes{spike: s, first: l.requested.len(), latest: s.step}
	if next.first > 0 {
		last := l.requested.at(next.first - 1)
		next.latest = max(next.latest, last.latest)
		if last.step == s.step {
			next.first, next.factor = last.first, last.factor+s.factor-1
		}
	}
	l.requested.add(next)
}

// seen yields the spikes that are visible at t and not long over at a step. Requested spikes at the same step are
// yielded as one.
func (l *spikes) seen(t time.Duration, step int64) iter.Seq[*spike] {
	return func(yield func(*spike) bool) {
		for i := range l.drawn {
			if !yield(&l.drawn[i]) {
				return
			}
		}
		if l.requested.len() == 0 {
			return
		}
		next := 0
		for i := l.requested.search(func(a *requestedSpikes) bool { return a.since > t }) - 1; i >= 0; i = next {
			a := l.requested.at(i)
			if step-a.latest > spikeReach || !yield(&a.spike) {
				return
			}
			next = a.first - 1
		}
	}
}
