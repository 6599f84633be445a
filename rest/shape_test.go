package rest_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"trainmock/rest"
)

// shape describes a JSON value; fault returns "" or how a value differs. An object has exactly the named fields.
type shape interface{ fault(v any) string }

// object is the shape of an object. Names that end in ? may be missing, but not null.
type object map[string]shape

func (o object) fault(v any) string {
	fields, ok := v.(map[string]any)
	if !ok {
		return fmt.Sprintf("%v is not an object", v)
	}
	known := 0
	for name, inner := range o {
		name, optional := strings.CutSuffix(name, "?")
		value, there := fields[name]
		switch {
		case there:
			known++
		case optional:
			continue
		default:
			return name + " is missing"
		}
		if fault := inner.fault(value); fault != "" {
			return name + ": " + fault
		}
	}
	if known != len(fields) {
		return fmt.Sprintf("%d fields too many: %v", len(fields)-known, fields)
	}
	return ""
}

// list is the shape of a list of equal shapes. A length of 0 allows any number.
type list struct {
	inner  shape
	length int
}

func each(inner shape) list { return list{inner: inner} }

func (l list) fault(v any) string {
	values, ok := v.([]any)
	if !ok {
		return fmt.Sprintf("%v is not a list", v)
	}
	if l.length > 0 && len(values) != l.length {
		return fmt.Sprintf("%d instead of %d values", len(values), l.length)
	}
	for i, value := range values {
		if fault := l.inner.fault(value); fault != "" {
			return fmt.Sprintf("[%d]: %s", i, fault)
		}
	}
	return ""
}

// text is the shape of a text that matches a pattern.
type text string

func (p text) fault(v any) string {
	s, ok := v.(string)
	if !ok {
		return fmt.Sprintf("%v is not a text", v)
	}
	if !regexp.MustCompile(string(p)).MatchString(s) {
		return fmt.Sprintf("%q does not match %s", s, string(p))
	}
	return ""
}

// number is the shape of a number in a range, both ends included.
type number struct {
	least, most float64
	whole       bool
}

func (n number) fault(v any) string {
	literal, ok := v.(json.Number)
	if !ok {
		return fmt.Sprintf("%v is not a number", v)
	}
	f, err := literal.Float64()
	if err != nil || f < n.least || f > n.most {
		return fmt.Sprintf("%s is not from %v to %v", literal, n.least, n.most)
	}
	if n.whole && strings.ContainsAny(literal.String(), ".eE") {
		return fmt.Sprintf("%s is not whole", literal)
	}
	return ""
}

func checkShape(tb testing.TB, name string, v any, want shape) {
	tb.Helper()
	if fault := want.fault(v); fault != "" {
		tb.Errorf("%s: %s", name, fault)
	}
}

// The kinds of value in wire.md, sections 1.1 to 1.4.
var (
	instant  = text(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$`)
	address  = text(`^\d{1,3}(\.\d{1,3}){3}$`)
	nodeID   = text(`^node_\d{4,}$`)
	taskID   = text(`^task_[0-9a-f]{8}$`)
	state    = text(`^(ALIVE|DEAD|UNKNOWN)$`)
	percent  = number{least: 0, most: 100}
	share    = number{least: 0, most: 1}
	positive = number{least: 0, most: 1e12}
	count    = number{least: 0, most: 1e9, whole: true}
	millis   = number{least: 1e12, most: 1e13, whole: true}
	signed   = number{least: -1e6, most: 1e6}
)

var clusterStatus = object{
	"status": text("^(healthy|degraded|unhealthy)$"), "total_nodes": count, "active_nodes": count,
	"failed_nodes": count,
}

var cluster = object{
	"cluster_status": clusterStatus,
	"nodes": each(object{
		"id": nodeID, "name": text(`^Ray Node node_\d{4,}$`), "ip": address, "state": state,
		"resources": object{"CPU": count, "memory": count, "GPU?": number{1, 64, true}},
		"training?": object{
			"task_id": taskID, "progress": share, "epoch": count, "total_epochs": count, "loss": signed,
			"accuracy?": share,
			"status":    text("^(training|completed|failed)$"),
		},
	}),
	"last_updated": instant,
}

var usage = object{
	"status": clusterStatus["status"], "total_nodes": count, "active_nodes": count, "failed_nodes": count,
	"nodes": each(object{
		"id": nodeID, "ip": address, "state": text("^(training|running|idle|offline)$"), "cpu_usage": percent,
		"memory_usage": percent,
	}),
	"last_updated": instant,
}

// task returns the shape of a task whose id matches a pattern.
func task(id text) object {
	return object{
		"task_id": id, "status": text("^(running|completed|failed|paused|pending|cancelled)$"), "progress": share,
		"current_epoch": count, "total_epochs": count, "loss": signed, "accuracy?": share,
		"estimated_time_remaining?": count,
		"nodes_involved":            each(nodeID), "start_time": instant, "last_update": instant,
	}
}

// metrics returns the shape of the metrics of a node whose id matches a pattern.
func metrics(id text) object {
	return object{
		"id": id, "name": text("^Ray Node "), "ip": address, "role": text("^(head|model|worker|data) node$"),
		"state":  state,
		"status": text("^(training|idle|online|offline)$"), "timestamp": instant, "heartbeat": millis,
		"last_seen": text(`^(1 second|\d+ seconds) ago$`), "cpu_usage": percent, "memory_usage": percent,
		"disk_usage": percent,
		"gpu_usage?": percent, "sent": positive, "received": positive, "load_avg": list{positive, 3},
		"gpus?": each(object{
			"index": count, "name": text("."), "utilization": percent, "memory_used": count, "memory_total": count,
			"temperature": number{0, 120, false}, "power": number{0, 2000, false},
			"power_limit": number{1, 2000, false}, "sm_clock": count,
		}),
		"task_id?": text("."), "progress?": share, "current_epoch?": count, "total_epochs?": count,
	}
}

// TestFields holds the monitor routes to exactly the fields and types of wire.md.
func TestFields(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "chaos", 3).find})
	view := s.source.world.At(s.source.now)
	shapes := map[string]shape{
		monitorPaths[0]: cluster, monitorPaths[1]: usage, monitorPaths[2]: task("^task_123$"),
		monitorPaths[3]: metrics("^node_1234$"),
	}
	for _, node := range view.Nodes() {
		shapes["/monitor/ray/cluster/node/"+node.ID+"/metrics"] = metrics(text("^" + node.ID + "$"))
	}
	for _, at := range []string{"", "?at=-1h", "?at=%2B75s", "?at=%2B2d", "?at=2026-01-01T00:00:00Z"} {
		for path, want := range shapes {
			checkShape(t, path+at, s.get(t, path+at).value(t), want)
		}
		for _, current := range view.Tasks() {
			path := "/monitor/training/" + current.TaskID + at
			checkShape(t, path, s.get(t, path).value(t), task(text("^"+current.TaskID+"$")))
		}
	}
}

// TestHealth checks the answer for streams on time, and that they are degraded when over two ticks late.
func TestHealth(t *testing.T) {
	for _, tc := range []struct {
		late   time.Duration
		status string
		ms     float64
	}{
		{0, "healthy", 0},
		{40 * time.Millisecond, "healthy", 40},
		{41*time.Millisecond + 999*time.Microsecond, "degraded", 41},
		{137 * time.Second, "degraded", 137_000},
	} {
		src := newSource(t, "demo", 7)
		src.late = tc.late
		s := newServer(t, rest.Options{Version: "1.2.3", Find: src.find})
		checkShape(t, "/health", s.get(t, "/health").value(t), object{
			"status": text("^" + tc.status + "$"), "uptime_seconds": number{0, 600, false}, "version": text("^1.2.3$"),
			"scenario": text("^demo$"),
			"seed":     number{7, 7, true}, "start": text(`^2026-01-01T00:00:00\.000000\+00:00$`), "now": instant,
			"epoch": text("^9f3ab2c1$"), "subscribers": number{3, 3, true}, "tick_late_ms": number{tc.ms, tc.ms, true},
		})
	}
}
