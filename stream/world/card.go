package world

import "trainmock/stream/chance"

// card is one GPU of a node, as it is at all instants. To draw it once makes the metrics of a node a seventh cheaper
// (BenchmarkNode).
type card struct {
	// power, utilization and temperature are the keys of its readings.
	power, utilization, temperature chance.Key
	// draw is the factor by which it draws more than others, and filled by how much more a task fills its memory, as a
	// share of that.
	draw, filled float64
	// coolest is its temperature at rest and cooler what a watt adds after a while, in °C. Warm air brings it to limit.
	coolest, cooler, limit float64
	// hot marks one of those that reach the temperature limit of the model first.
	hot bool
}

// coldSlots is the least by which the other GPUs stay below the temperature limit that the hottest reach, in °C.
const coldSlots = 6

// newCard draws the i-th GPU in a chassis.
func newCard(k chance.Key, c *chassis, i int) card {
	temperature := k.Of(aboutTemperature)
	drawn := card{
		power: k.Of(aboutPower), utilization: k.Of(aboutUtilization), temperature: temperature,
		draw: c.draw(k, i), filled: float64(0.004 * k.Of(aboutGPUMemory).Normal()),
		coolest: c.gpu.Coolest + float64(1.1*temperature.Normal()), cooler: float64(c.gpu.Cooler * c.heat[i]),
		limit: c.gpu.Slowdown, hot: c.hot[i],
	}
	if !drawn.hot {
		drawn.limit -= coldSlots + float64(20*(1.1-c.heat[i]))
	}
	return drawn
}
