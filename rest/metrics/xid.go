package metrics

import "trainmock/stream/world"

// xid returns the last error of a GPU since the beginning of the epoch, or none.
func (g *gpu) xid() world.XID {
	loss := g.node.spent.Loss
	if loss == nil || g.node.Failing() != g.Index {
		return world.XID{}
	}
	return world.XIDOf(loss.Cause)
}

// xidCount returns the number of errors of a GPU since the beginning of the epoch.
func xidCount(g *gpu) float64 {
	if g.node.Failing() != g.Index {
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
			if x := g.xid(); x.Code != 0 {
				t.sample(name, g.dcgm.with("err_code", number(x.Code), "err_msg", x.Message), float64(x.Code))
				continue
			}
			t.begin(name, g.dcgm, noXID)
			t.buf = append(t.buf, '0')
			t.end()
		}
	},
}
