package world_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
)

// xids holds the errors by which NVIDIA's driver tells of the causes that concern a GPU, by its catalogue.
var xids = map[string]int{
	"faulty GPU": 79, "GPU memory error": 95, "GPU SRAM memory error": 48, "GPU system processor": 119,
	"GPU thermal interface or sensor": 62,
}

// TestDriversAnnounceFaults checks that the driver names the error just before a node falls silent for a fault of a GPU,
// and that failing memory has shown corrected errors before. Memory that shows them may be lost for another cause first.
func TestDriversAnnounceFaults(t *testing.T) {
	w := newWorld(t, "large", 7)
	lines, seen := map[string][]string{}, map[string]int{}
	gpus := map[string]bool{}
	for _, n := range w.At(start).Nodes() {
		gpus[n.ID] = len(n.GPUs) > 0
	}
	dead := map[string]string{}
	for _, e := range w.Events(start.Add(-5*time.Minute), start.Add(2*time.Hour)) {
		switch p := e.Content().(type) {
		case *model.NodeStateChange:
			_, cause, isCause := strings.Cut(p.Reason, ": ")
			first := gpus[p.ID] && dead[p.ID] == "" && p.At > model.Stamp(start)
			if isCause && p.State == model.Dead && first {
				dead[p.ID] = cause
			}
		case *model.SystemLog:
			lines[p.NodeID] = append(lines[p.NodeID], p.Message)
		}
	}
	for id, cause := range dead {
		text := storyOf(lines[id], cause)
		code, faulty := xids[cause]
		named := strings.Contains(text, fmt.Sprintf("): %d, ", code))
		corrected := strings.Contains(text, "corrected ECC errors")
		if faulty != named || strings.Contains(cause, "memory error") && !corrected {
			t.Errorf("%s was lost for %s, want its error and corrected errors before where they belong:\n%s", id, cause, text)
		}
		if faulty {
			seen[cause]++
		}
	}
	if len(seen) < 3 {
		t.Errorf("saw %v, want three kinds of faults", seen)
	}
}

// storyOf returns the lines about a node from its last return up to the one that says that it is DEAD for a cause.
func storyOf(lines []string, cause string) string {
	var story []string
	for _, line := range lines {
		switch story = append(story, line); {
		case strings.Contains(line, "available again"):
			story = nil
		case strings.HasSuffix(line, "health checks: "+cause):
			return strings.Join(story, "\n")
		}
	}
	return ""
}
