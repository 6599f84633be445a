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
		{
			Name: "even", Epochs: 40, Steps: 20, StepTime: 190 * time.Millisecond,
			Evaluation: 300 * time.Millisecond, Checkpoint: 1200 * time.Millisecond, CheckpointEvery: 5,
		},
		{
			Name: "uneven", Epochs: 7, Steps: 3, StepTime: time.Second,
			Evaluation: time.Second, Checkpoint: 2 * time.Second, CheckpointEvery: 3,
		},
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
			checkpoint := c.lastCheckpoint(position)
			if step := c.at(checkpoint).step; checkpoint > position || step%(job.Steps*job.CheckpointEvery) != 0 {
				t.Fatalf("%s: at %s the last checkpoint is at %s, step %d; want an earlier one after whole epochs",
					job.Name, position, checkpoint, step)
			}
		}
		end := c.at(c.length())
		if end.step != job.Epochs*job.Steps || end.evaluations != job.Epochs {
			t.Errorf("%s ends after %d steps and %d evaluations, want %d and %d",
				job.Name, end.step, end.evaluations, job.Epochs*job.Steps, job.Epochs)
		}
		if progress, epoch := c.progress(end.work), c.currentEpoch(end.work); progress != 1 || epoch != job.Epochs {
			t.Errorf("%s ends at progress %v, epoch %d; want 1, %d", job.Name, progress, epoch, job.Epochs)
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
		t.Errorf("the counts sum up to %d, want 419", sum)
	}
}
