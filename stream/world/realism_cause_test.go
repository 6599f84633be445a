package world_test

import (
	"fmt"
	"maps"
	"math"
	"strings"
	"testing"

	"trainmock/stream/world"
)

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
	if !(p > 1e-4) || total < 1000*float64(len(samples)) {
		verdict = "FAIL"
		t.Errorf("causes: χ² = %.1f over %.0f, p = %.2g", chi2, total, p)
	}
	fmt.Fprintf(table, "%-46s %-14s %-18s %9s %9.4g %9s  of %.0f %s\n",
		"cause mix, pooled p of χ²", "Table 5", "> 1e-4", "", p, "", total, verdict)
}

// causeMix returns χ² of why nodes with GPUs were lost against expected counts, and how many were.
func causeMix(samples []world.Sample, expected map[string]float64) (chi2, total float64) {
	counts, sum := map[string]float64{}, 0.0
	for _, s := range samples {
		gpus := map[string]bool{}
		for _, n := range s.At(start).Nodes() {
			gpus[n.ID] = len(n.GPUs) > 0
		}
		for _, l := range lossesOf(s) {
			if gpus[l.node] {
				counts[l.cause]++
				total++
			}
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

// TestCauseMutation checks that a cause table with two counts exchanged is noticed.
func TestCauseMutation(t *testing.T) {
	samples := []world.Sample{{World: newWorld(t, "realistic", 1)}}
	wrong := maps.Clone(tableFive)
	wrong["software bug"], wrong["host maintenance"] = wrong["host maintenance"], wrong["software bug"]
	chi2, _ := causeMix(samples, wrong)
	if p := chiSquareTail(chi2, float64(len(wrong)-1)); p > 1e-4 {
		t.Errorf("the mix agrees with a wrong table, p = %.2g", p)
	}
}
