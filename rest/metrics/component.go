package metrics

// componentFamilies returns the families about processes. Series of GPUs exist only while a worker uses one.
func componentFamilies() []family {
	var list []family
	for _, r := range []struct {
		name, help string
		value      func(component) float64
	}{
		{"ray_component_cpu_percentage", "Total CPU usage of the components on a node.",
			func(c component) float64 { return c.cpu }},
		{"ray_component_rss_bytes", "RSS usage of all components on the node, in bytes.",
			func(c component) float64 { return c.resident }},
		{"ray_component_shared_bytes", "SHM usage of all components of the node, in bytes.",
			func(c component) float64 { return c.shared }},
		{"ray_component_mem_shared_bytes", "SHM usage of all components of the node, in bytes.",
			func(c component) float64 { return c.shared }},
		{"ray_component_rss_mb", "RSS usage of all components on the node, in MB.",
			func(c component) float64 { return c.resident / 1e6 }},
		{"ray_component_uss_mb", "USS usage of all components on the node, in MB.",
			func(c component) float64 { return max(0, c.resident-c.shared) / 1e6 }},
		{"ray_component_num_fds", "Open file descriptors of the components on a node.",
			func(c component) float64 { return c.files }},
	} {
		list = append(list, family{raySet, r.name, gauge, r.help, func(c *scrape, t *text, name string) {
			for _, n := range c.nodes {
				for i, p := range n.processes {
					t.sample(name, n.processLabels[i], r.value(p))
				}
			}
		}})
	}
	return append(list,
		workerFamily("ray_component_gpu_percentage", "GPU usage of all components on the node.",
			func(g *gpu) float64 { return g.Utilization }),
		workerFamily("ray_component_gpu_memory_mb", "GPU memory usage of all components on the node, in MiB.", usedGRAM))
}

// workerFamily returns a family about what workers have of their GPUs, without those that have nothing.
func workerFamily(name, help string, value func(*gpu) float64) family {
	return family{raySet, name, gauge, help, func(c *scrape, t *text, name string) {
		for _, g := range c.gpus {
			if v := value(g); g.node.TaskID != "" && v > 0 {
				t.sample(name, g.worker, v)
			}
		}
	}}
}
