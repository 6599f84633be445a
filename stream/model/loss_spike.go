package model

import "fmt"

// LossSpike makes a running task's loss jump and recover.
type LossSpike struct {
	TaskID string `json:"task_id" yaml:"task_id"`
	// Factor is the peak loss over the loss before, from 1 to 1,000. Defaults to 2.3, as in BLOOM-176B's logbook.
	Factor float64 `json:"factor,omitempty" yaml:"factor"`
}

var lossSpike = Usage{
	Zero:     LossSpike{},
	Sentence: "Makes a running task's loss jump and recover.",
	Example:  `{"task_id": "#1", "factor": 2.3}`,
}

// Key returns loss_spike.
func (LossSpike) Key() string { return "loss_spike" }

// Check returns an error if a value is out of range.
func (v LossSpike) Check() error {
	if v.Factor != 0 && !(v.Factor >= 1 && v.Factor <= maxSpike) {
		return fmt.Errorf("loss_spike: factor is %v: use 1 to %d, such as 2.3", v.Factor, maxSpike)
	}
	return nil
}

// maxSpike is the largest factor of a loss spike.
const maxSpike = 1000
