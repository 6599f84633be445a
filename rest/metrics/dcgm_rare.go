package metrics

import "slices"

// rareRows is the table of the metrics that the default configuration of dcgm-exporter leaves out. Those of faults that
// the world does not have are 0.
var rareRows = slices.Concat([]gpuRow{
	{name: "DCGM_EXP_XID_ERRORS_COUNT", kind: counter, help: "reported XIDs during last window",
		value: xidCount},
	{name: "DCGM_EXP_GPU_HEALTH_STATUS", kind: counter, help: "DCGM reported health status", value: zero},
	{name: "DCGM_FI_PROF_SM_ACTIVE", kind: gauge, isRatio: true,
		help:  "The ratio of cycles an SM has at least 1 warp assigned.",
		value: func(g *gpu) float64 { return 0.93 * g.Utilization / 100 }},
	{name: "DCGM_FI_PROF_SM_OCCUPANCY", kind: gauge, isRatio: true,
		help:  "The ratio of number of warps resident on an SM.",
		value: func(g *gpu) float64 { return 0.31 * g.load }},
	{name: "DCGM_FI_PROF_PIPE_FP16_ACTIVE", kind: gauge, isRatio: true,
		help:  "Ratio of cycles the fp16 pipes are active.",
		value: func(g *gpu) float64 { return 0.06 * g.load }},
	{name: "DCGM_FI_PROF_PIPE_FP32_ACTIVE", kind: gauge, isRatio: true,
		help:  "Ratio of cycles the fp32 pipes are active.",
		value: func(g *gpu) float64 { return 0.09 * g.load }},
	{name: "DCGM_FI_DEV_NVLINK_BANDWIDTH_L0", kind: counter, value: func(g *gpu) float64 {
		const lanes = 12 // of an A100
		return whole(nvlinkTotal(g) * 1e6 / lanes)
	}, help: "The number of bytes of active NVLink rx or tx data including both header and payload."},
}, eccRows, silentRows())

// silentRows returns the rows whose value is 0 at all times.
func silentRows() []gpuRow {
	var list []gpuRow
	for _, r := range []struct{ name, kind, help string }{
		{"DCGM_FI_DEV_POWER_VIOLATION", counter, "Throttling duration due to power constraints (in ns)."},
		{"DCGM_FI_DEV_THERMAL_VIOLATION", counter, "Throttling duration due to thermal constraints (in ns)."},
		{"DCGM_FI_DEV_SYNC_BOOST_VIOLATION", counter, "Throttling duration due to sync-boost constraints (in ns)."},
		{"DCGM_FI_DEV_BOARD_LIMIT_VIOLATION", counter, "Throttling duration due to board limit constraints (in ns)."},
		{"DCGM_FI_DEV_LOW_UTIL_VIOLATION", counter, "Throttling duration due to low utilization (in ns)."},
		{"DCGM_FI_DEV_RELIABILITY_VIOLATION", counter, "Throttling duration due to reliability constraints (in ns)."},
		{"DCGM_EXP_CLOCK_EVENTS_COUNT", counter, "reported clock events"},
		{"DCGM_EXP_P2P_STATUS", counter, "P2P NvLink status"},
		{"DCGM_FI_DEV_RETIRED_SBE", counter, "Total number of retired pages due to single-bit errors."},
		{"DCGM_FI_DEV_RETIRED_DBE", counter, "Total number of retired pages due to double-bit errors."},
		{"DCGM_FI_DEV_RETIRED_PENDING", counter, "Total number of pages pending retirement."},
		{"DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", counter, "Total number of NVLink flow-control CRC errors."},
		{"DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL", counter, "Total number of NVLink data CRC errors."},
		{"DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL", counter, "Total number of NVLink retries."},
		{"DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL", counter, "Total number of NVLink recovery errors."},
		{"DCGM_FI_PROF_PIPE_FP64_ACTIVE", gauge, "Ratio of cycles the fp64 pipes are active."},
	} {
		list = append(list, gpuRow{name: r.name, kind: r.kind, help: r.help, value: zero})
	}
	return list
}
