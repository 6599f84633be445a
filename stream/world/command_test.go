package world_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// with returns the world after commands.
func with(tb testing.TB, w *world.World, commands ...model.Command) *world.World {
	tb.Helper()
	for _, c := range commands {
		next, _, err := w.With(c)
		if err != nil {
			tb.Fatalf("%+v: %v", c, err)
		}
		w = next
	}
	return w
}

// after returns an instant by its distance from the start.
func after(d time.Duration) time.Time { return start.Add(d) }

// busy returns a running task of several nodes.
func busy(tb testing.TB, w *world.World, at time.Duration) model.TaskStatus {
	tb.Helper()
	for _, task := range w.At(after(at)).Tasks() {
		if task.Status == model.Running && len(task.Nodes) > 1 {
			return task
		}
	}
	tb.Fatalf("no task with a gang runs at %s", at)
	return model.TaskStatus{}
}

// TestFailNodeStory compares a trace of all the effects of one lost node with a golden file.
func TestFailNodeStory(t *testing.T) {
	w := newWorld(t, "steady", 7)
	const at = 30 * time.Second
	task := busy(t, w, at)
	w = with(t, w, model.Command{At: at, Verb: model.FailNode{NodeID: task.Nodes[0], For: 90 * time.Second}})
	var story bytes.Buffer
	for second := 27; second <= 130; second++ {
		now := after(time.Duration(second) * time.Second)
		for _, e := range w.Events(now.Add(-time.Second), now) {
			if e.NodeID == task.Nodes[0] || e.TaskID == task.TaskID {
				tell(t, &story, second, e)
			}
		}
		if second%6 == 3 {
			describe(&story, second, w.At(now), task)
		}
	}
	compareGolden(t, "fail_node.golden", story.Bytes())
}

// tell writes a change as a line of the trace.
func tell(t *testing.T, story *bytes.Buffer, second int, e model.Event) {
	t.Helper()
	switch p := e.Content().(type) {
	case *model.NodeStateChange:
		fmt.Fprintf(story, "%3d s  node_state   %s: %s -> %s, %s\n", second, p.ID, p.PreviousState, p.State, p.Reason)
	case *model.TaskUpdate:
		fmt.Fprintf(story, "%3d s  task_update  %s: %s -> %s, %s, on %s\n",
			second, p.ID, p.PreviousStatus, p.Status, p.Reason, strings.Join(p.Nodes, " "))
	case *model.SystemLog:
		fmt.Fprintf(story, "%3d s  system_log   %-7s %s\n", second, p.Level, p.Message)
	}
}

// describe writes the state of a task and its nodes as a line of the trace.
func describe(story *bytes.Buffer, second int, v world.View, task model.TaskStatus) {
	p := v.Progress(task.TaskID)
	remaining := "-"
	if p.Remaining != nil {
		remaining = fmt.Sprint(*p.Remaining, " s")
	}
	fmt.Fprintf(story, "%3d s    %s %s, progress %.4f, step %d, %v samples/s, %s to go;",
		second, p.TaskID, p.Status, p.Progress, p.Metrics.Step, p.Metrics.SamplesPerSecond, remaining)
	for _, id := range append(slices.Clone(task.Nodes), p.Nodes...) {
		n := v.Node(id)
		fmt.Fprintf(story, " %s %s, contact %s, GPUs %v %%", id, n.State, n.LastSeen, *n.GPUUsage)
	}
	story.WriteString("\n")
}

// TestFailNodeMovesEverything checks the effects of one lost node on the node, its task and the other nodes.
func TestFailNodeMovesEverything(t *testing.T) {
	w := newWorld(t, "steady", 11)
	const at, failing = 30 * time.Second, 2 * time.Minute
	task := busy(t, w, at)
	victim, other := task.Nodes[0], task.Nodes[1]
	w = with(t, w, model.Command{At: at, Verb: model.FailNode{NodeID: victim, For: failing}})
	frozen := w.At(after(at + 5*time.Second)).Node(victim)
	dead := w.At(after(at + 60*time.Second)).Node(victim)
	if dead.State != model.Dead || dead.TaskID != "" {
		t.Errorf("after a minute the lost node is %s and works on %q, want it DEAD and without a task",
			dead.State, dead.TaskID)
	}
	if dead.Heartbeat != frozen.Heartbeat || dead.CPUUsage != frozen.CPUUsage || dead.LastSeen == frozen.LastSeen {
		t.Errorf("after 5 s %+v, after a minute %+v, want only the age to differ", frozen, dead)
	}
	checkHang(t, w, at, task.TaskID, other)
	waiting := w.At(after(deadAt(t, w, victim, at) + time.Second))
	if s := waiting.Task(task.TaskID); s.Status != model.Pending || s.Remaining != nil {
		t.Errorf("when its node is DEAD the task is %s, want it pending without a time to go", s.Status)
	}
	if n := waiting.Node(other); *n.GPUUsage != 0 || n.Status != "idle" {
		t.Errorf("the other node is %s with GPUs at %v %%, want it idle at 0 %%", n.Status, *n.GPUUsage)
	}
	resumed := w.At(after(at + 40*time.Second)).Progress(task.TaskID)
	before := w.At(after(at)).Progress(task.TaskID)
	if resumed.Status != model.Running || slices.Contains(resumed.Nodes, victim) || resumed.Progress < before.Progress {
		t.Errorf("the task is %s on %v at progress %v, want it to run without %s at %v or more",
			resumed.Status, resumed.Nodes, resumed.Progress, victim, before.Progress)
	}
	if *resumed.Remaining <= *before.Remaining-40 {
		t.Errorf("%d s to go before, %d s after 40 s and a roll-back", *before.Remaining, *resumed.Remaining)
	}
	if back := w.At(after(at + failing)).Node(victim); back.State != model.Alive {
		t.Errorf("the node is %s, want ALIVE", back.State)
	}
}

// TestRecoverNode checks that recover_node ends an incident at once, be it the scenario's or a command's.
func TestRecoverNode(t *testing.T) {
	w := newWorld(t, "outage", 7)
	id := w.At(start).Nodes()[3].ID
	w = with(t, w, model.Command{At: time.Minute, Verb: model.RecoverNode{NodeID: id}})
	if n := w.At(after(59 * time.Second)).Node(id); n.State != model.Dead {
		t.Errorf("before the command the node is %s, want DEAD", n.State)
	}
	if n := w.At(after(61 * time.Second)).Node(id); n.State != model.Alive {
		t.Errorf("after the command the node is %s, want ALIVE", n.State)
	}
	if active := w.At(after(time.Hour)).Status().ActiveNodes; active != 1 {
		t.Errorf("%d nodes are ALIVE after an hour, want 1", active)
	}
	w = with(t, w,
		model.Command{At: 2 * time.Minute, Verb: model.FailNode{NodeID: id, For: time.Hour}},
		model.Command{At: 3 * time.Minute, Verb: model.RecoverNode{NodeID: id}})
	got := changes(t, w, "node_state", start, after(time.Hour))
	if len(got) != 4 {
		t.Errorf("%d changes of state, want 4: %s", len(got), strings.Join(got, "\n"))
	}
}

// TestSlowNode checks that a slow node lowers throughput by its factor, delays the end, and makes the other GPUs wait.
func TestSlowNode(t *testing.T) {
	w := newWorld(t, "steady", 7)
	const at = 30 * time.Second
	task := busy(t, w, at)
	slow := with(t, w, model.Command{At: at, Verb: model.SlowNode{NodeID: task.Nodes[0], Factor: 3}})
	now := after(at + 7*time.Second)
	a, b := w.At(now).Progress(task.TaskID), slow.At(now).Progress(task.TaskID)
	if ratio := a.Metrics.SamplesPerSecond / b.Metrics.SamplesPerSecond; ratio < 2.8 || ratio > 3.2 {
		t.Errorf("%v samples/s, slowed to %v, want a third", a.Metrics.SamplesPerSecond, b.Metrics.SamplesPerSecond)
	}
	if b.Progress >= a.Progress || *b.Remaining < 2**a.Remaining {
		t.Errorf("progress %v with %d s to go, slowed %v with %d s; want less progress and twice the time or more",
			a.Progress, *a.Remaining, b.Progress, *b.Remaining)
	}
	works, waits := *slow.At(now).Node(task.Nodes[0]).GPUUsage, *slow.At(now).Node(task.Nodes[1]).GPUUsage
	if waits > works-10 {
		t.Errorf("the slow node is at %v %%, the waiting one at %v %%, want it 10 %% lower", works, waits)
	}
}

// TestTaskCommands checks the effect of each command on a task, and on the next task in its slot.
func TestTaskCommands(t *testing.T) {
	const at = 30 * time.Second
	for _, tc := range []struct {
		name   string
		make   func(id string) []model.Command
		status model.Status
		reason string
	}{
		{"cancel_task", func(id string) []model.Command {
			return []model.Command{{At: at, Verb: model.CancelTask{TaskID: id}}}
		}, model.Cancelled, "cancelled on request"},
		{"fail_task", func(id string) []model.Command {
			return []model.Command{{At: at, Verb: model.FailTask{TaskID: id, Reason: "out of patience"}}}
		}, model.Failed, "out of patience"},
		{"diverge", func(id string) []model.Command {
			return []model.Command{{At: at, Verb: model.Diverge{TaskID: id}}}
		}, model.Failed, "loss diverged"},
		{"pause_task", func(id string) []model.Command {
			return []model.Command{{At: at, Verb: model.PauseTask{TaskID: id}}}
		}, model.Paused, "paused on request"},
		{"pause_task and resume_task", func(id string) []model.Command {
			return []model.Command{
				{At: at, Verb: model.PauseTask{TaskID: id}},
				{At: at + 10*time.Minute, Verb: model.ResumeTask{TaskID: id}},
			}
		}, model.Completed, " done"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			plain := newWorld(t, "steady", 7)
			task := busy(t, plain, at)
			w := with(t, plain, tc.make(task.TaskID)...)
			last := w.At(after(30 * time.Minute)).Task(task.TaskID)
			if last.Status != tc.status || last.Loss > 1000 {
				t.Errorf("the task is %s with loss %v, want it %s with at most 1000", last.Status, last.Loss, tc.status)
			}
			told := strings.Join(changes(t, w, "task_update", start, after(30*time.Minute)), "\n")
			if !strings.Contains(told, tc.reason) {
				t.Errorf("nobody says %q:\n%s", tc.reason, told)
			}
			for minute := range 40 {
				checkView(t, w.At(after(time.Duration(minute)*time.Minute)))
			}
		})
	}
}

// TestLossSpike checks that loss and gradient norm jump and recover.
func TestLossSpike(t *testing.T) {
	w := newWorld(t, "steady", 7)
	const at = 30 * time.Second
	task := busy(t, w, at)
	spiked := with(t, w, model.Command{At: at, Verb: model.LossSpike{TaskID: task.TaskID, Factor: 3}})
	peak, norm := 0.0, 0.0
	for tenth := range 300 {
		now := after(at + time.Duration(tenth)*100*time.Millisecond)
		a, b := w.At(now).Progress(task.TaskID), spiked.At(now).Progress(task.TaskID)
		peak, norm = max(peak, b.Loss/a.Loss), max(norm, b.Metrics.GradNorm/a.Metrics.GradNorm)
		if tenth > 150 && b.Loss > 1.05*a.Loss {
			t.Errorf("after %d steps still %v instead of %v", b.Metrics.Step-task.CurrentEpoch*20, b.Loss, a.Loss)
		}
	}
	if peak < 2.7 || peak > 3.2 || norm < 1000 {
		t.Errorf("the loss rose %.2f-fold, the gradient norm %.0f-fold", peak, norm)
	}
}

// TestStartTask checks that a started task runs at once and is listed, and that the next one waits for its nodes.
func TestStartTask(t *testing.T) {
	w := newWorld(t, "demo", 7)
	w, first, err := w.With(model.Command{At: 10 * time.Second, Verb: model.StartTask{Name: "mnist", Rounds: 5}})
	if err != nil {
		t.Fatal(err)
	}
	w, second, err := w.With(model.Command{At: 11 * time.Second, Verb: model.StartTask{Clients: 1}})
	if err != nil {
		t.Fatal(err)
	}
	a, b := first.Verb.(model.StartTask).TaskID, second.Verb.(model.StartTask).TaskID
	v := w.At(after(20 * time.Second))
	if s := v.Task(a); s.Status != model.Running || len(s.Nodes) != 2 || s.TotalEpochs != 5 || !w.HasTask(a) {
		t.Errorf("the first task is %s on %d nodes with %d epochs, want it to run on 2 with 5",
			s.Status, len(s.Nodes), s.TotalEpochs)
	}
	if s := v.Task(b); s.Status != model.Pending || len(s.Nodes) != 1 {
		t.Errorf("the second task is %s on %d nodes, want it pending on 1", s.Status, len(s.Nodes))
	}
	tasks := v.Tasks()
	listed := slices.ContainsFunc(tasks, func(s model.TaskStatus) bool { return s.TaskID == a })
	if !listed || len(tasks) != 5 {
		t.Errorf("%d tasks, the first among them: %t; want 5 with the first", len(tasks), listed)
	}
	checkView(t, v)
	later := w.At(after(45 * time.Second))
	if s := later.Task(a); s.Status != model.Completed || s.Progress != 1 {
		t.Errorf("later the first task is %s at %v, want it completed at 1", s.Status, s.Progress)
	}
	if s := later.Task(b); s.Status != model.Running {
		t.Errorf("later the second task is %s, want it to run", s.Status)
	}
	if p := v.Progress(a); p.Metrics.TotalRounds == nil || *p.Metrics.TotalRounds != 5 {
		t.Errorf("the metrics of the first task are %+v, want 5 rounds", p.Metrics)
	}
}

// TestWaitingForAPausedTask checks that a task waits, and is listed, as long as its nodes belong to a paused task.
func TestWaitingForAPausedTask(t *testing.T) {
	w := newWorld(t, "demo", 7)
	w, first, err := w.With(model.Command{At: time.Second, Verb: model.StartTask{}})
	if err != nil {
		t.Fatal(err)
	}
	w, second, err := w.With(model.Command{At: 2 * time.Second, Verb: model.StartTask{}})
	if err != nil {
		t.Fatal(err)
	}
	pause := model.PauseTask{TaskID: first.Verb.(model.StartTask).TaskID}
	w = with(t, w, model.Command{At: 10 * time.Second, Verb: pause})
	for _, later := range []time.Duration{5 * time.Second, time.Minute, 30 * 24 * time.Hour} {
		v := w.At(after(later))
		if s := v.Task(second.Verb.(model.StartTask).TaskID); s.Status != model.Pending {
			t.Errorf("after %s the second task is %s, want it pending", later, s.Status)
		}
		if len(v.Tasks()) != 5 {
			t.Errorf("after %s there are %d tasks, want 5", later, len(v.Tasks()))
		}
		checkView(t, v)
	}
}

// TestLargeGang checks that exactly the nodes of a large gang report its task.
func TestLargeGang(t *testing.T) {
	w, err := world.New(world.Options{Seed: 7, Start: start, Scenario: model.Scenario{
		Name: "many", Groups: []model.Group{{Name: "cpu", Count: 100, Role: model.WorkerNode, CPUs: 64, MemoryGB: 256}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, clients := range []int{40, 60} {
		w = with(t, w, model.Command{At: time.Second, Verb: model.StartTask{Clients: clients, Rounds: 100}})
	}
	v := w.At(after(20 * time.Second))
	if tasks := v.Tasks(); len(tasks) != 2 {
		t.Errorf("%d tasks, want 2", len(tasks))
	}
	for _, n := range v.Nodes() {
		if n.TaskID == "" || !slices.Contains(v.Task(n.TaskID).Nodes, n.ID) {
			t.Errorf("node %s works on %q, want a task that involves it", n.ID, n.TaskID)
		}
	}
}

// TestBehindPaused checks that a task waiting behind a paused one can be cancelled, and fails at the limit of its
// slot.
func TestBehindPaused(t *testing.T) {
	w := newWorld(t, "demo", 7)
	w, first, err := w.With(model.Command{At: time.Second, Verb: model.StartTask{}})
	if err != nil {
		t.Fatal(err)
	}
	pause := model.PauseTask{TaskID: first.Verb.(model.StartTask).TaskID}
	w = with(t, w, model.Command{At: 10 * time.Second, Verb: pause})
	w, second, err := w.With(model.Command{At: 20 * time.Second, Verb: model.StartTask{}})
	if err != nil {
		t.Fatal(err)
	}
	id := second.Verb.(model.StartTask).TaskID
	w = with(t, w, model.Command{At: 30 * time.Second, Verb: model.CancelTask{TaskID: id}})
	if s := w.At(after(time.Minute)).Task(id); s.Status != model.Cancelled {
		t.Errorf("a task that was cancelled behind a paused one is %s, want %s", s.Status, model.Cancelled)
	}
	w = newWorld(t, "steady", 7)
	task := busy(t, w, 30*time.Second)
	w = with(t, w, model.Command{At: 30 * time.Second, Verb: model.PauseTask{TaskID: task.TaskID}})
	next := ""
	for _, s := range w.At(after(time.Hour)).Tasks() {
		if s.TaskID != task.TaskID && s.Status == model.Pending {
			next = s.TaskID
		}
	}
	if s := w.At(after(10 * time.Hour)).Task(next); s.Status != model.Failed {
		t.Errorf("hours later a task behind the paused one, %q, is %s, want %s", next, s.Status, model.Failed)
	}
}

// TestCommandsArePure checks that a command changes neither the past nor the world before it, and that the log
// reproduces the world.
func TestCommandsArePure(t *testing.T) {
	plain := newWorld(t, "chaos", 7)
	task := busy(t, plain, 40*time.Second)
	early, late := after(59*time.Second), after(5*time.Minute)
	before, unchanged := ask(t, plain, early), ask(t, plain, late)
	w, log := plain, []model.Command(nil)
	for _, c := range []model.Command{
		{At: time.Minute, Verb: model.FailNode{NodeID: "#1", For: time.Minute}},
		{At: time.Minute, Verb: model.PauseTask{TaskID: task.TaskID}},
		{At: 2 * time.Minute, Verb: model.StartTask{}},
		{At: 3 * time.Minute, Verb: model.CancelTask{TaskID: "#2"}},
	} {
		next, logged, err := w.With(c)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		w, log = next, append(log, logged)
	}
	if ask(t, w, early) != before {
		t.Error("a command changed the past")
	}
	if ask(t, plain, late) != unchanged || ask(t, w, late) == unchanged {
		t.Error("a command changed the world before it, or none")
	}
	again := with(t, newWorld(t, "chaos", 7), log...)
	if ask(t, again, late) != ask(t, w, late) {
		t.Error("the log does not give the same world")
	}
}

// TestBadCommands checks that bad commands are refused with a helpful error.
func TestBadCommands(t *testing.T) {
	w := newWorld(t, "demo", 7)
	free := w.At(start).Nodes()[6].ID
	for _, tc := range []struct {
		command model.Command
		want    string
	}{
		{model.Command{}, "exactly one verb"},
		{model.Command{Verb: model.FailNode{NodeID: "node_0"}}, "Node not found"},
		{model.Command{Verb: model.FailNode{NodeID: "#9"}}, "Node not found"},
		{model.Command{Verb: model.FailNode{NodeID: "#1", For: -1}}, "for is"},
		{model.Command{Verb: model.SlowNode{NodeID: "#1", Factor: 0.5}}, "factor is 0.5"},
		{model.Command{Verb: model.CancelTask{TaskID: "task_123"}}, "Task not found"},
		{model.Command{Verb: model.CancelTask{TaskID: "#4"}}, "Task not found"},
		{model.Command{Verb: model.LossSpike{TaskID: "#1", Factor: 1e9}}, "factor is 1e+09"},
		{model.Command{Verb: model.StartTask{Rounds: -1}}, "rounds is -1"},
		{model.Command{Verb: model.StartTask{Kind: "quantum"}}, "kind is"},
		{model.Command{Verb: model.StartTask{LearningRate: 1e-300}}, "learning_rate is"},
		{model.Command{Verb: model.StartTask{LearningRate: math.Inf(1)}}, "learning_rate is"},
		{model.Command{Verb: model.StartTask{TaskID: "x"}}, "task_id"},
		{model.Command{Verb: model.StartTask{Nodes: []string{"node_1"}}}, "not free"},
		{model.Command{Verb: model.StartTask{Nodes: []string{free, free}}}, "named twice"},
		{model.Command{Verb: model.AddNode{IP: "10.1.2.3", NodeID: free}}, "is taken"},
		{model.Command{Verb: model.AddNode{IP: "10.1.2.3", NodeID: "a b"}}, "or no id"},
	} {
		if _, _, err := w.With(tc.command); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%+v: got %v, want an error with %q", tc.command, err, tc.want)
		}
	}
	_, _, err := w.With(model.Command{Verb: model.FailNode{NodeID: "x"}})
	if !errors.Is(err, world.ErrNoNode) {
		t.Errorf("got %v, want %v", err, world.ErrNoNode)
	}
	later := with(t, w, model.Command{At: time.Minute, Verb: model.FailNode{NodeID: "#1"}})
	if _, _, err := later.With(model.Command{At: time.Second, Verb: model.FailNode{NodeID: "#1"}}); err == nil {
		t.Error("a command before the last one was accepted")
	}
}
