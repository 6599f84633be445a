package world_test

import (
	"fmt"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// manyCommands lists ways to fill a log with commands whose effects pass. Each makes the i-th command.
var manyCommands = []struct {
	name string
	make func(w *world.World, last model.Command, i int) model.Verb
}{
	{"start and delete", func(_ *world.World, last model.Command, i int) model.Verb {
		if started, ok := last.Verb.(model.StartTask); ok {
			return model.DeleteTask{TaskID: started.TaskID}
		}
		return model.StartTask{}
	}},
	{"remove and recover", func(_ *world.World, _ model.Command, i int) model.Verb {
		if i%2 == 0 {
			return model.RemoveNode{NodeID: "#7"}
		}
		return model.RecoverNode{NodeID: "#7"}
	}},
	{"fail for a second", func(_ *world.World, _ model.Command, i int) model.Verb {
		return model.FailNode{NodeID: fmt.Sprintf("#%d", 1+i%8), For: time.Second}
	}},
	{"fail and recover a node of a task", func(w *world.World, last model.Command, i int) model.Verb {
		if failed, ok := last.Verb.(model.FailNode); ok {
			return model.RecoverNode{NodeID: failed.NodeID}
		}
		return model.FailNode{NodeID: w.At(start.Add(last.At)).Tasks()[0].Nodes[0]}
	}},
	{"slow", func(_ *world.World, _ model.Command, i int) model.Verb {
		return model.SlowNode{NodeID: "#2", Factor: 1 + float64(i%2)}
	}},
	{"pause and resume", func(w *world.World, last model.Command, i int) model.Verb {
		task := w.At(start.Add(last.At)).Tasks()[0].TaskID
		if paused, ok := last.Verb.(model.PauseTask); ok {
			return model.ResumeTask(paused)
		}
		return model.PauseTask{TaskID: task}
	}},
	{"loss spike", func(w *world.World, last model.Command, i int) model.Verb {
		return model.LossSpike{TaskID: w.At(start.Add(last.At)).Tasks()[0].TaskID}
	}},
	{"pause, resume and slow its node", func(w *world.World, last model.Command, i int) model.Verb {
		task := w.At(start.Add(last.At)).Tasks()[0]
		switch i % 3 {
		case 0:
			return model.PauseTask{TaskID: task.TaskID}
		case 1:
			return model.ResumeTask{TaskID: task.TaskID}
		default:
			return model.SlowNode{NodeID: task.Nodes[0], Factor: 1 + float64(i%2)}
		}
	}},
	{"spike and slow its node", func(w *world.World, last model.Command, i int) model.Verb {
		task := w.At(start.Add(last.At)).Tasks()[0]
		if i%2 == 0 {
			return model.LossSpike{TaskID: task.TaskID}
		}
		return model.SlowNode{NodeID: task.Nodes[0], Factor: 1 + float64(i/2%2)}
	}},
	{"drain and recover a node of a task", func(w *world.World, last model.Command, i int) model.Verb {
		node := w.At(start.Add(last.At)).Tasks()[0].Nodes[0]
		if i%2 == 0 {
			return model.DrainNode{NodeID: node}
		}
		return model.RecoverNode{NodeID: node}
	}},
	{"all", func(w *world.World, last model.Command, i int) model.Verb {
		switch i % 6 {
		case 0:
			return model.StartTask{}
		case 1:
			return model.DeleteTask{TaskID: last.Verb.(model.StartTask).TaskID}
		case 2:
			return model.RemoveNode{NodeID: "#8"}
		case 3:
			return model.RecoverNode{NodeID: "#8"}
		case 4:
			return model.SlowNode{NodeID: "#2", Factor: 1 + float64(i%2)}
		default:
			return model.FailNode{NodeID: "#5", For: time.Second}
		}
	}},
}

// replay replays a log b.N times, one command an entry.
func replay(b *testing.B, plain *world.World, log []model.Command) {
	for range b.N {
		w := plain
		for i := range log {
			w = w.Replay(log[i : i+1])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(log)), "µs/command")
}

// filled returns the world after a number of commands, the last at a minute, and the commands that were accepted.
func filled(
	tb testing.TB, w *world.World, commands int, make func(*world.World, model.Command, int) model.Verb,
) (*world.World, []model.Command) {
	tb.Helper()
	var log []model.Command
	last := model.Command{At: 40 * time.Second}
	for i := range commands {
		at := 40*time.Second + time.Duration(i)*20*time.Second/time.Duration(commands)
		c := model.Command{At: at, Verb: make(w, last, i)}
		next, logged, err := w.With(c)
		if err != nil {
			// A command that no longer fits, such as the pause of a task that has ended, is left out.
			last = model.Command{At: c.At}
			continue
		}
		w, last, log = next, logged, append(log, logged)
	}
	return w, log
}

// manyTicks lists spans of ticks: before the commands, the one that tells a twentieth of them, and those behind it.
// Each begins at an instant and has a number of ticks.
var manyTicks = []struct {
	name  string
	first time.Duration
	count int
}{
	{"tick before", 10 * time.Second, 30},
	{"tick with the last", time.Minute, 1},
	{"tick behind", 61 * time.Second, 60},
	{"tick minutes behind", 5 * time.Minute, 60},
}

// BenchmarkManyCommands measures a command and the memory that it keeps, its replay, and ticks, with an empty log and
// with ten thousand commands. Compare ns/event of the tick that tells commands, because it has more events.
func BenchmarkManyCommands(b *testing.B) {
	plain := newWorld(b, "demo", 7)
	for _, tc := range manyCommands {
		b.Run(tc.name+"/0", func(b *testing.B) { benchTicks(b, plain) })
		b.Run(tc.name+"/10000", func(b *testing.B) {
			before, begun := heap(), time.Now()
			w, log := filled(b, plain, 10_000, tc.make)
			each := float64(time.Since(begun).Microseconds()) / float64(len(log))
			kept := float64(int64(heap()-before)) / float64(len(log))
			b.Run("command", func(b *testing.B) {
				b.ReportMetric(0, "ns/op") // it is measured once, however often b.N says
				b.ReportMetric(each, "µs/command")
				b.ReportMetric(kept, "B/command")
				b.ReportMetric(float64(len(log)), "commands")
			})
			benchTicks(b, w)
			b.Run("replay", func(b *testing.B) { replay(b, plain, log) })
		})
	}
}

// benchTicks measures the ticks of a world, and tells how many events one has.
func benchTicks(b *testing.B, w *world.World) {
	for _, ticks := range manyTicks {
		b.Run(ticks.name, func(b *testing.B) {
			events := 0
			for i := range b.N {
				at := start.Add(ticks.first + time.Duration(i%ticks.count)*time.Second)
				events += len(w.Events(at.Add(-time.Second), at))
			}
			b.ReportMetric(float64(events)/float64(b.N), "events")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(events), "ns/event")
		})
	}
}
