package metrics

// eccRows is the table of the errors of a GPU's memory: single-bit ones, which were corrected, and double-bit ones,
// which were not. All of them begin at 0 with the epoch. So the volatile counters are equal to the persistent ones.
var eccRows = []gpuRow{
	{name: "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", kind: counter, help: "Total number of single-bit volatile ECC errors.",
		value: corrected},
	{name: "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", kind: counter, help: "Total number of double-bit volatile ECC errors.",
		value: uncorrected},
	{name: "DCGM_FI_DEV_ECC_SBE_AGG_TOTAL", kind: counter, help: "Total number of single-bit persistent ECC errors.",
		value: corrected},
	{name: "DCGM_FI_DEV_ECC_DBE_AGG_TOTAL", kind: counter, help: "Total number of double-bit persistent ECC errors.",
		value: uncorrected},
}

// corrected returns the errors of a GPU's memory that were corrected, as the log tells of them.
func corrected(g *gpu) float64 {
	if g.node.Failing() != g.Index {
		return 0
	}
	return float64(g.node.spent.Memory.Corrected)
}

// uncorrected returns the errors of a GPU's memory that could not be corrected, as the log tells of them by an XID.
func uncorrected(g *gpu) float64 {
	if g.node.Failing() != g.Index {
		return 0
	}
	return float64(g.node.spent.Memory.Uncorrected)
}
