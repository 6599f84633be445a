package service

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

const (
	// maxOverviewSpan limits the span of an overview: its points are too far apart in a longer one to show incidents.
	maxOverviewSpan = 7 * 24 * time.Hour
	// maxTotals and leastTotals limit the points of the totals. Between them, totals look at a node totalsWork times at
	// most: with 5 µs for a node with eight GPUs that takes 0.15 s.
	maxTotals, leastTotals = 120, 10
	totalsWork             = 30_000
	// bytesPerCurve is about what a task with its loss curve takes in an answer, in memory and as JSON.
	bytesPerCurve = 3 << 10
)

// overviewOf asks about the cluster at an instant, and the span before it.
type overviewOf struct {
	At    string `query:"at" kind:"instant"`
	Span  string `query:"span" kind:"duration"`
	Nodes string `query:"nodes" kind:"boolean"`
}

// Describe describes the parameters.
func (overviewOf) Describe() map[string]string {
	return map[string]string{
		"at": "Asks about another instant: " + instants,
		"span": "The time that the totals cover, up to the instant, in at most 120 points: 1ms to 7d, 10m by default. " +
			"The losses cover the whole run of their task.",
		"nodes": "true adds the metrics of all nodes.",
	}
}

// Overview answers with the cluster, its totals over a span, its tasks with their losses, and the newest events.
func Overview(ctx context.Context, q *overviewOf) (model.Overview, error) {
	m := look(ctx)
	at, err := m.instant("at", q.At, m.now)
	if err != nil {
		return model.Overview{}, err
	}
	span, err := q.span()
	if err != nil {
		return model.Overview{}, err
	}
	withNodes, err := q.withNodes()
	if err != nil {
		return model.Overview{}, err
	}
	nodes, tasks := m.world.Size()
	bytes := int64(tasks) * bytesPerCurve
	if withNodes {
		bytes += int64(nodes) * bytesPerItem
	}
	// The totals are much work, also where the answer is short.
	if err := turn.Take(ctx, max(bytes, turn.Free+1)); err != nil {
		return model.Overview{}, err
	}
	step := (span / time.Duration(totalPoints(nodes)-1)).Truncate(time.Microsecond)
	from := at.Add(-step * time.Duration(totalPoints(nodes)-1))
	pause := func() { turn.Pause(ctx) }
	return m.world.Apart().Overview(model.Span{From: from, To: at, Step: step, Pause: pause}, withNodes), nil
}

// totalPoints returns the number of points of the totals of a cluster.
func totalPoints(nodes int) int {
	return max(leastTotals, min(maxTotals, totalsWork/max(nodes, 1)))
}

// span returns the length of the totals. Errors are of type *refuse.Refusal.
func (q *overviewOf) span() (time.Duration, error) {
	if q.Span == "" {
		return defaultSpan, nil
	}
	span, err := model.ParseDuration(q.Span)
	switch {
	case err != nil:
		return 0, refuse.Invalid("span", "duration", err.Error())
	case span < time.Millisecond || span > maxOverviewSpan:
		return 0, refuse.Invalid("span", "number.range",
			fmt.Sprintf("%s is out of range: use 1ms to 7d, such as 10m", model.Quote(q.Span)))
	}
	return span, nil
}

// withNodes reports whether the nodes are wanted. Errors are of type *refuse.Refusal.
func (q *overviewOf) withNodes() (bool, error) {
	if q.Nodes == "" {
		return false, nil
	}
	wanted, err := strconv.ParseBool(q.Nodes)
	if err != nil {
		return false, refuse.Invalid("nodes", "bool", model.Quote(q.Nodes)+
			" is neither true nor false: use, for example, nodes=true")
	}
	return wanted, nil
}
