package metrics

// The types of metrics.
const (
	gauge   = "gauge"
	counter = "counter"
)

// family is a metric: all series of one name, which the format wants in one piece.
type family struct {
	set              set
	name, kind, help string
	// write adds the samples.
	write func(c *scrape, t *text, name string)
}

// nodeRow is a metric with one series a node.
type nodeRow struct {
	name, kind, help string
	value            func(*node) float64
}

// gpuRow is a metric with one series a GPU. It is a ratio if its values have six decimals.
type gpuRow struct {
	name, kind, help string
	isRatio          bool
	value            func(*gpu) float64
}

func rayLabels(g *gpu) labels  { return g.ray }
func dcgmLabels(g *gpu) labels { return g.dcgm }

// nodeFamilies returns the families of rows about nodes.
func nodeFamilies(rows []nodeRow) []family {
	list := make([]family, len(rows))
	for i, r := range rows {
		list[i] = family{raySet, r.name, r.kind, r.help, func(c *scrape, t *text, name string) {
			for _, n := range c.nodes {
				t.sample(name, n.ray, r.value(n))
			}
		}}
	}
	return list
}

// gpuFamilies returns the families of rows about GPUs.
func gpuFamilies(s set, rows []gpuRow, of func(*gpu) labels) []family {
	list := make([]family, len(rows))
	for i, r := range rows {
		add := (*text).sample
		if r.isRatio {
			add = (*text).ratio
		}
		list[i] = family{s, r.name, r.kind, r.help, func(c *scrape, t *text, name string) {
			for _, g := range c.gpus {
				add(t, name, of(g), r.value(g))
			}
		}}
	}
	return list
}

// loadFamilies returns the load averages of the nodes, as the node exporter has them.
func loadFamilies() []family {
	list := make([]family, 3)
	for i, minutes := range []string{"1", "5", "15"} {
		list[i] = family{
			nodeSet, "node_load" + minutes, gauge, minutes + "m load average.",
			func(c *scrape, t *text, name string) {
				for _, n := range c.nodes {
					t.sample(name, n.target, n.LoadAvg[i])
				}
			},
		}
	}
	return list
}
