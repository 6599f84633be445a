package scenario

import (
	"math"
	"math/bits"
	"time"

	"trainmock/stream/model"
)

const (
	minPeriod = 10 * time.Second
	maxPeriod = 365 * day
	minStep   = time.Millisecond
	// maxFill is the longest duration of a task as a share of its period. Both vary by some percent.
	maxFill = 0.85
	// minQueue is the shortest queueing time to allow for, whatever the job says.
	minQueue = 2 * time.Second
)

// checkJobs refuses jobs that cannot run.
func (c *checker) checkJobs() {
	var groups []string
	for _, g := range c.Groups {
		groups = append(groups, g.Name)
	}
	kinds := []string{string(model.LanguageModel), string(model.Supervised), string(model.Federated)}
	for i := range c.Jobs {
		at, j := entry("jobs", i), &c.Jobs[i]
		c.checkKnown(at, j)
		c.checkName(at("name"), j.Name)
		c.oneOf(at("kind"), string(j.Kind), kinds)
		c.oneOf(at("group"), j.Group, groups)
		between(c, at("slots"), j.Slots, 1, maxSlots, "2")
		between(c, at("nodes"), j.Nodes, 1, maxNodes, "2")
		between(c, at("spares"), j.Spares, 0, maxNodes, "1")
		c.checkWorkload(at, j)
		c.checkTimes(at, j)
		c.checkModel(at, j)
		c.checkFit(at, j)
	}
}

// checkTimes refuses durations and counts out of range.
func (c *checker) checkTimes(at func(string) string, j *model.Job) {
	between(c, at("period"), j.Period, minPeriod, maxPeriod, "5m")
	between(c, at("lead"), j.Lead, 0, j.Period, "1m")
	between(c, at("queue"), j.Queue, 0, j.Period, "5s")
	between(c, at("steps"), j.Steps, 1, 1e9, "20")
	between(c, at("step_time"), j.StepTime, minStep, day, "200ms")
	between(c, at("startup"), j.Startup, 0, j.Period, "3s")
	between(c, at("evaluation"), j.Evaluation, 0, j.Period, "300ms")
	between(c, at("checkpoint"), j.Checkpoint, 0, j.Period, "1s")
	between(c, at("checkpoint_every"), j.CheckpointEvery, 1, 1e6, "5")
	switch {
	case !c.has(at("occupancy")):
		between(c, at("epochs"), j.Epochs, 1, 1e6, "40")
	case c.has(at("epochs")):
		c.refuse(at("occupancy"),
			"occupancy: it decides how many epochs a task has, and so does epochs: leave one of them out")
	default:
		between(c, at("occupancy"), j.Occupancy, 0.01, 0.9, "0.75")
	}
}

// checkModel refuses hyperparameters and shares of failures out of range.
func (c *checker) checkModel(at func(string) string, j *model.Job) {
	between(c, at("classes"), j.Classes, 2, 1_000_000, "10")
	between(c, at("learning_rate"), j.LearningRate, 1e-12, 1000, "0.01")
	between(c, at("batch"), j.Batch, 1, 1e9, "64")
	between(c, at("failed"), j.Failed, 0, 1, "0.05")
	between(c, at("cancelled"), j.Cancelled, 0, 1, "0.05")
	if sum := j.Failed + j.Cancelled; sum > 1 {
		c.refuse(at("cancelled"), "cancelled: together with failed it is %v: use shares whose sum is at most 1", sum)
	}
	between(c, at("diverged"), j.Diverged, 0, 1, "0.01")
	between(c, at("spikes"), j.Spikes, 0, 100, "0.3")
	between(c, at("input_bound"), j.InputBound, 0, 1, "0.5")
}

// checkFit refuses a job whose tasks last longer than its period: the next one could not start in the same slot.
func (c *checker) checkFit(at func(string) string, j *model.Job) {
	period := float64(j.Period)
	epoch := float64(j.Steps)*float64(j.StepTime) + float64(j.Evaluation)
	around := float64(j.Startup + max(j.Queue, minQueue))
	if between := float64(j.CheckpointEvery)*epoch + float64(j.Checkpoint); between > period {
		c.refuse(at("checkpoint_every"), "checkpoint_every: %d epochs of %s take longer than the period of %s: use "+
			"fewer, such as checkpoint_every: 1, or fewer steps",
			j.CheckpointEvery, approximately(epoch), duration(j.Period))
		return
	}
	if j.Occupancy > 0 {
		if need := epoch + float64(j.Checkpoint); need > j.Occupancy*period || j.Occupancy*period+around > 0.95*period {
			c.refuse(at("occupancy"), "occupancy: an epoch takes %s, and startup and queue %s: that does not fit "+
				"into %v of a period of %s: use a longer period, or fewer steps",
				approximately(need), approximately(around), j.Occupancy, duration(j.Period))
		}
		return
	}
	saves := j.Epochs / max(j.CheckpointEvery, 1)
	need := float64(j.Epochs)*epoch + float64(saves)*float64(j.Checkpoint) + around
	if need > maxFill*period {
		c.refuse(at("period"), "period: %d epochs of %s, %d checkpoints, startup and queue take %s, which is more "+
			"than %v of %s: use fewer epochs, or a period of %s at least",
			j.Epochs, approximately(epoch), saves, approximately(need), maxFill, duration(j.Period),
			approximately(math.Ceil(need/maxFill/1e9)*1e9))
	}
}

// approximately returns nanoseconds as text. They may be more than a time.Duration holds.
func approximately(ns float64) string {
	if ns > float64(100*maxPeriod) {
		return "centuries"
	}
	return duration(time.Duration(ns).Round(time.Millisecond))
}

// checkRoom refuses jobs whose slots need more nodes than their group has.
func (c *checker) checkRoom() {
	free, slots := map[string]int{}, 0
	for _, g := range c.Groups {
		free[g.Name] = g.Count
	}
	for i, j := range c.Jobs {
		at := entry("jobs", i)
		need := j.Slots * (j.Nodes + j.Spares)
		if need > free[j.Group] {
			c.refuse(at("group"), "group: %d slots of %d nodes and %d spares need %d nodes of group %q, which has %d "+
				"left: use a larger count there, or fewer slots, nodes or spares",
				j.Slots, j.Nodes, j.Spares, need, j.Group, free[j.Group])
		}
		free[j.Group] -= need
		if slots += j.Slots; slots > maxSlots {
			c.refuse(at("slots"), "slots: with this job there are %d: use at most %d in all", slots, maxSlots)
		}
	}
}

// checkTaskIDs refuses periods so short that ids of tasks would repeat within model.Reach. An id has 32 bits: those
// that number the slot, a sign, and the rest for the number of the task in its slot.
func (c *checker) checkTaskIDs() {
	runs := float64(uint64(1) << (31 - min(31, bits.Len(uint(max(c.slots()-1, 1))))))
	least := time.Duration(float64(model.Reach) / runs)
	for i, j := range c.Jobs {
		if j.Period < least {
			c.refuse(entry("jobs", i)("period"), "period: with %d slots, ids of tasks would come again within "+
				"ten years: use at least %s, or fewer slots",
				c.slots(), duration(least.Truncate(time.Second)+time.Second))
		}
	}
}
