package metrics

import (
	"cmp"
	"maps"
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/requests"
	"trainmock/stream/world"
)

// ownFamilies returns trainmock's own families: its tasks, its clock, and what it has served. The head node exports
// them.
func ownFamilies() []family {
	return []family{
		taskFamily("trainmock_task_loss", "Training loss at the newest step, in nats.",
			func(r *world.Run) float64 { return r.Loss }),
		taskFamily("trainmock_task_progress", "Share of the training that is done, from 0 to 1.",
			func(r *world.Run) float64 { return r.Progress }),
		taskFamily("trainmock_task_epoch", "Epochs done.", func(r *world.Run) float64 { return float64(r.CurrentEpoch) }),
		taskFamily("trainmock_task_learning_rate", "Learning rate at the newest step.",
			func(r *world.Run) float64 { return r.Metrics.LearningRate }),
		taskFamily("trainmock_task_grad_norm", "Norm of the gradient at the newest step.",
			func(r *world.Run) float64 { return r.Metrics.GradNorm }),
		taskFamily("trainmock_task_samples_per_second", "Throughput of the whole task, in samples per second.",
			func(r *world.Run) float64 { return r.Metrics.SamplesPerSecond }),
		headFamily("trainmock_world_time_seconds", gauge, "World time in Unix seconds.", func(c *scrape, add addValue) {
			add(float64(c.view.Time().UnixMicro()) / 1e6)
		}),
		headFamily("trainmock_world_speed", gauge, "World seconds per second; 0 while the world stands.",
			func(c *scrape, add addValue) { add(c.Speed) }),
		headFamily("trainmock_subscribers", gauge, "Connections to the streams, by transport.", addSubscribers),
		headFamily("trainmock_events_sent_total", counter, "Events sent to subscribers.",
			func(c *scrape, add addValue) { add(float64(c.cluster.traffic.Events)) }),
		headFamily("trainmock_bytes_sent_total", counter, "Bytes sent to subscribers.",
			func(c *scrape, add addValue) { add(float64(c.cluster.traffic.Bytes)) }),
		headFamily("trainmock_gaps_total", counter, "Gaps that subscribers were told of, by reason.", addGaps),
		headFamily("trainmock_faults_applied_total", counter, "Strikes of the present faults.", addStrikes),
		headFamily("trainmock_requests_total", counter, "Requests answered, by route and status; status 0 is a broken "+
			"connection.", addRequests),
	}
}

// taskFamily returns a family with one series for each current task.
func taskFamily(name, help string, value func(*world.Run) float64) family {
	return family{ownSet, name, gauge, help, func(c *scrape, t *text, name string) {
		if c.cluster == nil {
			return
		}
		for i := range c.cluster.runs {
			r := &c.cluster.runs[i]
			own := c.cluster.head.target.with("task_id", r.TaskID, "model", r.Name, "kind", string(r.Kind),
				"status", string(r.Status))
			t.sample(name, own, value(r))
		}
	}}
}

// addValue adds a value with labels, given as names and values in turn.
type addValue func(value float64, pairs ...string)

// headFamily returns a family that the head node exports.
func headFamily(name, kind, help string, write func(c *scrape, add addValue)) family {
	return family{ownSet, name, kind, help, func(c *scrape, t *text, name string) {
		if c.cluster == nil {
			return
		}
		write(c, func(value float64, pairs ...string) {
			t.sample(name, c.cluster.head.target.with(pairs...), value)
		})
	}}
}

func addSubscribers(c *scrape, add addValue) {
	for _, transport := range model.Transports {
		add(float64(c.cluster.traffic.Connections[transport]), "transport", string(transport))
	}
}

func addGaps(c *scrape, add addValue) {
	for _, reason := range model.GapReasons {
		add(float64(c.cluster.traffic.Gaps[reason]), "reason", reason)
	}
}

func addStrikes(c *scrape, add addValue) {
	strikes := c.cluster.traffic.Strikes
	for _, name := range slices.Sorted(maps.Keys(strikes)) {
		add(float64(strikes[name]), "fault", name)
	}
}

func addRequests(c *scrape, add addValue) {
	counts := c.cluster.traffic.Requests
	kinds := slices.SortedFunc(maps.Keys(counts), func(a, b requests.Answered) int {
		return cmp.Or(cmp.Compare(a.Route, b.Route), cmp.Compare(a.Status, b.Status))
	})
	for _, kind := range kinds {
		add(float64(counts[kind]), "route", kind.Route, "status", number(kind.Status))
	}
}
