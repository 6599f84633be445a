package scenario_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"trainmock/stream/scenario"
)

// badValues lists spoilt places of a good file, and a part of each error.
var badValues = []struct{ old, bad, want string }{
	// Keys and shapes.
	{"    count: 1", "    cuont: 1", `unknown key "cuont" in entry 1 of groups: did you mean "count"?`},
	{"epochs: 35", "epoch: 35", `did you mean "epochs"?`},
	{"epochs: 35", "color: red", `unknown key "color" in entry 1 of jobs: there are name, kind`},
	{"description: for tests", "desription: x",
		`unknown key "desription" in a scenario: did you mean "description"?`},
	{"for: 2m", "until: 2m", `unknown key "until" in fail_node: there are node_id, for`},
	{"stragglers: {share", "stragglers: {shre", `did you mean "share"?`},
	{"timeline:", "timelines:", `did you mean "timeline"?`},
	{"rate: 100", "rate: [1, 2]", "is not a single value"},
	{"{share: 0.4, factor_min: 1.1, factor_max: 1.4}", "many", "stragglers is not keys with values"},
	{"count: 4", "{count: 4}", "not YAML"},
	{"    cpus: 8", "\tcpus: 8", "indent with spaces"},
	{"    cpus: 8", "    cpus 8", "not YAML"},
	{"    cpus: 8", "    count: 8", "already defined"},
	// Values of another type.
	{"    count: 1", "    count: many", `"many" is not a whole number`},
	{"    count: 1", "    count: 1.5", "use digits only"},
	{"    count: 1", "    count: 99999999999999999999", "use digits only"},
	{"batch: 512", "batch: 1e9", "use digits only"},
	{"period: 5m", "period: 300", `period: "300" is not a duration: use a number with a unit`},
	{"period: 5m", "period: 5 minutes", "such as 90s, 5m or 1h30m"},
	{"failed: 0.1", "failed: 10%", `failed: "10%" is not a number`},
	{"failed: 0.1", "failed: .nan", "is not a number"},
	{"failed: 0.1", "failed: inf", "is not a number"},
	{"rate: 100", "outage: yes", "is not true or false"},
	{"name: small", "name: 12", `put it in quotes, such as name: "12"`},
	{"name: small", `name: "a\tb"`, "cannot be shown"},
	{"name: small", "name: " + strings.Repeat("x", 65), "use at most 64"},
	{"name: small", `name: ""`, "name is empty"},
	{"description: for tests", "description: " + strings.Repeat("x", 201), "use at most 200"},
	{"name: small", "name: !!str small", "is not a single value"},
	// Groups.
	{"    count: 1", "    count: -3", "count: -3 is not from 1 to 100000: use, for example, count: 3"},
	{"count: 2,", "count: -3,", "count: -3 is not from 1 to 100000"},
	{"    count: 1", "    count: 0", "count: 0 is not from 1"},
	{"    count: 1", "    count: 1000000000", "count: 1000000000 is not from 1 to 100000"},
	{"count: 2,", "count: 100000,", "100005 nodes: use at most 100000 in all"},
	{"role: head node", "role: head", `use head node, model node, worker node, data node`},
	{"gpu: L4", "gpu: A100", "A100-SXM4-80GB"},
	{"gpu: L4, ", "", "2 GPUs of no model: add gpu:"},
	{"gpu: L4, gpus: 2", "gpu: L4", "entry 2 of groups has no gpus: add, for example, gpus: 8"},
	{"gpu: L4, gpus: 2", "gpu: L4, gpus: 17", "gpus: 17 is not from 1 to 16"},
	{"{name: spare,", "{name: gpu,", `there is a group "gpu" already`},
	{"{name: spare, count: 2,", "{name: spare,", "entry 3 of groups has no count"},
	{"    cpus: 8", "    cpus: 0", "cpus: 0 is not from 1"},
	{"    memory_gb: 32", "    memory_gb: -1", "memory_gb: -1 is not from 1"},
	// Jobs.
	{"kind: supervised", "kind: supervized",
		`did you mean "supervised"? use language_model, supervised, federated`},
	{"group: gpu", "group: gpus", `did you mean "gpu"? use head, gpu, spare`},
	{"slots: 2", "slots: 0", "slots: 0 is not from 1"},
	{"slots: 2", "slots: 30000", "slots: 30000 is not from 1 to 20000"},
	{"spares: 1", "spares: -1", "spares: -1 is not from 0"},
	{"period: 5m", "period: -5m", "period: -5m is not from 10s to 365d"},
	{"period: 5m", "period: 0", "period: 0s is not from 10s"},
	{"period: 5m", "period: 366d", "period: 366d is not from 10s to 365d"},
	{"period: 5m", "period: 2m", "use fewer epochs, or a period of 2m46s at least"},
	{"lead: 10s", "lead: 6m", "lead: 6m is not from 0s to 5m"},
	{"queue: 5s", "queue: -5s", "queue: -5s is not from 0s"},
	{"epochs: 35", "epochs: 0", "epochs: 0 is not from 1"},
	{"epochs: 35", "occupancy: 0.95", "occupancy: 0.95 is not from 0.01 to 0.9"},
	{"epochs: 35", "epochs: 35\n    occupancy: 0.5", "leave one of them out"},
	{"epochs: 35\n    steps: 40", "occupancy: 0.1\n    steps: 500", "does not fit into 0.1 of a period of 5m"},
	{"step_time: 85ms", "step_time: 10us", "step_time: 10µs is not from 1ms"},
	{"checkpoint: 700ms", "checkpoint: -1s", "checkpoint: -1s is not from 0s"},
	{"checkpoint_every: 5", "checkpoint_every: 100", "100 epochs of 3.65s take longer than the period"},
	{"classes: 1000", "classes: 1", "classes: 1 is not from 2"},
	{"learning_rate: 0.1", "learning_rate: -0.1", "learning_rate: -0.1 is not from"},
	{"failed: 0.1", "failed: 1.5", "failed: 1.5 is not from 0 to 1"},
	{"failed: 0.1", "failed: -0.1", "failed: -0.1 is not from 0 to 1"},
	{"cancelled: 0.05", "cancelled: 0.95", "use shares whose sum is at most 1"},
	{"diverged: 0.01", "diverged: 2", "diverged: 2 is not from 0 to 1"},
	{"spikes: 0.3", "spikes: 101", "spikes: 101 is not from 0 to 100"},
	{"input_bound: 0.25", "input_bound: 1.5", "input_bound: 1.5 is not from 0 to 1"},
	// What happens to nodes.
	{"rate: 100", "per_task: 1.2", "per_task: 1.2 is not from 0 to 1"},
	{"rate: 100", "rate: -1", "rate: -1 is not from 0"},
	{"rate: 100", "rate: 999999", "nodes would be away more than a quarter of the time: use at most rate: 360000"},
	{"rate: 100", "every: 30s", "use at least every: 1m"},
	{"dead_min: 15s", "dead_min: 5s", "dead_min: 5s is not from 6s"},
	{"dead_max: 20s", "dead_max: 10s", "dead_max: 10s is not from 15s"},
	{"repair_max: 60s", "repair_max: 18s", "repair_max: 18s is not from 20s"},
	{"repair_min: 40s", "repair_min: 90s", "repair_min: 1m30s is not from 0s to 1m"},
	{"share: 0.4", "share: 1.4", "share: 1.4 is not from 0 to 1"},
	{"factor_max: 1.4", "factor_max: 0.5", "factor_max: 0.5 is not from 1"},
	{"factor_min: 1.1", "factor_min: 1.5", "factor_min: 1.5 is not from 1 to 1.4"},
	{"factor: 1.3", "factor: 0.5", "factor: 0.5 is not from 1"},
	{"name: small", "name: small\ncompression: 0.5", "compression: 0.5 is not from 1"},
	// Commands.
	{"at: +90s, ", "", "entry 1 of timeline has no at: add, for example, at: 90s"},
	{"at: +90s", "at: -90s", "at: -1m30s is not from 0s"},
	{"at: +90s", "at: soon", `"soon" is not a duration`},
	{"at: +90s", "recover_node: {node_id: node_4821}, at: +90s",
		"entry 1 of timeline has 2 commands: use exactly one of fail_node"},
	{", fail_node: {node_id: \"#2\", for: 2m}", "", "entry 1 of timeline has 0 commands"},
	{`node_id: "#2"`, `node_id: "#8"`, `use "#1" to "#7"`},
	{`node_id: "#2"`, `node_id: "#x"`, `use "#1" to "#7"`},
	{`task_id: "#1"`, `task_id: "#3"`, `use "#1" to "#2"`},
	{`task_id: "#1"`, `task_id: #1`, "in quotes: without them YAML reads a comment"},
	{`node_id: "#2", `, "", "fail_node has no node_id"},
	{`node_id: "#2"`, `node_id: "no such"`, `node_id: "no such" is not an id`},
	{`for: 2m`, `for: -2m`, "fail_node: for is -2m0s: use 0 (for good) to ten years, such as 2m"},
	{`fail_node: {node_id: "#2", for: 2m}`, `slow_node: {node_id: "#2", factor: 0.5}`,
		"slow_node: factor is 0.5: use 1 to 100"},
	{`fail_node: {node_id: "#2", for: 2m}`, `loss_spike: {task_id: "#2", factor: 5000}`,
		"loss_spike: factor is 5000: use 1 to 1000"},
	{`fail_node: {node_id: "#2", for: 2m}`, `start_task: {kind: magic}`, `start_task: kind is "magic"`},
	{`fail_node: {node_id: "#2", for: 2m}`, `fail_all: {}`, `unknown key "fail_all" in entry 1 of timeline`},
	// Aliases.
	{`- {at: +90s, fail_node: {node_id: "#2", for: 2m}}`, `- &a {at: +90s, fail_node: *a}`,
		"a cycle: write the value itself in place of *a"},
	{"description: for tests", "description: *nothing", `the alias "*nothing" stands for nothing`},
	{"stragglers: {share", "stragglers: {<<: 3, share", "<< takes an alias of keys with values"},
}

// TestBadValues spoils one place of a good file. The error must name its line and the remedy.
func TestBadValues(t *testing.T) {
	for _, tc := range badValues {
		t.Run(tc.bad, func(t *testing.T) { checkSpoilt(t, tc.old, tc.bad, tc.want, "") })
	}
}

// TestContradictions spoils one place. The error must name another place that no longer fits.
func TestContradictions(t *testing.T) {
	for _, tc := range []struct{ old, bad, want, at string }{
		{"description: for tests", "description: \"for tests", "not YAML", "at: 2m"},
		{"    nodes: 1", "    nodes: 2", `need 6 nodes of group "gpu", which has 4 left`, "group: gpu"},
		{"epochs: 35", "epochs: 350", "350 epochs of 3.65s, 70 checkpoints, startup and queue take", "period: 5m"},
		{"    steps: 40", "    steps: 1000000000", "take longer than the period of 5m", "checkpoint_every"},
		{"name: small", "name: small\ncompression: 1000",
			"period: 300ms (as written, divided by compression: 1000) is not from 10s", "period: 5m"},
		{"  - name: training\n    kind: supervised", "    name: training\n    kind: supervised", "jobs is not a list",
			"jobs:"},
		{"rate: 100", "rate: 100\n  every: 6m", "use only one of every, per_task, rate and outage", "incidents:"},
		{"rate: 100", "rate: 100\n  outage: true", "use only one of every, per_task, rate and outage", "incidents:"},
		{"rate: 100\n  unknown: 6s\n  dead_min: 15s\n  dead_max: 20s\n  repair_min: 40s\n  repair_max: 60s",
			"rate: 100", "incidents has no repair_max: add, for example, repair_max: 60s", "incidents:"},
		{"  max: 60s", "  max: 5s", "min: 10s is not from 1s to 5s", "min: 10s"},
		{"count: 4", "count: 3", "which has 3 left", "group: gpu"},
		{"count: 2, role", "count: 60000, role",
			"of the 60000 nodes without a job one would be lost more often than once in 1m", "rate: 100"},
		{"period: 5m", "period: 80s", "a period of 2m46s at least", "period: 80s"},
	} {
		t.Run(tc.bad, func(t *testing.T) { checkSpoilt(t, tc.old, tc.bad, tc.want, tc.at) })
	}
}

// checkSpoilt replaces a part of the good file. The error must contain a text, and be about the lines of that part or
// of another.
func checkSpoilt(t *testing.T, old, bad, want, at string) {
	t.Helper()
	if strings.Count(small, old) != 1 {
		t.Fatalf("%q is in the file %d times, want once", old, strings.Count(small, old))
	}
	text := strings.Replace(small, old, bad, 1)
	_, err := scenario.Parse("mine.yaml", []byte(text))
	e := checkError(t, err)
	if !strings.Contains(e.Message, want) {
		t.Errorf("got %v, want %q in it", err, want)
	}
	begin, span := strings.Index(small, old), bad
	if at != "" {
		begin, span = strings.Index(text, at), at
	}
	first := 1 + strings.Count(text[:begin], "\n")
	if last := first + strings.Count(span, "\n"); e.Line < first || e.Line > last {
		t.Errorf("got line %d, want %d to %d: %v", e.Line, first, last, err)
	}
}

// TestLines checks the line of an error in long files whose groups are alike.
func TestLines(t *testing.T) {
	for _, tc := range []struct{ name, before, bad string }{
		{"third group", "groups:\n- name: a\n  count: 3\n  cpus: 8\n  memory_gb: 8\n" +
			"- name: b\n  count: 3\n  cpus: 8\n  memory_gb: 8\n- name: c\n", "  count: -3"},
		{"after comments and empty lines", "# one\n\n# two\n\ngroups: # three\n\n  # four\n\n  - name: a\n\n",
			"    count: -3"},
		{"after a folded text", "description: >\n  one\n  two\n\ngroups:\n  - name: a\n", "    count: -3"},
		{"after a text in quotes over two lines", "description: \"one\n  two\"\ngroups:\n  - name: a\n",
			"    count: -3"},
		{"Windows", "description: x\r\n\r\ngroups:\r\n  - name: a\r\n", "    count: -3\r"},
		{"old Mac", "description: x\r\rgroups:\r  - name: a\r", "    count: -3\r"},
		{"after a mark of the byte order", "\ufeffgroups:\n  - name: 节点\n", "    count: -3"},
		{"after wide characters", "# 一个集群\ndescription: 测试\ngroups:\n  - name: 节点\n", "    count: -3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := scenario.Parse("mine.yaml", []byte(tc.before+tc.bad+"\n"))
			e := checkError(t, err)
			want := 1 + max(strings.Count(tc.before, "\n"), strings.Count(tc.before, "\r"))
			if e.Line != want || !strings.Contains(e.Message, "count: -3 is not from 1") {
				t.Errorf("line %d, want %d: %v", e.Line, want, err)
			}
			if !strings.Contains(e.Excerpt, fmt.Sprintf("> %4d |     count: -3", want)) &&
				!strings.Contains(e.Excerpt, fmt.Sprintf("> %4d |   count: -3", want)) {
				t.Errorf("got the excerpt\n%s\nwant line %d marked", e.Excerpt, want)
			}
		})
	}
}

// TestNotAFile checks texts that are not a scenario at all.
func TestNotAFile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	laughs := "groups:\n  - &a0 {name: x, count: 1, cpus: 1, memory_gb: 1}\n"
	for i := range 9 {
		alias := fmt.Sprintf("*a%d", i)
		laughs += fmt.Sprintf("  - &a%d {<<: [%s]}\n", i+1, strings.Join(slices.Repeat([]string{alias}, 10), ", "))
	}
	for _, tc := range []struct {
		name, text, want string
		line             int
	}{
		{"empty", "", "the file is empty: a scenario has at least groups; trainmock scenarios demo", 1},
		{"blank", "\n\n  \n", "the file is empty", 1},
		{"comments only", "# nothing\n", "the file is empty", 1},
		{"only a separator", "---\n", "the file is empty", 1},
		{"null", "null\n", "the scenario has no groups", 1},
		{"no groups", "name: x\n", "the scenario has no groups", 1},
		{"text", "hello\n", "a scenario is not keys with values", 1},
		{"a list", "- a\n- b\n", "a scenario is not keys with values", 1},
		{"JSON that is not closed", `{"groups": [`, "not YAML", 1},
		{"several documents", small + "---\n" + small, "a second document begins here", 3 + strings.Count(small, "\n")},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00", "not text in UTF-8", 1},
		{"UTF-16 without its mark", "g\x00r\x00", "not text in UTF-8", 1},
		{"a picture after a line", "name: x\n\x89PNG\x1a", "not text in UTF-8", 2},
		{"large", "# " + strings.Repeat("x", 1<<20), "larger than 1048576 bytes", 1},
		{"a billion laughs", laughs, "use fewer aliases", 0},
		{"laughs by foreign keys", "a: &a [x]\nb: &b [*a, *a]\n", `unknown key "a" in a scenario`, 1},
		{"a long list", "groups:\n" + strings.Repeat("- {}\n", 10_000), "words and signs", 0},
		{"many groups", "groups:\n" + strings.Repeat("- {name: a}\n", 1001),
			"groups has 1001 entries: use at most 1000", 1002},
		{"brackets", strings.Repeat("[", 20_000), "in each other", 1},
		{"braces", strings.Repeat("{a: ", 5_000), "in each other", 1},
		{"dashes", strings.Repeat("- ", 20_000), "in each other", 1},
		{"stars", strings.Repeat("*", 1<<20), "words and signs", 1},
		{"keys", func() string {
			text := ""
			for i := range 8000 {
				text += fmt.Sprintf("k%d: 1\n", i)
			}
			return text
		}(), `unknown key "k0"`, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := scenario.Parse("mine.yaml", []byte(tc.text))
			e := checkError(t, err)
			if !strings.Contains(e.Message, tc.want) || tc.line != 0 && e.Line != tc.line {
				t.Errorf("got %v, want %q in line %d", err, tc.want, tc.line)
			}
		})
	}
}
