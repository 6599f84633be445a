package world

import "trainmock/stream/chance"

// causes lists the reasons for unexpected interruptions and how often each occurred in 54 days of the Llama 3 405B
// pre-training on 16,384 GPUs (Llama 3, Table 5).
var causes = []struct {
	name  string
	count int
	// gpu marks causes that occur only on nodes with GPUs.
	gpu bool
}{
	{"faulty GPU", 148, true}, {"HBM3 memory error", 72, true}, {"software bug", 54, false},
	{"network switch or cable", 35, false}, {"host maintenance", 32, false}, {"GPU SRAM memory error", 19, true},
	{"GPU system processor", 17, true}, {"NIC failure", 7, false}, {"NCCL watchdog timeout", 7, true},
	{"silent data corruption", 6, false}, {"GPU thermal interface or sensor", 6, true}, {"SSD failure", 3, false},
	{"power supply failure", 3, false}, {"server chassis failure", 2, false}, {"IO expansion board", 2, false},
	{"dependency failure", 2, false}, {"CPU failure", 2, false}, {"system memory failure", 2, false},
}

// drawCause draws a cause with its observed frequency, for a node with or without GPUs.
func drawCause(k chance.Key, gpus bool) string {
	total := 0
	for _, c := range causes {
		if gpus || !c.gpu {
			total += c.count
		}
	}
	rest := k.Below(total)
	for _, c := range causes {
		if c.gpu && !gpus {
			continue
		}
		if rest -= c.count; rest < 0 {
			return c.name
		}
	}
	panic("unreachable: the counts cover every draw")
}
