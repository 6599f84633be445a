package metrics

// l4 is the name of the one GPU model without a sensor for its memory, and without NVLink.
const l4 = "NVIDIA L4"

// memoryClocks are the clocks of the GPUs' memory in MHz while it works, from the vendor's data sheets.
var memoryClocks = map[string]float64{
	"NVIDIA A100-SXM4-80GB": 1593, "NVIDIA H100 80GB HBM3": 2619, "NVIDIA H200": 3201, l4: 6251,
}

// reserved is the memory in MiB that the driver keeps of a GPU, about as an A100 shows it.
const reserved = 600

// dcgmRows is the table of dcgm-exporter's metrics, those that its default configuration exports.
var dcgmRows = []gpuRow{
	{name: "DCGM_FI_DEV_SM_CLOCK", kind: gauge, help: "SM clock frequency (in MHz).",
		value: func(g *gpu) float64 { return float64(g.SMClock) }},
	{name: "DCGM_FI_DEV_MEM_CLOCK", kind: gauge, help: "Memory clock frequency (in MHz).",
		value: func(g *gpu) float64 { return memoryClocks[g.Name] }},
	{name: "DCGM_FI_DEV_MEMORY_TEMP", kind: gauge, help: "Memory temperature (in C).", value: memoryTemperature},
	{name: "DCGM_FI_DEV_GPU_TEMP", kind: gauge, help: "GPU temperature (in C).", value: temperature},
	{name: "DCGM_FI_DEV_POWER_USAGE", kind: gauge, help: "Power draw (in W).", isRatio: true,
		value: func(g *gpu) float64 { return g.Power }},
	{name: "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", kind: counter,
		help: "Total energy consumption since boot (in mJ).", value: func(g *gpu) float64 { return float64(g.energy) }},
	{name: "DCGM_FI_DEV_PCIE_REPLAY_COUNTER", kind: counter, help: "Total number of PCIe retries.", value: zero},
	{name: "DCGM_FI_DEV_GPU_UTIL", kind: gauge, help: "GPU utilization (in %).", value: utilization},
	{name: "DCGM_FI_DEV_MEM_COPY_UTIL", kind: gauge, help: "Memory utilization (in %).",
		value: func(g *gpu) float64 { return whole(g.node.rates.copying * g.Utilization) }},
	{name: "DCGM_FI_DEV_ENC_UTIL", kind: gauge, help: "Encoder utilization (in %).", value: zero},
	{name: "DCGM_FI_DEV_DEC_UTIL", kind: gauge, help: "Decoder utilization (in %).", value: zero},
	{name: "DCGM_FI_DEV_FB_FREE", kind: gauge, help: "Framebuffer memory free (in MiB).",
		value: func(g *gpu) float64 { return float64(max(0, g.MemoryTotal-reserved-g.MemoryUsed)) }},
	{name: "DCGM_FI_DEV_FB_USED", kind: gauge, help: "Framebuffer memory used (in MiB).", value: usedGRAM},
	{name: "DCGM_FI_DEV_FB_RESERVED", kind: gauge, help: "Framebuffer memory reserved (in MiB).",
		value: func(*gpu) float64 { return reserved }},
	{name: "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", kind: counter,
		help: "Total number of NVLink bandwidth counters for all lanes.", value: nvlinkTotal},
	{name: "DCGM_FI_DEV_VGPU_LICENSE_STATUS", kind: gauge, help: "vGPU License status", value: zero},
	{name: "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS", kind: counter,
		help: "Number of remapped rows for uncorrectable errors", value: zero},
	{name: "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS", kind: counter,
		help: "Number of remapped rows for correctable errors", value: zero},
	{name: "DCGM_FI_DEV_ROW_REMAP_FAILURE", kind: gauge, help: "Whether remapping of rows has failed", value: zero},
	{name: "DCGM_FI_PROF_GR_ENGINE_ACTIVE", kind: gauge, help: "Ratio of time the graphics engine is active.",
		isRatio: true, value: func(g *gpu) float64 { return g.Utilization / 100 }},
	{name: "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", kind: gauge,
		help: "Ratio of cycles the tensor (HMMA) pipe is active.", isRatio: true,
		value: func(g *gpu) float64 { return g.node.rates.tensor * g.load }},
	{name: "DCGM_FI_PROF_DRAM_ACTIVE", kind: gauge, isRatio: true,
		help:  "Ratio of cycles the device memory interface is active sending or receiving data.",
		value: func(g *gpu) float64 { return g.node.rates.dram * g.load }},
	{name: "DCGM_FI_PROF_PCIE_TX_BYTES", kind: gauge, help: "The rate of data transmitted over the PCIe bus - " +
		"including both protocol headers and data payloads - in bytes per second.",
		value: func(g *gpu) float64 { return g.node.rates.out }},
	{name: "DCGM_FI_PROF_PCIE_RX_BYTES", kind: gauge, help: "The rate of data received over the PCIe bus - " +
		"including both protocol headers and data payloads - in bytes per second.",
		value: func(g *gpu) float64 { return g.node.rates.in }},
}

func zero(*gpu) float64 { return 0 }

// memoryTemperature returns the temperature of the memory in °C, 0 on a GPU that does not measure it: its sensor shows
// some degrees more than that of the processor, more so under load.
func memoryTemperature(g *gpu) float64 {
	if g.Name == l4 {
		return 0
	}
	return whole(g.Temperature + 4 + 8*g.load)
}

// nvlinkTotal returns the megabytes that a GPU has exchanged over NVLink, 0 on a GPU without.
func nvlinkTotal(g *gpu) float64 {
	if g.Name == l4 {
		return 0
	}
	return whole(g.node.total(func(r *rates) float64 { return r.nvlink }) / 1e6)
}
