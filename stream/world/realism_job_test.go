package world_test

import (
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// jobCriteria concern whole tasks.
var jobCriteria = []criterion{
	{"evaluation, share of the time", "0.0044-0.007", 0.003, 0.01, first(shares)},
	{"checkpoints, share of the time", "0.0037", 0.002, 0.02, second(shares)},
	{"jobs completed, share", "0.50", 0.47, 0.53, func(s world.Sample) float64 { return outcomes(s)[model.Completed] }},
	{"jobs cancelled, share", "0.08", 0.05, 0.11, func(s world.Sample) float64 { return outcomes(s)[model.Cancelled] }},
	{"jobs failed, share", "0.43", 0.40, 0.46, func(s world.Sample) float64 { return outcomes(s)[model.Failed] }},
	{"progress and epochs that fall", "0", 0, 0, countersThatFall},
}

// shares returns the shares of evaluations and checkpoints in the time that tasks have nodes, as the counters say it.
var shares = together(func(s world.Sample) (evaluation, checkpoint float64) {
	held := 0.0
	for _, n := range s.Spent(start, start.Add(20*24*time.Hour), nil).Nodes {
		held += (n.Present - n.Phases[world.Resting]).Hours()
		evaluation, checkpoint = evaluation+n.Phases[world.Evaluating].Hours(), checkpoint+n.Phases[world.Saving].Hours()
	}
	return evaluation / held, checkpoint / held
})

// outcomes returns the share of the jobs with each last status.
var outcomes = once(func(s world.Sample) map[model.Status]float64 {
	share, ends := map[model.Status]float64{}, endsOf(s)
	for _, e := range ends {
		share[e.status] += 1 / float64(len(ends))
	}
	return share
})

// countersThatFall counts how often progress or epochs fall in ten days, hour by hour.
func countersThatFall(s world.Sample) float64 {
	falls := 0.0
	best := map[string]model.TaskStatus{}
	for hour := range 240 {
		for _, task := range s.At(start.Add(time.Duration(hour) * time.Hour)).Tasks() {
			if last := best[task.TaskID]; task.Progress < last.Progress || task.CurrentEpoch < last.CurrentEpoch {
				falls++
			}
			best[task.TaskID] = task
		}
	}
	return falls
}
