package world

import (
	"time"

	"trainmock/stream/chance"
)

// One step in paceBlock takes 1.9 to 2.2 times as long as the mean. The others are faster by as much, so that a block
// takes its time to the nanosecond, whatever is asked in it.
const paceBlock = 100

// slowStep returns which step of a block of a task is slow, and the time of it and of the others over the mean one.
func slowStep(task chance.Key, block int64) (slow int64, long, usual float64) {
	k := task.Of(aboutThroughput, uint64(block))
	long = k.Of(2).Between(1.9, 2.2)
	return int64(k.Of(1).Below(paceBlock)), long, (paceBlock - long) / (paceBlock - 1)
}

// stepTime returns the time of a step of a task over the mean one. It scatters by 0.8 %, and one step in a hundred
// takes twice as long.
func stepTime(task chance.Key, step int64) float64 {
	slow, long, usual := slowStep(task, step/paceBlock)
	if step%paceBlock == slow {
		return long
	}
	return usual * (1 + float64(0.008*task.Of(aboutStep, uint64(step)).Normal()))
}

// stepsDone returns the number of steps of a task that are done after a time of training, which contains a number of
// whole epochs. It moves the ends of the steps in an epoch by about one, never those of an epoch.
func (s schedule) stepsDone(task chance.Key, work time.Duration, epochs int64) int64 {
	block := int64(work/s.step) / paceBlock
	slow, long, usual := slowStep(task, block)
	into := float64(work-time.Duration(block*paceBlock)*s.step) / float64(s.step)
	before := float64(float64(slow) * usual)
	var done int64
	switch {
	case into < before:
		done = int64(into / usual)
	case into < before+long:
		done = slow
	default:
		done = slow + 1 + int64((into-before-long)/usual)
	}
	done = block*paceBlock + min(done, paceBlock-1)
	return max(epochs*s.steps, min(done, (epochs+1)*s.steps-1))
}
