package world

import "trainmock/stream/chance"

// residuals holds the quantiles of a step's loss around its trend, in standard deviations, at the values of a normal
// variable from residualsFrom on, residualsEvery apart. They are those of 17,460 steps of a real run of GPT-2 124M (log
// of the modded-nanogpt repository), as far as so many steps tell: skew 0.87, excess kurtosis 2.8, and a largest of 256
// steps of 4 to 4.5 deviations.
var residuals = [...]float64{
	-4.925, -4.222, -3.468, -2.764, -2.315, -2.017, -1.776, -1.530, -1.307, -1.102, -0.902, -0.700, -0.493, -0.288,
	-0.077, 0.135, 0.364, 0.598, 0.854, 1.129, 1.445, 1.827, 2.350, 3.038, 3.922, 5.127, 6.434, 7.741, 9.048,
}

const (
	residualsFrom  = -3.5
	residualsEvery = 0.25
)

// residual returns a random residual, with mean 0 and standard deviation 1.
func residual(k chance.Key) float64 {
	x := float64((k.Normal() - residualsFrom) / residualsEvery)
	i := int(x)
	return residuals[i] + float64((x-float64(i))*(residuals[i+1]-residuals[i]))
}
