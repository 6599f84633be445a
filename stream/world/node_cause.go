package world

import "trainmock/stream/chance"

// cause is a reason for the loss of a node.
type cause struct {
	name string
	// count is how often it occurred.
	count int
	// gpu marks causes that occur only on nodes with GPUs.
	gpu bool
	// soft marks what a restart mends, in minutes. The other causes need new parts, in hours.
	soft bool
	// xid is the error that NVIDIA's driver reports before, if it reports one.
	xid XID
	// ecc says that the memory of the GPU has shown errors before, which could be corrected.
	ecc bool
}

// XID is an error that NVIDIA's driver reports of a GPU, by the numbers of its catalogue. The zero value is none.
type XID struct {
	Code    int
	Message string
}

// isMemory reports whether the error is one of the memory that could not be corrected.
func (x XID) isMemory() bool { return x.Code == 48 || x.Code == 94 || x.Code == 95 }

// causes lists the reasons for unexpected interruptions and how often each occurred in 54 days of the Llama 3 405B
// pre-training on 16,384 GPUs (Llama 3, Table 5). Its "GPU HBM3 Memory" is the memory of any GPU here.
var causes = []cause{
	{name: "faulty GPU", count: 148, gpu: true, xid: XID{79, "GPU has fallen off the bus"}},
	{name: "GPU memory error", count: 72, gpu: true, xid: XID{95, "Uncontained ECC error"}, ecc: true},
	{name: "software bug", count: 54, soft: true},
	{name: "network switch or cable", count: 35},
	{name: "host maintenance", count: 32, soft: true},
	{name: "GPU SRAM memory error", count: 19, gpu: true, xid: XID{48, "Double Bit ECC Error"}, ecc: true},
	{name: "GPU system processor", count: 17, gpu: true, xid: XID{119, "GSP RPC Timeout"}},
	{name: "NIC failure", count: 7},
	{name: "NCCL watchdog timeout", count: 7, gpu: true, soft: true},
	{name: "silent data corruption", count: 6, xid: XID{94, "Contained ECC error"}},
	{name: "GPU thermal interface or sensor", count: 6, gpu: true, xid: XID{62, "Internal micro-controller halt"}},
	{name: "SSD failure", count: 3},
	{name: "power supply failure", count: 3},
	{name: "server chassis failure", count: 2},
	{name: "IO expansion board", count: 2},
	{name: "dependency failure", count: 2, soft: true},
	{name: "CPU failure", count: 2},
	{name: "system memory failure", count: 2},
}

// XIDOf returns the error that a loss with that cause leaves behind on one GPU of the node. Where the driver does not
// report one before, that is the one of its cleaning up when the node's processes end.
func XIDOf(name string) XID {
	for _, c := range causes {
		if c.name == name && c.xid.Code != 0 {
			return c.xid
		}
	}
	switch name {
	case causeOnRequest:
		return XID{79, "GPU has fallen off the bus"}
	case "software bug":
		return XID{31, "GPU memory page fault"}
	}
	return XID{45, "Preemptive cleanup, due to previous errors"}
}

// allCauses and hostCauses are how often the causes occurred: all of them, and those of nodes without GPUs.
var allCauses, hostCauses = countCauses()

func countCauses() (all, host int) {
	for i := range causes {
		all += causes[i].count
		if !causes[i].gpu {
			host += causes[i].count
		}
	}
	return all, host
}

// drawCause draws a cause with its observed frequency, for a node with or without GPUs.
func drawCause(k chance.Key, gpus bool) *cause {
	total := allCauses
	if !gpus {
		total = hostCauses
	}
	rest := k.Below(total)
	for i := range causes {
		c := &causes[i]
		if c.gpu && !gpus {
			continue
		}
		if rest -= c.count; rest < 0 {
			return c
		}
	}
	panic("unreachable: the counts cover every draw")
}
