package world

import (
	"math"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// loadLags holds the time constants of the three load averages.
var loadLags = [3]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute}

const (
	// loadReach is how far back a load average looks, and loadRuns at how many runs of a slot at most. What came before
	// counts as usualLoad: the share of the time, in [0, 1], in which a node of a slot works, and usualMode the mean of
	// cpuModes.
	loadReach = 75 * time.Minute
	loadRuns  = 3
	usualLoad = 0.7
	usualMode = 1.7
)

// loadsFrom returns how far back the load averages of n at t look.
func (n *node) loadsFrom(t time.Duration) time.Duration {
	from := t - loadReach
	if n.slot != nil {
		from = max(from, n.slot.begin(n.slot.runAt(t)-loadRuns+1))
	}
	return from
}

// loadAverages returns the load averages of n at t: exponential means of how many CPUs are busy. They are in closed
// form over the running stages of the tasks that n has had since an instant.
func loadAverages(n *node, plans []*plan, since, t time.Duration) [3]float64 {
	l, rest := loads{t: t, last: t, shares: [3]float64{1, 1, 1}}, n.cpuLevel(resting, 1)
	if n.slot != nil {
		l.addSpan(always, since, usualLoad*(n.cpuLevel(training, usualMode)-rest))
	}
	for _, p := range plans {
		l.addPlan(p, n, since)
	}
	var averages [3]float64
	for i, lag := range loadLags {
		busy := rest + l.level[i]
		// The longer the mean, the less of the CPUs' noise is left, and the slower it is.
		noise := chance.Noise(n.key.Of(aboutCPU, uint64(i)), t, lag/2)
		busy *= 1 + float64(loadNoise[i]*noise)
		averages[i] = roundTo(busy*float64(n.group.CPUs)/100, 2)
	}
	return averages
}

// loadNoise holds the standard deviations of the load averages, relative to them.
var loadNoise = [3]float64{0.05, 0.025, 0.014}

// loads sums up by how much tasks have raised the three load averages at an instant, in percent of the CPUs.
type loads struct {
	t     time.Duration
	level [3]float64
	// last is the instant that left was last called for, with its result shares.
	last   time.Duration
	shares [3]float64
}

// addPlan adds what a task does since an instant.
func (l *loads) addPlan(p *plan, n *node, since time.Duration) {
	rest, mode := n.cpuLevel(resting, 1), p.cpuMode
	works, stalls := n.cpuLevel(training, mode)-rest, n.cpuLevel(stalled, mode)-rest
	for i := max(p.stageAt(since), p.stageAt(l.t)-maxLookBack); i < p.stages.len() && p.stages.at(i).from < l.t; i++ {
		if s := p.stages.at(i); s.status == model.Running && s.has(n) {
			l.addStage(s, since, min(l.t, p.end(i)), works, stalls)
		}
	}
}

// addStage adds what a running stage does between two instants. It works until steps cease, but for the segments in
// which none is made. Whether it hangs at its end, or was ended while it hung, is the same (see trim).
func (l *loads) addStage(s *stage, since, end time.Duration, works, stalls float64) {
	stopping := min(end, s.stopping)
	l.addSpan(max(since, s.from), stopping, works)
	for i, part := range s.segments.from(max(0, s.segmentAt(l.t)-maxLookBack)) {
		if part.from >= stopping {
			break
		}
		if part.rate == 0 {
			l.addSpan(max(since, part.from), min(stopping, s.segmentEnd(i)), stalls-works)
		}
	}
	l.addSpan(max(since, s.stopping), end, stalls)
}

// addSpan adds a level that holds from one instant to another.
func (l *loads) addSpan(from, to time.Duration, level float64) {
	if from >= to {
		return
	}
	begin := [3]float64{}
	if from > always {
		begin = l.left(from)
	}
	end := l.left(to)
	for i := range l.level {
		l.level[i] += float64(level * (end[i] - begin[i]))
	}
}

// left returns which shares of what ended at an instant are left. Most spans begin at the end of the one before.
func (l *loads) left(at time.Duration) [3]float64 {
	if at != l.last {
		l.last, l.shares = at, remains(l.t-at)
	}
	return l.shares
}

// remains returns which shares of a level are left after some time, for each of loadLags. They are powers of the last
// one, because the exponential costs most.
func remains(since time.Duration) [3]float64 {
	slow := math.Exp(-float64(since) / float64(loadLags[2]))
	middle := slow * slow * slow
	square := middle * middle
	return [3]float64{square * square * middle, middle, slow}
}
