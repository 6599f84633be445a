package world_test

import (
	"math"
	"slices"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// timeCriteria concern how long things take, and what is said of it.
var timeCriteria = []criterion{
	{"run time within a job, least CV", "heavy", 0.5, 3, runTimeVariation},
	{"GPU time of failed tasks over all", "0.25", 0, 0.6, failedTime},
	{"time between submissions, CV", "1", 0.4, 3, submissionVariation},
	{"checkpoint times within a job, CV", "> 0", 0.05, 0.4, func(s world.Sample) float64 { return saves(s).variation }},
	{"checkpoint time, largest model over least", "30", 5, 60, func(s world.Sample) float64 { return saves(s).spread }},
	{"error of the ETA after a tenth, median", "> 0", 0.02, 0.2, func(s world.Sample) float64 {
		return estimateError(s, 0.1)
	}},
	{"error of the ETA after nine tenths", "0", 0, 0.02, func(s world.Sample) float64 { return estimateError(s, 0.9) }},
}

// variation returns the coefficient of variation.
func variation(x []float64) float64 {
	m := momentsOf(x)
	return m.deviation / m.mean
}

// end is what clients get of a task that has ended: its job, its last status, the hours from its start, and its nodes.
type end struct {
	job          string
	status       model.Status
	hours, nodes float64
}

// endsOf returns the ends of as many tasks as a share needs: three points are several standard deviations.
var endsOf = once(func(s world.Sample) []end {
	plans := s.Plans("", 3000)
	ends := make([]end, len(plans))
	for i, p := range plans {
		at := start.Add(p.Ended())
		told := s.At(at).Progress(p.ID())
		began, err := time.Parse(time.RFC3339, told.StartTime)
		if err != nil {
			return nil
		}
		ends[i] = end{told.Metrics.Model, told.Status, at.Sub(began).Hours(), float64(len(told.Nodes))}
	}
	return ends
})

// runTimeVariation returns the least variation of run times within a job.
func runTimeVariation(s world.Sample) float64 {
	times := map[string][]float64{}
	for _, e := range endsOf(s) {
		times[e.job] = append(times[e.job], e.hours)
	}
	least := math.Inf(1)
	for _, list := range times {
		least = math.Min(least, variation(list))
	}
	return least
}

// failedTime returns the GPU time of the mean failed task over that of the mean task.
func failedTime(s world.Sample) float64 {
	var all, failed, count float64
	ends := endsOf(s)
	for _, e := range ends {
		time := e.hours * e.nodes
		all += time / float64(len(ends))
		if e.status == model.Failed {
			failed, count = failed+time, count+1
		}
	}
	return failed / count / all
}

// submissionVariation returns the variation of the time from one submission on the same nodes to the next, over the
// mean there. A task that waits for its nodes tells when it was submitted.
func submissionVariation(s world.Sample) float64 {
	submitted := map[string][]float64{}
	for _, p := range s.Plans("", 2000) {
		told := s.At(start.Add(p.Submitted())).Task(p.ID())
		at, err := time.Parse(time.RFC3339, told.StartTime)
		if told.Status != model.Pending || err != nil {
			return math.NaN()
		}
		submitted[told.Nodes[0]] = append(submitted[told.Nodes[0]], at.Sub(start).Hours())
	}
	var between []float64
	for _, hours := range submitted {
		spans := differences(hours)
		for _, span := range spans {
			between = append(between, span/meanOf(spans))
		}
	}
	return variation(between)
}

type saveTimes struct{ variation, spread float64 }

// saves returns statistics of the times that checkpoints take: the mean variation within a job, and the longest mean of
// a job over the shortest.
var saves = once(func(s world.Sample) saveTimes {
	byJob := map[string][]float64{}
	for _, p := range s.Plans("", 400) {
		byJob[p.Job().Name] = append(byJob[p.Job().Name], p.SaveSeconds(1))
	}
	least, most, sum := math.Inf(1), 0.0, 0.0
	for _, list := range byJob {
		mean := momentsOf(list).mean
		least, most, sum = math.Min(least, mean), math.Max(most, mean), sum+variation(list)
	}
	return saveTimes{sum / float64(len(byJob)), most / least}
})

// estimateError returns the median error of the remaining time that undisturbed tasks tell after a share of their run,
// over their run time.
func estimateError(s world.Sample, share float64) float64 {
	var errors []float64
	for _, p := range s.Plans("", 300) {
		from, to := p.Undisturbed()
		length := to - from
		if p.Outcome() != model.Completed || p.Ended() > to+time.Millisecond || length < p.RunTime()*95/100 {
			continue
		}
		at := from + time.Duration(share*float64(length))
		told := s.At(start.Add(at)).Task(p.ID())
		if told.Remaining != nil {
			errors = append(errors, math.Abs(float64(*told.Remaining)-(to-at).Seconds())/length.Seconds())
		}
	}
	slices.Sort(errors)
	if len(errors) == 0 {
		return math.NaN()
	}
	return quantile(errors, 0.5)
}
