package metrics

import (
	"slices"
	"strings"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// parameter chooses sets of metrics. It is that of the node exporter.
const parameter = "collect[]"

// set is a group of metrics that a client can choose.
type set uint8

// The sets. rareSet holds the metrics of dcgm-exporter that its default configuration leaves out.
const (
	raySet set = 1 << iota
	dcgmSet
	rareSet
	nodeSet
	ownSet
	usualSets = raySet | dcgmSet | nodeSet | ownSet
)

// sets is the table of the values of collect[].
var sets = []struct {
	name string
	set  set
}{{"ray", raySet}, {"dcgm", dcgmSet}, {"dcgm_all", dcgmSet | rareSet}, {"node", nodeSet}, {"trainmock", ownSet}}

// setNames returns the values of collect[], in the table's order.
func setNames() []string {
	list := make([]string, len(sets))
	for i, row := range sets {
		list[i] = row.name
	}
	return list
}

// parseSets reads values of collect[]. None of them chooses all sets but rareSet. Errors are of type *refuse.Refusal.
func parseSets(values []string) (set, error) {
	chosen := set(0)
	for _, name := range values {
		i := slices.Index(setNames(), name)
		if i < 0 {
			return 0, refuse.Invalid(parameter, "enum", "there is no set of metrics "+model.Quote(name)+": use any of "+
				strings.Join(setNames(), ", ")+", such as collect[]=dcgm")
		}
		chosen |= sets[i].set
	}
	if chosen == 0 {
		chosen = usualSets
	}
	return chosen, nil
}
