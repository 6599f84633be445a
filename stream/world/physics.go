package world

// physics holds factors by which tests change what GPUs are like, to see that the criteria of realism notice. In every
// other world it is usualPhysics.
type physics struct {
	// power is the factor on the draw of a GPU. own and shared are those on the noise of each GPU alone, and on what the
	// GPUs of a task have in common.
	power, own, shared float64
	// wander is the factor on the noise of utilization, and lag that on the time constant of a cooler.
	wander, lag float64
}

var usualPhysics = physics{power: 1, own: 1, shared: 1, wander: 1, lag: 1}
