package world

import "trainmock/stream/chance"

// residuals holds the quantiles of a step's loss around its trend, in standard deviations, at the values of a normal
// variable from residualsFrom on, residualsEvery apart. They have what per-step logs of language models have in common:
// skew 0.8, excess kurtosis 2.3, and a largest of 256 steps of 4 to 4.5 deviations.
var residuals = [...]float64{
	-6.083, -4.888, -3.943, -3.199, -2.615, -2.156, -1.791, -1.496, -1.251, -1.039, -0.848, -0.667, -0.488, -0.304,
	-0.112, 0.095, 0.320, 0.569, 0.847, 1.164, 1.529, 1.955, 2.458, 3.060, 3.784, 4.660, 5.723, 7.016, 8.587,
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
