package world

// physics holds factors by which tests change what GPUs and curves are like, to see that the criteria of realism
// notice. In every other world it is usualPhysics.
type physics struct {
	// power is the factor on the draw of a GPU. own and shared are those on the noise of each GPU alone, and on what the
	// GPUs of a task have in common.
	power, own, shared float64
	// wander is the factor on the noise of utilization, and lag that on the time constant of a cooler.
	wander, lag float64
	// scatter is the factor on the noise of the gradient norm, jumps that on how often it is large, and together that on
	// what it has in common with the loss.
	scatter, jumps, together float64
	// gap is the factor on by how much the validation loss exceeds the training loss.
	gap float64
	// estimate is the factor on the error of the remaining time, and throughput that on the samples per second.
	estimate, throughput float64
}

var usualPhysics = physics{
	power: 1, own: 1, shared: 1, wander: 1, lag: 1, scatter: 1, jumps: 1, together: 1, gap: 1, estimate: 1, throughput: 1,
}
