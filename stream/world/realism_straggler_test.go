package world_test

import (
	"math"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// stragglerTasks is the number of tasks for a share: enough for three points to be 2.7 standard deviations.
const stragglerTasks = 2000

// stragglerCriteria concern language models, because their GPUs never wait for data: their throughput tells of
// stragglers alone.
var stragglerCriteria = []criterion{
	{"jobs at least 1.1 x slower, share", "0.425", 0.395, 0.455, first(draggedOnce)},
	{"GPU time lost to stragglers, share", "0.104", 0.089, 0.119, second(draggedOnce)},
}

var draggedOnce = together(dragged)

// dragged returns the share of slow tasks, and the share of the GPU time that stragglers cost. A task is as slow as its
// usual throughput is below that of the fastest task which trains the same model.
func dragged(s world.Sample) (slow, lost float64) {
	fastest, all, wasted := map[string]float64{}, 0.0, 0.0
	paces := pacesOf(s)
	for _, p := range paces {
		fastest[p.model] = math.Max(fastest[p.model], p.rate)
	}
	for _, p := range paces {
		factor := fastest[p.model] / p.rate
		if factor >= 1.1 {
			slow += 1 / float64(len(paces))
		}
		all, wasted = all+p.nodeHours, wasted+p.nodeHours*(1-1/factor)
	}
	return slow, wasted / all
}

// pace is what clients get of how fast a task is: the model that it trains, its usual samples per second, and the hours
// of all its nodes.
type pace struct {
	model           string
	rate, nodeHours float64
}

func pacesOf(s world.Sample) []pace {
	var list []pace
	for _, p := range s.Plans(model.LanguageModel, stragglerTasks) {
		end := start.Add(p.Ended())
		told := s.At(end).Progress(p.ID())
		began, err := time.Parse(time.RFC3339, told.StartTime)
		if err != nil {
			return nil
		}
		length := end.Sub(began)
		var rates []float64
		for i := range time.Duration(7) {
			now := s.At(began.Add((2*i + 1) * length / 14)).Progress(p.ID())
			if now.Status == model.Running && now.Metrics.SamplesPerSecond > 0 {
				rates = append(rates, now.Metrics.SamplesPerSecond)
			}
		}
		if len(rates) > 0 {
			list = append(list, pace{told.Metrics.Model, quantileOf(rates, 0.5), length.Hours() * float64(len(told.Nodes))})
		}
	}
	return list
}
