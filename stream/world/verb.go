package world

import (
	"fmt"
	"time"

	"trainmock/stream/model"
)

// verb says how a world carries out the commands of one verb.
type verb struct {
	key string
	// resolve checks a command against the world at its instant, and fills in what it leaves open.
	resolve func(w *World, c model.Command) (model.Command, error)
	// apply changes a world by a resolved command, and reports whether anything changed. No other goroutine may see
	// the world.
	apply func(w *World, c model.Command) bool
}

// onNode returns the row of a verb that changes a node of the cluster. id returns the verb's node.
func onNode[V model.Verb](id func(*V) *string, apply func(w *World, n *node, at time.Duration, v V)) verb {
	var zero V
	return verb{
		key: zero.Key(),
		resolve: func(w *World, c model.Command) (model.Command, error) {
			v := c.Verb.(V)
			if *id(&v) = w.nodeNamed(*id(&v)); !w.HasNode(*id(&v)) {
				return c, ErrNoNode
			}
			c.Verb = v
			return c, nil
		},
		apply: func(w *World, c model.Command) bool {
			v := c.Verb.(V)
			n, _ := w.node(*id(&v))
			before := w.conditions
			apply(w, n, c.At, v)
			if w.conditions.same(&before) {
				return false
			}
			w.tasks = w.tasks.replanned(&w.conditions, n, c.At)
			return true
		},
	}
}

// onTask returns the row of a verb that changes a task. id returns the verb's task. require returns why the verb has
// no effect on a task with a status, or an empty text. order returns the order for the planner.
func onTask[V model.Verb](id func(*V) *string, require func(model.Status) string, order func(v V) order) verb {
	var zero V
	return verb{
		key: zero.Key(),
		resolve: func(w *World, c model.Command) (model.Command, error) {
			v := c.Verb.(V)
			*id(&v) = w.taskNamed(*id(&v), c.At)
			c.Verb = v
			return c, w.checkTask(*id(&v), c.At, require)
		},
		apply: func(w *World, c model.Command) bool {
			v := c.Verb.(V)
			o := order(v)
			o.at = c.At
			w.tasks = w.tasks.order(&w.conditions, *id(&v), o)
			return true
		},
	}
}

// checkTask returns an error if a task does not exist, or its status does not meet a requirement.
func (w *World) checkTask(id string, at time.Duration, require func(model.Status) string) error {
	if !w.HasTask(id) || w.Deleted(id, at) {
		return ErrNoTask
	}
	p := w.task(id)
	status := p.at(at).stage.status
	if remedy := require(status); remedy != "" {
		return fmt.Errorf("task %s is %s: %s", id, status, remedy)
	}
	return nil
}
