package world

import (
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestSchedule checks that work and steps never fall along a schedule, and are complete at its end.
func TestSchedule(t *testing.T) {
	for _, job := range []*model.Job{
		&derivedJobs[0],
		{Name: "even", Epochs: 40, Steps: 20, StepTime: 190 * time.Millisecond, Evaluation: 300 * time.Millisecond, Checkpoint: 1200 * time.Millisecond, CheckpointEvery: 5},
		{Name: "uneven", Epochs: 7, Steps: 3, StepTime: time.Second, Evaluation: time.Second, Checkpoint: 2 * time.Second, CheckpointEvery: 3},
		{Name: "never stops", Epochs: 4, Steps: 12, StepTime: 330 * time.Millisecond, CheckpointEvery: 1},
	} {
		c := newSchedule(job, job.Epochs, 1)
		last := point{}
		for position := time.Duration(0); position <= c.length(); position += c.length() / 1999 {
			p := c.at(position)
			if p.work < last.work || p.step < last.step || p.evaluations < last.evaluations {
				t.Fatalf("%s: from %+v back to %+v", job.Name, last, p)
			}
			last = p
			if checkpoint := c.lastCheckpoint(position); checkpoint > position || c.at(checkpoint).step%(job.Steps*job.CheckpointEvery) != 0 {
				t.Fatalf("%s: checkpoint at %s", job.Name, checkpoint)
			}
		}
		end := c.at(c.length())
		if end.step != job.Epochs*job.Steps || c.progress(end.work) != 1 || end.evaluations != job.Epochs || c.currentEpoch(end.work) != job.Epochs {
			t.Errorf("%s ends at %+v", job.Name, end)
		}
	}
}

// TestCausesSumUp checks that the causes sum up to the 419 interruptions of the published table.
func TestCausesSumUp(t *testing.T) {
	sum := 0
	for _, c := range causes {
		sum += c.count
	}
	if sum != 419 {
		t.Errorf("the counts sum up to %d", sum)
	}
}
