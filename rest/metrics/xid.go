package metrics

// xid is an error that NVIDIA's driver reports.
type xid struct {
	code    int
	message string
}

// xids is the table of the errors that causes of losses leave behind on one GPU of the node, by NVIDIA's catalogue of
// XIDs. Other causes leave usualXID: the driver cleans up when the node's processes end.
var xids = map[string]xid{
	"faulty GPU":                      {79, "GPU has fallen off the bus"},
	"failed on request":               {79, "GPU has fallen off the bus"},
	"HBM3 memory error":               {95, "Uncontained ECC error"},
	"GPU SRAM memory error":           {48, "Double Bit ECC Error"},
	"GPU system processor":            {119, "GSP RPC Timeout"},
	"GPU thermal interface or sensor": {62, "Internal micro-controller halt"},
	"software bug":                    {31, "GPU memory page fault"},
	"silent data corruption":          {94, "Contained ECC error"},
}

var usualXID = xid{45, "Preemptive cleanup, due to previous errors"}

// failing returns the index of the GPU that leaves an error behind when its node is lost: the same each time.
func (n *node) failing() int { return len(n.ID) * int(n.ID[len(n.ID)-1]) % len(n.GPUs) }

// xid returns the last error of a GPU since the beginning of the epoch, or none.
func (g *gpu) xid() xid {
	loss := g.node.spent.Loss
	if loss == nil || g.node.failing() != g.Index {
		return xid{}
	}
	if x, ok := xids[loss.Cause]; ok {
		return x
	}
	return usualXID
}

// xidCount returns the number of errors of a GPU since the beginning of the epoch.
func xidCount(g *gpu) float64 {
	if g.node.failing() != g.Index {
		return 0
	}
	return float64(g.node.spent.Losses)
}

// noXID has the labels of a GPU without an error.
const noXID = `,err_code="0",err_msg=""`

// xidFamily is the metric of the last error, which is in labels, too.
var xidFamily = family{
	dcgmSet, "DCGM_FI_DEV_XID_ERRORS", gauge, "Value of the last XID error encountered.",
	func(c *scrape, t *text, name string) {
		for _, g := range c.gpus {
			if x := g.xid(); x.code != 0 {
				t.sample(name, g.dcgm.with("err_code", number(x.code), "err_msg", x.message), float64(x.code))
				continue
			}
			t.begin(name, g.dcgm, noXID)
			t.buf = append(t.buf, '0')
			t.end()
		}
	},
}
