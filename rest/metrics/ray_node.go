package metrics

// rayNodeRows is the table of Ray's metrics of a node. The names, units and labels are those of its file
// reporter_agent.py, in which cumulative ones are gauges.
var rayNodeRows = []nodeRow{
	{"ray_node_cpu_utilization", gauge, "Total CPU usage on a ray node, in percent", func(n *node) float64 {
		return n.CPUUsage
	}},
	{"ray_node_cpu_count", gauge, "Total CPUs available on a ray node", func(n *node) float64 {
		return float64(n.CPUs)
	}},
	{"ray_node_mem_used", gauge, "Memory usage on a ray node, in bytes", usedMemory},
	{"ray_node_mem_total", gauge, "Total memory on a ray node, in bytes", totalMemory},
	{"ray_node_mem_available", gauge, "Memory available on a ray node, in bytes", func(n *node) float64 {
		total, used := n.memory()
		return total - used
	}},
	{"ray_node_mem_used_host", gauge, "Memory usage of the host, in bytes", usedMemory},
	{"ray_node_mem_total_host", gauge, "Total memory of the host, in bytes", totalMemory},
	{"ray_node_mem_shared_bytes", gauge, "Total shared memory usage on a ray node, in bytes", func(n *node) float64 {
		_, used := n.objectStore()
		return used
	}},
	{"ray_node_disk_usage", gauge, "Total disk usage (bytes) on a ray node", func(n *node) float64 {
		_, used := n.disk()
		return used
	}},
	{"ray_node_disk_free", gauge, "Total disk free (bytes) on a ray node", func(n *node) float64 {
		total, used := n.disk()
		return total - used
	}},
	{"ray_node_disk_utilization_percentage", gauge, "Total disk utilization (percentage) on a ray node",
		func(n *node) float64 { return n.DiskUsage }},
	{"ray_node_disk_io_read", gauge, "Total read from disk, in bytes", func(n *node) float64 {
		read, _ := n.diskTotals()
		return read
	}},
	{"ray_node_disk_io_write", gauge, "Total written to disk, in bytes", func(n *node) float64 {
		_, write := n.diskTotals()
		return write
	}},
	{"ray_node_disk_io_read_count", gauge, "Total read ops from disk", func(n *node) float64 {
		read, _ := n.diskTotals()
		return whole(read / readSize)
	}},
	{"ray_node_disk_io_write_count", gauge, "Total write ops to disk", func(n *node) float64 {
		_, write := n.diskTotals()
		return whole(write / writeSize)
	}},
	{"ray_node_disk_io_read_speed", gauge, "Disk read speed, in bytes per second", func(n *node) float64 {
		read, _ := n.diskRates(n.Phase)
		return read
	}},
	{"ray_node_disk_io_write_speed", gauge, "Disk write speed, in bytes per second", func(n *node) float64 {
		_, write := n.diskRates(n.Phase)
		return write
	}},
	{"ray_node_disk_read_iops", gauge, "Disk read ops per second", func(n *node) float64 {
		read, _ := n.diskRates(n.Phase)
		return read / readSize
	}},
	{"ray_node_disk_write_iops", gauge, "Disk write ops per second", func(n *node) float64 {
		_, write := n.diskRates(n.Phase)
		return write / writeSize
	}},
	{"ray_node_network_sent", gauge, "Total network sent, in bytes", func(n *node) float64 {
		sent, _ := n.spent.Traffic()
		return float64(sent)
	}},
	{"ray_node_network_received", gauge, "Total network received, in bytes", func(n *node) float64 {
		_, received := n.spent.Traffic()
		return float64(received)
	}},
	{"ray_node_network_send_speed", gauge, "Network send speed, in bytes per second", func(n *node) float64 {
		return kilobytes(n.Sent)
	}},
	{"ray_node_network_receive_speed", gauge, "Network receive speed, in bytes per second", func(n *node) float64 {
		return kilobytes(n.Received)
	}},
}

func usedMemory(n *node) float64 {
	_, used := n.memory()
	return used
}

func totalMemory(n *node) float64 {
	total, _ := n.memory()
	return total
}

// kilobytes turns KB into bytes. The world has tenths of them.
func kilobytes(kb float64) float64 { return whole(kb*1e3 + 0.5) }

// rayGPURows is the table of Ray's metrics of a GPU.
var rayGPURows = []gpuRow{
	{name: "ray_node_gpus_available", kind: gauge, help: "Total GPUs available on a ray node", value: one},
	{name: "ray_node_gpus_utilization", kind: gauge, help: "Total GPUs usage on a ray node, in percent",
		value: utilization},
	{name: "ray_node_gram_used", kind: gauge, help: "Total GPU RAM usage on a ray node, in MiB", value: usedGRAM},
	{name: "ray_node_gram_available", kind: gauge, help: "Total GPU RAM available on a ray node, in MiB",
		value: func(g *gpu) float64 { return float64(g.MemoryTotal - g.MemoryUsed) }},
	{name: "ray_node_gpu_power_milliwatts", kind: gauge, help: "GPU power draw, in milliwatts",
		value: func(g *gpu) float64 { return whole(g.Power*1e3 + 0.5) }},
	{name: "ray_node_gpu_temperature_celsius", kind: gauge, help: "GPU temperature, in degrees Celsius",
		value: temperature},
}

func one(*gpu) float64           { return 1 }
func utilization(g *gpu) float64 { return g.Utilization }
func usedGRAM(g *gpu) float64    { return float64(g.MemoryUsed) }
func temperature(g *gpu) float64 { return g.Temperature }
