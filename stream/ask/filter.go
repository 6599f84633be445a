package ask

import (
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"
	"unique"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// maxInterval is the longest interval between periodic events.
const maxInterval = 24 * time.Hour

// Filter selects the events of a subscriber. Its zero value admits all.
type Filter struct {
	// admitted are the topics, sorted. Defaults to all.
	admitted []model.Topic
	// every admits periodic events only in ticks that are a multiple of it. Defaults to 1.
	every int64

	// TaskIDs and NodeIDs are sorted. Unless both are empty, an event is admitted only if it is about one of them.
	TaskIDs, NodeIDs []string
	// Scope is the same for filters that differ at most in their interval. It is quick to compare, because every
	// tick looks it up.
	Scope unique.Handle[string]
	// Derives is set by the hub where the scenario does not hold all ids: a part of each tick is computed for them.
	Derives bool
}

// ParseFilter reads topics, task_id, node_id and interval. The interval must be a multiple of the tick. Errors are of
// type *refuse.Refusal.
func ParseFilter(query url.Values, tick time.Duration) (Filter, error) {
	topics, err := parseTopics(query["topics"])
	if err != nil {
		return Filter{}, err
	}
	taskIDs, err := parseIDs("task_id", query["task_id"], refuse.TaskNotFound)
	if err != nil {
		return Filter{}, err
	}
	nodeIDs, err := parseIDs("node_id", query["node_id"], refuse.NodeNotFound)
	if err != nil {
		return Filter{}, err
	}
	every, err := parseInterval(query.Get("interval"), tick)
	if err != nil {
		return Filter{}, err
	}
	f := Filter{admitted: topics, every: every, TaskIDs: taskIDs, NodeIDs: nodeIDs}
	// Ids may hold blanks and brackets: quotes keep the lists apart.
	f.Scope = unique.Make(fmt.Sprintf("%s %q %q", topics, taskIDs, nodeIDs))
	return f, nil
}

func parseTopics(values []string) ([]model.Topic, error) {
	var topics []model.Topic
	for name := range strings.SplitSeq(strings.Join(values, ","), ",") {
		topic := model.Topic(strings.TrimSpace(name))
		if topic == "" {
			continue
		}
		if !slices.Contains(model.Topics, topic) {
			return nil, refuse.Invalid("topics", "enum",
				fmt.Sprintf("there is no topic %s: use any of %s, joined by commas, such as nodes,training",
					model.Quote(name), topicNames(model.Topics)))
		}
		topics = append(topics, topic)
	}
	slices.Sort(topics)
	topics = slices.Compact(topics)
	if len(topics) == len(model.Topics) {
		return nil, nil
	}
	return topics, nil
}

func topicNames(topics []model.Topic) string {
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}

// parseInterval returns how many ticks an interval spans.
func parseInterval(text string, tick time.Duration) (int64, error) {
	if text == "" {
		return 1, nil
	}
	interval, err := model.ParseDuration(text)
	if err != nil {
		return 0, refuse.Invalid("interval", "duration", err.Error())
	}
	if interval < tick || interval%tick != 0 || interval > maxInterval {
		return 0, refuse.Invalid("interval", "number.multiple_of",
			fmt.Sprintf("%s is not a multiple of the tick from %s to %s: use, for example, %s",
				model.Quote(text), tick, maxInterval, 5*tick))
	}
	return int64(interval / tick), nil
}

// LogValue returns the filter as a text for a log.
func (f Filter) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("%s %q %q %d", f.Topics(), f.TaskIDs, f.NodeIDs, f.Every()))
}

// Every returns how many ticks the interval spans.
func (f Filter) Every() int64 { return max(f.every, 1) }

// Admits reports whether an event of a tick passes.
func (f Filter) Admits(e model.Event, tick int64) bool {
	return f.Wants(e) && f.AdmitsType(&e, tick)
}

// AdmitsType reports whether an event of a tick passes if it is about what the filter names.
func (f Filter) AdmitsType(e *model.Event, tick int64) bool {
	return f.WantsType(e.EventType) && (!e.Periodic || e.Final || f.Due(tick))
}

// Due reports whether a tick is one of the interval, so that all periodic events pass.
func (f Filter) Due(tick int64) bool { return tick%f.Every() == 0 }

// WantsAny reports whether events of one of the types may pass.
func (f Filter) WantsAny(types []*model.EventType) bool {
	return slices.ContainsFunc(types, f.WantsType)
}

// WantsType reports whether events of a type may pass.
func (f Filter) WantsType(t *model.EventType) bool {
	return len(f.admitted) == 0 || slices.Contains(f.admitted, t.Topic)
}

// Wants reports whether an event passes in ticks of its interval.
func (f Filter) Wants(e model.Event) bool {
	if !f.WantsType(e.EventType) {
		return false
	}
	if len(f.TaskIDs) == 0 && len(f.NodeIDs) == 0 {
		return true
	}
	return named(f.TaskIDs, e.TaskID) || named(f.NodeIDs, e.NodeID)
}

// named reports whether an id is one of the sorted ids.
func named(ids []string, id string) bool {
	_, found := slices.BinarySearch(ids, id)
	return found && id != ""
}

// Topics returns the admitted topics.
func (f Filter) Topics() []model.Topic {
	if len(f.admitted) == 0 {
		return model.Topics
	}
	return f.admitted
}
