package world

import (
	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// chassis is the air flow through the nodes with one model of GPU: how hot each of the GPUs gets, the same on every
// such node. The air that the front ones have warmed cools the others.
type chassis struct {
	// gpu is the model, the zero value if the nodes have no GPUs.
	gpu model.GPU
	// heat is for each GPU what training adds to the temperature of its cooler, relative to the usual.
	heat []float64
	// hot marks the third of the GPUs that reach the temperature limit first.
	hot []bool
}

// newChassis draws the air flow through nodes with a model of GPU.
func newChassis(root chance.Key, gpu string, gpus int) *chassis {
	k := root.Of(aboutChassis).OfText(gpu)
	c := &chassis{gpu: model.GPUs[gpu], heat: make([]float64, gpus), hot: make([]bool, gpus)}
	for i := range c.heat {
		// An even spread in a random order: some GPUs are always hot, and some cold.
		place := float64((i*5+k.Below(gpus))%gpus) + k.Of(uint64(i)).Between(0.2, 0.8)
		c.heat[i] = 0.66 + float64(0.68*place/float64(gpus))
		c.hot[i] = c.heat[i] > 1.1
	}
	return c
}

// draw returns by which factor the i-th GPU of a node draws more than others: chips leak more if they are hot. k is the
// key of the GPU.
func (c *chassis) draw(k chance.Key, i int) float64 {
	return 1 + float64(0.07*(c.heat[i]-1)) + float64(0.007*k.Of(aboutPower).Normal())
}
