package scenario

import (
	"time"

	"trainmock/stream/model"
)

// file is the content of a scenario file.
type file struct {
	model.Scenario
	// Compression speeds the world up, by a factor from 1 to 1,000,000. It divides the durations of jobs, repairs and
	// throttling and the time between incidents, and multiplies rates. It does not change the detection of a lost
	// node, nor the timeline. Defaults to 1.
	Compression float64 `yaml:"compression"`
}

const maxCompression = 1_000_000

// compress applies the compression, unless it is 1 or out of range.
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

// shorten divides durations by the compression.
func (f *file) shorten(durations ...*time.Duration) {
	for _, d := range durations {
		*d = time.Duration(float64(*d) / f.Compression).Truncate(time.Microsecond)
	}
}

// nodes returns the number of nodes in all groups.
func (f *file) nodes() int {
	n := 0
	for _, g := range f.Groups {
		n += g.Count
	}
	return n
}

// slots returns the number of tasks that run at a time.
func (f *file) slots() int {
	n := 0
	for _, j := range f.Jobs {
		n += j.Slots
	}
	return n
}

// free returns the number of nodes without a job. Commands start tasks on these.
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
