package scenario

import (
	"math"
	"time"

	"trainmock/stream/model"
)

const (
	// perNodeDays is the unit of rates, in node-nanoseconds: 1000 node-days.
	perNodeDays = 1000 * float64(day)
	maxRate     = 1e6
	maxRepair   = 365 * day
	// maxStops limits the losses or throttlings of one task's nodes in its period. With more it would never end.
	maxStops = 5000
	// leastFree is the shortest mean time between two losses among all nodes without a job. Tasks that are started
	// there save a checkpoint every few seconds, and must reach it.
	leastFree = time.Minute
)

// checkIncidents refuses contradictory sources and durations of incidents.
func (c *checker) checkIncidents() {
	in := c.Incidents
	at := func(key string) string { return "incidents." + key }
	if c.has(at("every")) {
		between(c, at("every"), in.Every, time.Second, maxPeriod, "6m")
	}
	between(c, at("per_task"), in.PerTask, 0, 1, "0.75")
	between(c, at("rate"), in.Rate, 0, maxRate, "6.5")
	sources := 0
	for _, set := range []bool{in.Every > 0, in.PerTask > 0, in.Rate > 0, in.Outage} {
		if set {
			sources++
		}
	}
	if sources > 1 {
		c.refuse("incidents", "incidents: they come every so often, per task, by chance or as an outage: use only "+
			"one of every, per_task, rate and outage")
	}
	between(c, at("unknown"), in.Unknown, 0, day, "6s")
	between(c, at("dead_min"), in.DeadMin, in.Unknown, day, "15s")
	between(c, at("dead_max"), in.DeadMax, in.DeadMin, day, duration(max(20*time.Second, in.DeadMin)))
	if in.Every == 0 && in.PerTask == 0 && in.Rate == 0 {
		return
	}
	if !c.has(at("repair_max")) {
		c.missing(at("repair_max"), "60s")
	}
	between(c, at("repair_max"), in.RepairMax, in.DeadMax, maxRepair, "60s")
	between(c, at("repair_min"), in.RepairMin, 0, in.RepairMax, "40s")
	c.checkOften(at)
}

// checkOften refuses incidents that hit a node again before it is repaired, or come all the time.
func (c *checker) checkOften(at func(string) string) {
	in := c.Incidents
	if in.Every > 0 && in.RepairMax > in.Every {
		c.refuse(at("every"),
			"every: a node could be away for %s, longer than %s: use at least every: %s, or a shorter repair_max",
			duration(in.RepairMax), duration(in.Every), duration(in.RepairMax))
	}
	if most := perNodeDays / 4 / float64(in.RepairMax); in.Rate > most {
		c.refuse(at("rate"), "rate: with repairs of up to %s, nodes would be away more than a quarter of the time: "+
			"use at most rate: %.0f, or a shorter repair_max",
			duration(in.RepairMax), math.Floor(most))
	}
	if free := float64(c.free()); free*in.Rate > perNodeDays/float64(leastFree) {
		c.refuse(at("rate"), "rate: of the %.0f nodes without a job one would be lost more often than once in %s: "+
			"use fewer such nodes, or a lower rate", free, duration(leastFree))
	}
	for i := range c.Jobs {
		c.checkStops(at, &c.Jobs[i], whole(item("jobs", i)))
	}
}

// checkStops refuses incidents that leave the tasks of a job no time to make progress.
func (c *checker) checkStops(at func(string) string, j *model.Job, name string) {
	in := c.Incidents
	if in.PerTask > 0 && in.RepairMax > j.Period/2 {
		c.refuse(at("repair_max"), "repair_max: a node that a task loses has to be back before the next one: use at "+
			"most half of the period of %s, which is %s",
			name, duration(j.Period))
	}
	stops := float64(j.Nodes) * float64(j.Period) * in.Rate / perNodeDays
	if in.Every > 0 {
		stops = float64(j.Nodes) * float64(j.Period) / float64(in.Every)
	}
	if stops > maxStops {
		c.refuse("incidents", "incidents: %s would never end a task, as its nodes would be lost too often in %s: use "+
			"fewer incidents, or a shorter period", name, duration(j.Period))
	}
}

// checkStragglers refuses shares and factors out of range.
func (c *checker) checkStragglers() {
	s := c.Stragglers
	at := func(key string) string { return "stragglers." + key }
	between(c, at("share"), s.Share, 0, 1, "0.4")
	if s.Share > 0 {
		between(c, at("factor_max"), s.FactorMax, 1, 10, "1.4")
		between(c, at("factor_min"), s.FactorMin, 1, s.FactorMax, "1.1")
	}
}

// checkThrottling refuses durations out of range, and rates that leave no normal time.
func (c *checker) checkThrottling() {
	th := c.Throttling
	at := func(key string) string { return "throttling." + key }
	between(c, at("rate"), th.Rate, 0, maxRate, "20")
	if th.Rate == 0 {
		return
	}
	between(c, at("max"), th.Max, time.Second, day, "10m")
	between(c, at("min"), th.Min, time.Second, th.Max, "2m")
	between(c, at("factor"), th.Factor, 1, 10, "1.3")
	if most := perNodeDays / 8 / float64(th.Max); th.Rate > most {
		c.refuse(at("rate"), "rate: with episodes of up to %s, nodes would be throttled much of the time: use at "+
			"most rate: %.0f, or a shorter max",
			duration(th.Max), math.Floor(most))
	}
	for i, j := range c.Jobs {
		if float64(j.Nodes)*float64(j.Period)*th.Rate/perNodeDays > maxStops {
			c.refuse(at("rate"), "rate: the nodes of %s would be throttled too often in %s: use a lower rate, or "+
				"a shorter period", whole(item("jobs", i)), duration(j.Period))
		}
	}
}
