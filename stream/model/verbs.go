package model

// Verbs lists all verbs in the order of the documentation. Scenario files, JSON and documents read this table.
var Verbs = []Usage{
	failNode, recoverNode, slowNode, drainNode, addNode, removeNode,
	startTask, pauseTask, resumeTask, failTask, cancelTask, deleteTask, lossSpike, diverge,
}

// UsageOf returns the row of the verb with a key, and whether there is one.
func UsageOf(key string) (Usage, bool) {
	for _, u := range Verbs {
		if u.Zero.Key() == key {
			return u, true
		}
	}
	return Usage{}, false
}

// VerbKeys returns the keys of all verbs, in order.
func VerbKeys() []string {
	keys := make([]string, len(Verbs))
	for i, u := range Verbs {
		keys[i] = u.Zero.Key()
	}
	return keys
}
