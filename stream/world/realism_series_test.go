package world_test

import (
	"cmp"
	"math"
	"slices"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// windowLength is the length of a window of steady training in seconds. seriesInstants is at how many instants windows
// begin, and seriesNodes how many nodes of a task have one.
const (
	windowLength   = 60
	seriesInstants = 8
	seriesNodes    = 2
)

// series is one GPU through a window, second by second, as a client sees it.
type series struct {
	power, temperature, utilization, clocks []float64
}

// window is one node through a window of steady training.
type window struct {
	machine world.Machine
	gpus    []series
}

// windowsOf returns windows of steady training, at most seriesNodes of each task at an instant. Those of one task
// follow each other. They are cached for each world.
func windowsOf(s world.Sample) []window {
	if known, ok := knownWindows[s.World]; ok {
		return known
	}
	var list []window
	for i := range seriesInstants {
		at := start.Add(time.Duration(i) * 40_961 * time.Second)
		taken := map[string]int{}
		for _, m := range s.At(at).Machines() {
			if m.Phase != world.Training || len(m.GPUs) == 0 || taken[m.TaskID] == seriesNodes {
				continue
			}
			if w, steady := watch(s, m, at); steady {
				list, taken[m.TaskID] = append(list, w), taken[m.TaskID]+1
			}
		}
	}
	slices.SortStableFunc(list, func(a, b window) int { return cmp.Compare(a.machine.TaskID, b.machine.TaskID) })
	knownWindows[s.World] = list
	return list
}

var knownWindows = map[*world.World][]window{}

// watch follows a node from an instant on, as long as it trains. steady is false if it does not for a whole window.
func watch(s world.Sample, m world.Machine, at time.Time) (w window, steady bool) {
	w = window{machine: m, gpus: make([]series, len(m.GPUs))}
	for second := range windowLength {
		now := s.At(at.Add(time.Duration(second) * time.Second)).Machine(m.ID)
		if now.Phase != world.Training || now.TaskID != m.TaskID || now.State != model.Alive {
			return w, false
		}
		for i, g := range now.GPUs {
			line := &w.gpus[i]
			line.power, line.temperature = append(line.power, g.Power), append(line.temperature, g.Temperature)
			line.utilization = append(line.utilization, g.Utilization)
			line.clocks = append(line.clocks, float64(g.SMClock))
		}
	}
	return w, true
}

// overGPUs returns a quantile of a statistic over the GPUs of all windows. It leaves out those where it is NaN.
func overGPUs(s world.Sample, q float64, measure func(w window, g series) float64) float64 {
	var values []float64
	for _, w := range windowsOf(s) {
		for _, g := range w.gpus {
			values = append(values, measure(w, g))
		}
	}
	return quantileOf(values, q)
}

// overWindows does the same over the windows.
func overWindows(s world.Sample, q float64, measure func(w window) float64) float64 {
	var values []float64
	for _, w := range windowsOf(s) {
		values = append(values, measure(w))
	}
	return quantileOf(values, q)
}

// quantileOf returns a quantile of the values that are numbers, or NaN without any.
func quantileOf(values []float64, q float64) float64 {
	values = slices.DeleteFunc(values, math.IsNaN)
	if len(values) == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	return quantile(values, q)
}

func meanOf(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func deviationOf(x []float64) float64 { return math.Sqrt(covariance(x, x)) }

func covariance(x, y []float64) float64 {
	mx, my, sum := meanOf(x), meanOf(y), 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my)
	}
	return sum / float64(len(x))
}

// correlation returns the correlation of two series, NaN if one of them is constant.
func correlation(x, y []float64) float64 {
	return covariance(x, y) / math.Sqrt(covariance(x, x)*covariance(y, y))
}

// lag1 returns the autocorrelation from one second to the next.
func lag1(x []float64) float64 { return correlation(x[:len(x)-1], x[1:]) }

// differences returns the changes from one value to the next.
func differences(x []float64) []float64 {
	list := make([]float64, len(x)-1)
	for i := range list {
		list[i] = x[i+1] - x[i]
	}
	return list
}

// ranks returns the rank of each value.
func ranks(x []float64) []float64 {
	sorted := slices.Sorted(slices.Values(x))
	list := make([]float64, len(x))
	for i, v := range x {
		list[i] = float64(slices.Index(sorted, v))
	}
	return list
}
