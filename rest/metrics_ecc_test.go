package rest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

// eccSeries are the counters of corrected errors of a GPU's memory, and of those that were not.
var eccSeries = [2][2]string{
	{"DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", "DCGM_FI_DEV_ECC_SBE_AGG_TOTAL"},
	{"DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "DCGM_FI_DEV_ECC_DBE_AGG_TOTAL"},
}

// eccCounts holds how many errors of both sorts log lines have told of one node.
type eccCounts [2]int

// take reads a log line about the node. It returns the GPU, and whether the line tells of errors of its memory.
func (c *eccCounts) take(line string) (gpu int, ok bool) {
	_, text, _ := strings.Cut(line, ") ")
	var errors, code int
	if n, _ := fmt.Sscanf(text, "GPU %d: %d corrected ECC errors", &gpu, &errors); n == 2 {
		c[0] += errors
		return gpu, true
	}
	// Double-bit, contained and uncontained errors were not corrected.
	n, _ := fmt.Sscanf(text, "kernel: NVRM: Xid (GPU %d): %d,", &gpu, &code)
	if ok = n == 2 && strings.Contains(text, "ECC"); ok {
		c[1]++
	}
	return gpu, ok
}

// TestECCErrors follows the log lines about the memory of GPUs: the counters of its errors rise with each of them by
// what it tells, and are the same until then.
func TestECCErrors(t *testing.T) {
	src := newSource(t, "chaos", 7)
	s := newServer(t, rest.Options{Find: src.find})
	counts, lines := map[string]eccCounts{}, 0
	for _, e := range src.world.Events(start, start.Add(time.Hour)) {
		p, ok := e.Content().(*model.SystemLog)
		if !ok {
			continue
		}
		before := counts[p.NodeID]
		after := before
		gpu, ok := after.take(p.Message)
		if !ok {
			continue
		}
		lines++
		counts[p.NodeID] = after
		at, err := time.Parse(time.RFC3339, p.At)
		if err != nil {
			t.Fatal(err)
		}
		s.checkECC(t, p.NodeID, gpu, at.Add(-time.Microsecond), before)
		s.checkECC(t, p.NodeID, gpu, at, after)
	}
	if lines < 30 {
		t.Errorf("%d lines tell of errors of memory, want 30 or more", lines)
	}
}

// checkECC holds the counters of a node's GPUs at an instant to what they should have counted on one of these.
func (s *server) checkECC(t *testing.T, node string, gpu int, at time.Time, want eccCounts) {
	t.Helper()
	e := s.scrape(t, "?collect[]=dcgm_all&node_id="+node+"&at="+url.QueryEscape(model.Stamp(at)))
	for i, names := range eccSeries {
		for _, name := range names {
			on, all := e.sum(name, "gpu", fmt.Sprint(gpu)), e.sum(name)
			if on != float64(want[i]) || all != on {
				t.Errorf("%s of %s at %s: got %v on GPU %d and %v in all, want %d", name, node, at, on, gpu, all, want[i])
			}
		}
	}
}
