package model

// FaultKinds lists all kinds in the order of the documentation. Scenario files, JSON and documents read this table.
var FaultKinds = []FaultUsage{
	latency, status, empty, malformed, truncate, reset, hang, bandwidth, drop, duplicate, reorder, closing, freeze, stale,
}

// FaultUsageOf returns the row of the kind with a key, and whether there is one.
func FaultUsageOf(key string) (FaultUsage, bool) {
	for _, u := range FaultKinds {
		if u.Zero.Key() == key {
			return u, true
		}
	}
	return FaultUsage{}, false
}

// FaultKeys returns the keys of all kinds, in order.
func FaultKeys() []string {
	keys := make([]string, len(FaultKinds))
	for i, u := range FaultKinds {
		keys[i] = u.Zero.Key()
	}
	return keys
}
