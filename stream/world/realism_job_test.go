package world_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// jobsLooked is the number of tasks for a share: enough for three points to be several standard deviations.
const jobsLooked = 6000

// jobCriteria concern whole tasks, and the loss of nodes.
var jobCriteria = []criterion{
	{"evaluation, share of the time", "0.0044-0.007", 0.003, 0.01, first(shares)},
	{"checkpoints, share of the time", "0.0037", 0.002, 0.02, second(shares)},
	{"jobs at least 1.1 x slower, share", "0.425", 0.395, 0.455, first(draggedOnce)},
	{"GPU time lost to stragglers, share", "0.104", 0.089, 0.119, second(draggedOnce)},
	{"jobs completed, share", "0.50", 0.47, 0.53, func(s world.Sample) float64 { return outcomes(s)[model.Completed] }},
	{"jobs cancelled, share", "0.08", 0.05, 0.11, func(s world.Sample) float64 { return outcomes(s)[model.Cancelled] }},
	{"jobs failed, share", "0.43", 0.40, 0.46, func(s world.Sample) float64 { return outcomes(s)[model.Failed] }},
	{"node failures per 1,000 node-days", "6.5", poisson95Low, poisson95High, failures},
	{"DEAD after the last contact, least, s", "15", 15, 55, first(detection)},
	{"DEAD after the last contact, most, s", "55", 15, 55, second(detection)},
	{"failures per node, variance over mean", "> 1", 1, 3, clustering},
	{"repair median, hardware over software", ">= 5", 5, 100, hardOverSoft},
	{"repair of hardware, sd of ln", "-", 0.6, 1.2, repairSpread},
	{"progress and epochs that fall", "0", 0, 0, countersThatFall},
}

var draggedOnce = together(dragged)

// shares returns the shares of evaluations and checkpoints in the time that tasks have nodes, as the counters say it.
var shares = together(func(s world.Sample) (evaluation, checkpoint float64) {
	held := 0.0
	for _, n := range s.Spent(start, start.Add(20*24*time.Hour), nil).Nodes {
		held += (n.Present - n.Phases[world.Resting]).Hours()
		evaluation, checkpoint = evaluation+n.Phases[world.Evaluating].Hours(), checkpoint+n.Phases[world.Saving].Hours()
	}
	return evaluation / held, checkpoint / held
})

// dragged returns the share of slow jobs, and the share of the GPU time that stragglers cost.
func dragged(s world.Sample) (slow, lost float64) {
	all, wasted, jobs := 0.0, 0.0, s.Plans("", jobsLooked)
	for _, p := range jobs {
		if p.StragglerFactor() >= 1.1 {
			slow++
		}
		time := p.RunTime().Hours() * float64(p.Gang())
		all, wasted = all+time, wasted+time*(1-1/p.StragglerFactor())
	}
	return slow / float64(len(jobs)), wasted / all
}

// outcomes returns the share of the jobs with each last status.
var outcomes = once(func(s world.Sample) map[model.Status]float64 {
	share, ends := map[model.Status]float64{}, endsOf(s)
	for _, e := range ends {
		share[e.status] += 1 / float64(len(ends))
	}
	return share
})

// failureNodeDays is over how many node-days failures are counted, and the bounds are the Poisson 95 % interval of the
// rate that 6.5 per 1,000 gives then: 650 ± 1.96·√650 failures.
const (
	failureNodeDays = 100_000
	poisson95Low    = 6.5 - 0.4997
	poisson95High   = 6.5 + 0.4997
)

func failures(s world.Sample) float64 {
	span := time.Duration(failureNodeDays/float64(s.NodeCount())*24) * time.Hour
	days := span.Hours() / 24 * float64(s.NodeCount())
	return 1000 * float64(len(s.Incidents(span, false))) / days
}

func detection(s world.Sample) (least, most float64) {
	least = math.Inf(1)
	for _, i := range s.Incidents(20*365*24*time.Hour, false) {
		least, most = math.Min(least, i.Dead.Seconds()), math.Max(most, i.Dead.Seconds())
	}
	return least, most
}

// clustering returns the variance over the mean of the failures of a node in 500 days.
func clustering(s world.Sample) float64 {
	counts := make([]float64, s.NodeCount())
	for _, i := range s.Incidents(500*24*time.Hour, false) {
		counts[i.Node]++
	}
	return covariance(counts, counts) / meanOf(counts)
}

// mended names the causes that a restart mends.
var mended = map[string]bool{
	"software bug": true, "host maintenance": true, "NCCL watchdog timeout": true, "dependency failure": true,
}

// repairs returns the logarithms of the repair times of causes that a restart mends, or of the others.
func repairs(s world.Sample, soft bool) []float64 {
	var list []float64
	for _, i := range s.Incidents(5*365*24*time.Hour, false) {
		if mended[i.Cause] == soft {
			list = append(list, math.Log(i.Back.Seconds()))
		}
	}
	return list
}

func hardOverSoft(s world.Sample) float64 {
	return math.Exp(quantileOf(repairs(s, false), 0.5) - quantileOf(repairs(s, true), 0.5))
}

func repairSpread(s world.Sample) float64 { return deviationOf(repairs(s, false)) }

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

// tableFive holds the causes of 419 interruptions in 54 days on 16,384 GPUs (Llama 3, Table 5). The memory of GPUs is
// HBM3 there.
var tableFive = map[string]float64{
	"faulty GPU": 148, "GPU memory error": 72, "software bug": 54, "network switch or cable": 35,
	"host maintenance": 32, "GPU SRAM memory error": 19, "GPU system processor": 17, "NIC failure": 7,
	"NCCL watchdog timeout": 7, "silent data corruption": 6, "GPU thermal interface or sensor": 6, "SSD failure": 3,
	"power supply failure": 3, "server chassis failure": 2, "IO expansion board": 2, "dependency failure": 2,
	"CPU failure": 2, "system memory failure": 2,
}

// checkCauses compares the mix of causes, pooled over the seeds, with the published counts.
func checkCauses(t *testing.T, samples []world.Sample, table *strings.Builder) {
	chi2, total := causeMix(samples, tableFive)
	p := chiSquareTail(chi2, float64(len(tableFive)-1))
	verdict := "pass"
	if !(p > 1e-4) || total < 4000*float64(len(samples)) {
		verdict = "FAIL"
		t.Errorf("causes: χ² = %.1f over %.0f, p = %.2g", chi2, total, p)
	}
	fmt.Fprintf(table, "%-46s %-14s %-18s %9s %9.4g %9s  of %.0f %s\n",
		"cause mix, pooled p of χ²", "Table 5", "> 1e-4", "", p, "", total, verdict)
}

// causeMix returns χ² of the causes of incidents against expected counts, and how many incidents there are.
func causeMix(samples []world.Sample, expected map[string]float64) (chi2, total float64) {
	counts, sum := map[string]float64{}, 0.0
	for _, s := range samples {
		incidents := s.Incidents(40*365*24*time.Hour, true)
		for _, i := range incidents[:min(5000, len(incidents))] {
			counts[i.Cause]++
			total++
		}
	}
	for _, n := range expected {
		sum += n
	}
	for cause, n := range expected {
		e := total * n / sum
		chi2 += (counts[cause] - e) * (counts[cause] - e) / e
	}
	return chi2, total
}

// chiSquareTail returns the probability of a larger χ², after Wilson and Hilferty.
func chiSquareTail(chi2, freedom float64) float64 {
	v := 2 / (9 * freedom)
	z := (math.Cbrt(chi2/freedom) - (1 - v)) / math.Sqrt(v)
	return math.Erfc(z/math.Sqrt2) / 2
}
