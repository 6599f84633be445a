package world

import "trainmock/stream/model"

// verbs holds the rows of all verbs, in the order of model.Verbs.
var verbs = []verb{
	failNode, recoverNode, slowNode, drainNode, addNode, removeNode,
	startTask, pauseTask, resumeTask, failTask, cancelTask, deleteTask, lossSpike, diverge,
}

// verbOf returns the row of a command's verb.
func verbOf(c model.Command) verb {
	for _, v := range verbs {
		if v.key == c.Key() {
			return v
		}
	}
	panic("world: there is no verb " + c.Key())
}
