package world

import (
	"time"

	"trainmock/stream/chance"
)

// A GPU's temperature follows its power in two steps: the chip within a second, its cooler after 16 to 52 s (DCGM at
// 10 Hz on H100).
const coolerLagMin, coolerLagMax = 16 * time.Second, 52 * time.Second

// coolerLag returns the time constant of the coolers of a node.
func (n *node) coolerLag() time.Duration {
	return chance.Spread(n.key.Of(aboutTemperature), coolerLagMin, coolerLagMax)
}

const (
	// flickerWithPower and flickerAlone are the standard deviations in °C of what moves a reading of a busy chip: the
	// part that the power's reading shows, and the part that it does not, since power swings within a second.
	flickerWithPower, flickerAlone = 0.5, 0.9
	// flickerAtRest is the same of a chip that does nothing.
	flickerAtRest = 0.25
)

// temperature returns the temperature of a GPU in °C. white is the noise of its power.
func (l *gpuLoad) temperature(c *card, white float64, t time.Duration) float64 {
	value := c.coolest + float64(c.cooler*l.warmth) + l.chip + l.flicker(c.temperature, white, t)
	if c.limit > value {
		value += float64(l.near * (c.limit - value))
	}
	return min(value, l.gpu.Slowdown)
}

// flicker returns how far a reading is from the mean, in °C.
func (l *gpuLoad) flicker(k chance.Key, white float64, t time.Duration) float64 {
	alone := chance.White(k, t, sensorEvery)
	if l.shared == 0 {
		return flickerAtRest * alone
	}
	power := (float64(l.shared*l.swing) + float64(l.own*white)) / l.deviation
	return float64(flickerWithPower*power) + float64(flickerAlone*alone)
}

const (
	// airWarms is the longest time in which the air around a node warms up before its GPUs throttle, and airCools the
	// time constant with which it cools afterwards.
	airWarms, airCools = 2 * time.Minute, 40 * time.Second
	// airCold is how much later nothing is left of it.
	airCold = 10 * airCools
)

// heat returns how near the air around n has come to what makes GPUs throttle, in [0, 1]: it warms up before an
// episode, holds during it, and cools down after it.
func (s *slowdowns) heat(n *node, t time.Duration) float64 {
	if s.Rate == 0 || n.group.GPUs == 0 || n.derived {
		return 0
	}
	window, into := chance.Window(t, s.window)
	heat := s.heatOf(n, window, t)
	if into < airCold {
		heat = max(heat, s.heatOf(n, window-1, t))
	}
	if s.window-into < airWarms {
		heat = max(heat, s.heatOf(n, window+1, t))
	}
	return heat
}

// heatOf returns what the episode in a window contributes to that.
func (s *slowdowns) heatOf(n *node, window int64, t time.Duration) float64 {
	from, to, ok := s.episode(n, window)
	switch {
	case !ok || t <= from-airWarms || t >= to+airCold:
		return 0
	case t < from:
		x := float64(t-from+airWarms) / float64(airWarms)
		return x * x * (3 - float64(2*x))
	case t < to:
		return 1
	default:
		return decay(t-to, airCools)
	}
}
