package scenario

import (
	"time"

	"trainmock/stream/model"
)

// file is what a scenario file can hold.
type file struct {
	model.Scenario
	// Compression is how many times faster than written things happen, from 1 to 1,000,000: durations of jobs, repairs
	// and throttling and the time between incidents are divided by it, rates are multiplied. The detection of a lost
	// node and the timeline stay as they are written. Defaults to 1.
	Compression float64 `yaml:"compression"`
}

const maxCompression = 1_000_000

// compress applies the compression, if it is one that can be.
func (f *file) compress() {
	if !(f.Compression > 1 && f.Compression <= maxCompression) {
		return
	}
	for i := range f.Jobs {
		j := &f.Jobs[i]
		f.shorten(&j.Period, &j.Lead, &j.Queue, &j.StepTime, &j.Startup, &j.Evaluation, &j.Checkpoint)
	}
	f.shorten(&f.Incidents.Every, &f.Incidents.RepairMin, &f.Incidents.RepairMax, &f.Throttling.Min, &f.Throttling.Max)
	f.Incidents.Rate *= f.Compression
	f.Throttling.Rate *= f.Compression
}

func (f *file) shorten(durations ...*time.Duration) {
	for _, d := range durations {
		*d = time.Duration(float64(*d) / f.Compression).Truncate(time.Microsecond)
	}
}

// nodes is how many nodes there are, slots how many tasks at a time, free how many nodes are for started tasks.
func (f *file) nodes() int {
	n := 0
	for _, g := range f.Groups {
		n += g.Count
	}
	return n
}

func (f *file) slots() int {
	n := 0
	for _, j := range f.Jobs {
		n += j.Slots
	}
	return n
}

func (f *file) free() int {
	n := 0
	heads := map[string]bool{}
	for _, g := range f.Groups {
		if heads[g.Name] = g.Role == model.HeadNode; !heads[g.Name] {
			n += g.Count
		}
	}
	for _, j := range f.Jobs {
		if !heads[j.Group] {
			n -= j.Slots * (j.Nodes + j.Spares)
		}
	}
	return n
}
