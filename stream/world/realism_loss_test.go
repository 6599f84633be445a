package world_test

import (
	"math"
	"slices"
	"strings"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// lossCriteria concern the loss of nodes, as the histories of nodes tell it.
var lossCriteria = []criterion{
	{"node failures per 1,000 node-days", "6.5", poisson95Low, poisson95High, failures},
	{"DEAD after the last contact, least, s", "15", 15, 55, func(s world.Sample) float64 {
		return quantileOf(silences(s), 0)
	}},
	{"DEAD after the last contact, most, s", "55", 15, 55, func(s world.Sample) float64 {
		return quantileOf(silences(s), 1)
	}},
	{"failures per node, variance over mean", "> 1", 1, 3, clustering},
	{"repair median, hardware over software", ">= 5", 5, 100, hardOverSoft},
	{"repair of hardware, sd of ln", "-", 0.6, 1.2, repairSpread},
}

// loss is what clients get of the loss of a node: which node, why, when it is DEAD and when it is back, and its last
// contact. One that is not back in time has no instant for that.
type loss struct {
	node, cause         string
	contact, dead, back time.Time
}

// lossSpan is how long the losses of a world are followed: as long as it answers.
const lossSpan = model.Reach

// lossesOf returns the losses of all nodes, each node's in time order.
var lossesOf = once(func(s world.Sample) []loss {
	var list []loss
	for _, n := range s.At(start).Nodes() {
		list = append(list, lossesOfNode(s, n.ID)...)
	}
	return list
})

// lossesOfNode reads the losses of a node from the events of its history.
func lossesOfNode(s world.Sample, id string) []loss {
	var list []loss
	whole := model.Span{From: start, To: start.Add(lossSpan), Step: lossSpan}
	for _, mark := range s.NodeHistory(id, whole).Events {
		change, ok := mark.Payload.(*model.NodeStateChange)
		if !ok {
			continue
		}
		at, err := time.Parse(time.RFC3339, change.At)
		switch {
		case err != nil:
			return nil
		case change.State == model.Dead:
			_, cause, _ := strings.Cut(change.Reason, ": ")
			contact := time.UnixMilli(s.At(at).Node(id).Heartbeat)
			list = append(list, loss{node: id, cause: cause, contact: contact, dead: at})
		case change.State == model.Alive && len(list) > 0:
			list[len(list)-1].back = at
		}
	}
	return list
}

// lossesWithin returns those of a first span of time.
func lossesWithin(s world.Sample, span time.Duration) []loss {
	return slices.DeleteFunc(slices.Clone(lossesOf(s)), func(l loss) bool { return l.dead.After(start.Add(span)) })
}

// failureNodeDays is over how many node-days failures are counted, and the bounds are the Poisson 95 % interval of the
// rate that 6.5 per 1,000 gives then: 650 ± 1.96·√650 failures.
const (
	failureNodeDays = 100_000
	poisson95Low    = 6.5 - 0.4997
	poisson95High   = 6.5 + 0.4997
)

func failures(s world.Sample) float64 {
	days := failureNodeDays / float64(s.At(start).Status().TotalNodes)
	lost := lossesWithin(s, time.Duration(days*24*float64(time.Hour)))
	return 1000 * float64(len(lost)) / failureNodeDays
}

// silences returns how many seconds passed from the last contact of a node until it was DEAD.
func silences(s world.Sample) []float64 {
	var list []float64
	for _, l := range lossesOf(s) {
		// Contacts are told in milliseconds.
		list = append(list, l.dead.Sub(l.contact).Round(time.Millisecond).Seconds())
	}
	return list
}

// clustering returns the variance over the mean of the failures of a node in 500 days.
func clustering(s world.Sample) float64 {
	counts := map[string]float64{}
	for _, n := range s.At(start).Nodes() {
		counts[n.ID] = 0
	}
	for _, l := range lossesWithin(s, 500*24*time.Hour) {
		counts[l.node]++
	}
	var list []float64
	for _, n := range counts {
		list = append(list, n)
	}
	return covariance(list, list) / meanOf(list)
}

// mended names the causes that a restart mends.
var mended = map[string]bool{
	"software bug": true, "host maintenance": true, "NCCL watchdog timeout": true, "dependency failure": true,
}

// repairs returns the logarithms of the times from the last contact to the return, for causes that a restart mends or
// for the others.
func repairs(s world.Sample, soft bool) []float64 {
	var list []float64
	for _, l := range lossesOf(s) {
		if mended[l.cause] == soft && !l.back.IsZero() {
			list = append(list, math.Log(l.back.Sub(l.contact).Seconds()))
		}
	}
	return list
}

func hardOverSoft(s world.Sample) float64 {
	return math.Exp(quantileOf(repairs(s, false), 0.5) - quantileOf(repairs(s, true), 0.5))
}

func repairSpread(s world.Sample) float64 { return deviationOf(repairs(s, false)) }
