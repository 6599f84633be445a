package metrics

import (
	"fmt"
	"hash/fnv"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// trainFamilies returns the families of Ray Train: those of a task's controller on the head node, and those of its
// workers, one for each GPU, on their nodes.
func trainFamilies() []family {
	const (
		start    = "ray_train_worker_group_start_total_time_s"
		shutdown = "ray_train_worker_group_shutdown_total_time_s"
	)
	return []family{
		{raySet, "ray_train_controller_state", gauge, "Current state of the Ray Train controller", writeStates},
		controllerFamily(start, "Cumulative time in seconds to start worker groups", func(r *world.Run) float64 {
			return r.Started.Seconds()
		}),
		controllerFamily(shutdown, "Cumulative time in seconds to shutdown worker groups", func(r *world.Run) float64 {
			return float64(r.Restarts) * shutdownTime.Seconds()
		}),
		rankFamily("ray_train_report_total_blocked_time_s",
			"Cumulative time in seconds to report a checkpoint to the storage.", 1),
		rankFamily("ray_train_checkpoint_sync_total_time_s",
			"Cumulative time in seconds that workers wait for each other at a checkpoint.", syncShare),
		rankFamily("ray_train_checkpoint_transfer_total_time_s",
			"Cumulative time in seconds to move checkpoints to the storage.", 1-syncShare),
	}
}

const (
	// shutdownTime is an assumption: how long the workers of a task take to end.
	shutdownTime = 1500 * time.Millisecond
	// syncShare is an assumption: the share of a checkpoint in which its workers wait for each other.
	syncShare = 0.12
)

// controllerStates are the states that a controller passes, in their order.
var controllerStates = []string{"INITIALIZING", "SCHEDULING", "RUNNING", "RESTARTING"}

// states returns the state of a task's controller, and the states that it has left.
func states(r *world.Run) (now string, left []string) {
	switch r.Status {
	case model.Completed:
		now = "FINISHED"
	case model.Failed:
		now = "ERRORED"
	case model.Cancelled:
		now = "ABORTED"
	case model.Pending:
		now = "SCHEDULING"
		if r.Interrupted {
			now = "RESTARTING"
		}
	default:
		now = "RUNNING"
	}
	for i, state := range controllerStates {
		passed := i == 0 || i < 3 && r.Placed || r.Restarts > 0
		if state != now && passed {
			left = append(left, state)
		}
	}
	return now, left
}

// writeStates writes the states of the controllers: 1 for the present one, 0 for those that it has left.
func writeStates(c *scrape, t *text, name string) {
	if c.cluster == nil {
		return
	}
	for i := range c.cluster.runs {
		r := &c.cluster.runs[i]
		now, left := states(r)
		for _, state := range append(left, now) {
			value := 0.0
			if state == now {
				value = 1
			}
			own := append(runLabels(r.Name, r.TaskID), "ray_train_controller_state", state)
			t.sample(name, c.cluster.head.coreLabels("core_worker", own...), value)
		}
	}
}

// runLabels returns the labels of a task in Ray Train.
func runLabels(job, task string) []string {
	return []string{"ray_train_run_name", job, "ray_train_run_id", task}
}

// controllerFamily returns a family with one series a task, which is 0 when the task has ended.
func controllerFamily(name, help string, value func(*world.Run) float64) family {
	return family{raySet, name, gauge, help, func(c *scrape, t *text, name string) {
		if c.cluster == nil {
			return
		}
		for i := range c.cluster.runs {
			r, v := &c.cluster.runs[i], 0.0
			if !r.Ended {
				v = value(r)
			}
			t.sample(name, c.cluster.head.coreLabels("core_worker", runLabels(r.Name, r.TaskID)...), v)
		}
	}}
}

// rankFamily returns a family with one series a worker: a share of the time that its task has spent on checkpoints.
func rankFamily(name, help string, share float64) family {
	return family{raySet, name, gauge, help, func(c *scrape, t *text, name string) {
		for _, n := range c.nodes {
			if n.run == nil {
				continue
			}
			for i := range workers(len(n.GPUs)) {
				rank := n.rank + i
				own := append(runLabels(n.run.Name, n.run.TaskID), "ray_train_worker_world_rank", number(rank),
					"ray_train_worker_actor_id", actorID(n.run.TaskID, rank))
				t.sample(name, n.coreLabels("core_worker", own...), share*n.run.Saved.Seconds())
			}
		}
	}}
}

// actorID returns the id of a worker, which its task and its rank decide.
func actorID(task string, rank int) string {
	h := fnv.New64a()
	// A hash takes all bytes.
	_, _ = fmt.Fprintf(h, "%s/%d", task, rank)
	return fmt.Sprintf("%016x%08x01000000", h.Sum64(), rank)
}
