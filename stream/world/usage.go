package world

import (
	"time"

	"trainmock/stream/model"
)

// usage counts what a task has had of one of its nodes since a stage began: the nanoseconds in each phase, and behind
// them those in which it held the node, the bytes that the node sent and received, and how hard its GPUs trained. Each
// number only grows with time, so that differences between two instants add up to the nanosecond and to the byte.
type usage [holding + 6]int64

// These are the indices behind the phases. capped is the time of training under the power limit, and load the other
// time of training times the task's power.
const (
	held = int(holding) + 1 + iota
	sent
	received
	capped
	load
)

// add adds another usage, as often as times says.
func (u *usage) add(other usage, times int64) {
	for i := range u {
		u[i] += times * other[i]
	}
}

// usage returns what a stage has had of each of its nodes by t.
func (p *plan) usage(s *stage, t time.Duration) usage {
	var u usage
	switch {
	case t <= s.from:
		return u
	case s.status == model.Paused:
		u[holding] = int64(t - s.from)
	case s.status == model.Running:
		u = p.runningUsage(s, t)
	default:
		return u
	}
	u[held] = int64(t - s.from)
	if p.effort.power == 1 {
		u[capped] = u[training]
	} else {
		u[load] = int64(float64(u[training]) * p.effort.mean())
	}
	for i, ns := range u[:holding+1] {
		out, in := p.traffic(phase(i))
		u[sent] += int64(float64(ns) * out * bytesPerNS)
		u[received] += int64(float64(ns) * in * bytesPerNS)
	}
	return u
}

// bytesPerNS is one KB/s in bytes a nanosecond.
const bytesPerNS = 1e3 / 1e9

// runningUsage returns the phases of a running stage by t.
func (p *plan) runningUsage(s *stage, t time.Duration) usage {
	var u usage
	u[starting] = int64(min(t, s.firstStep(), s.stopping) - s.from)
	for i, l := range s.segments.from(0) {
		end := min(t, s.segmentEnd(i))
		if end <= l.from {
			break
		}
		if l.rate == 0 {
			u[stalled] += int64(end - l.from)
			continue
		}
		done, before := p.worked(l.at(end)), p.worked(l.position)
		for phase := training; phase <= saving; phase++ {
			u[phase] += int64(scale(done[phase]-before[phase], 1/l.rate))
		}
	}
	u[stalled] += int64(max(0, t-max(s.stopping, s.from)))
	return u
}

// worked returns the time in each phase of work up to a position.
func (s schedule) worked(position time.Duration) (phases [saving + 1]time.Duration) {
	proper := time.Duration(s.steps) * s.step
	rounds, rest := position/s.checkpointPeriod(), position%s.checkpointPeriod()
	epochs := min(rest/s.epoch(), time.Duration(s.checkpointEvery))
	rest -= epochs * s.epoch()
	done := rounds*time.Duration(s.checkpointEvery) + epochs
	phases[training], phases[evaluating] = done*proper, done*s.evaluation
	phases[saving] = rounds * s.checkpoint
	if epochs == time.Duration(s.checkpointEvery) {
		phases[saving] += rest
		return phases
	}
	phases[training] += min(rest, proper)
	phases[evaluating] += max(0, rest-proper)
	return phases
}
