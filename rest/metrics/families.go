package metrics

import "slices"

// families are all metrics, in the order of the answer.
var families = slices.Concat(
	nodeFamilies(rayNodeRows), gpuFamilies(raySet, rayGPURows, rayLabels), componentFamilies(), coreFamilies(),
	clusterFamilies(), trainFamilies(), gpuFamilies(dcgmSet, dcgmRows, dcgmLabels), []family{xidFamily},
	gpuFamilies(rareSet, rareRows, dcgmLabels), loadFamilies(), ownFamilies(),
)

// writeFamilies writes the chosen families that have series.
func writeFamilies(c *scrape, t *text) {
	for i := range families {
		f := &families[i]
		if c.sets&f.set == 0 || t.err != nil {
			continue
		}
		length, before := len(t.buf), t.count
		t.head(f.name, f.kind, f.help)
		if f.write(c, t, f.name); t.count == before {
			t.buf = t.buf[:length]
		}
	}
	t.flush(true)
}
