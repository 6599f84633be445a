package world

import (
	"slices"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// startedTask is one of the tasks that commands started.
type startedTask struct {
	submission
	// before is what was planned before something changed.
	before  outdated
	planned once[startedPlan]
}

// changed returns the task to be planned anew, because something changes at t.
func (t *startedTask) invalidated(at time.Duration) *startedTask {
	before := outdated{t.before.plan, min(t.before.until, at)}
	if l := t.planned.known(); l != nil {
		before = outdated{l.plan, at}
	}
	return &startedTask{submission: t.submission, before: before}
}

// submission is what is known of a started task without planning it.
type submission struct {
	id     string
	key    chance.Key
	job    *model.Job
	at     time.Duration
	orders blocks[order]
	// nodes are those that it is placed on, behind the numbers of the tasks that take each before it.
	nodes    []*node
	previous []int
	// taken holds the nodes, too.
	set nodeSet
}

// startedPlan is the plan of a started task. left is when it, and those before it, have left each of its nodes, over
// when they have left all.
type startedPlan struct {
	plan     *plan
	freed    []time.Duration
	allFreed time.Duration
}

// startedList holds started tasks by number. It is a value: a change makes another, which shares the blocks that stay.
type startedList struct {
	blocks []*startedBlock
	count  int
}

// blockSize is how many tasks change together, and are passed over together when they are all over.
const blockSize = 64

// startedBlock holds blockSize tasks, the last one of a list perhaps fewer.
type startedBlock struct {
	tasks []*startedTask
	// over is when they, and those before them, have left all of their nodes.
	allFreed once[time.Duration]
}

// at returns the task with that number.
func (l startedList) at(number int) *startedTask {
	return l.blocks[number/blockSize].tasks[number%blockSize]
}

// with returns the list with one more task.
func (l startedList) with(t *startedTask) startedList {
	next := startedList{blocks: slices.Clone(l.blocks), count: l.count + 1}
	if l.count%blockSize == 0 {
		next.blocks = append(next.blocks, &startedBlock{})
	}
	last := len(next.blocks) - 1
	next.blocks[last] = &startedBlock{tasks: append(slices.Clip(next.blocks[last].tasks), t)}
	return next
}

// replaced returns the list with another task in the place of one.
func (l startedList) replaced(number int, t *startedTask) startedList {
	next := startedList{blocks: slices.Clone(l.blocks), count: l.count}
	block := &startedBlock{tasks: slices.Clone(l.blocks[number/blockSize].tasks)}
	block.tasks[number%blockSize] = t
	next.blocks[number/blockSize] = block
	return next
}

// again returns the list with those tasks, from one on, to be planned anew that had not left their
// nodes before t, as far as is known.
func (l startedList) replanned(from int, t time.Duration) startedList {
	next := startedList{blocks: slices.Clone(l.blocks), count: l.count}
	for b := from / blockSize; b < len(next.blocks); b++ {
		block := next.blocks[b]
		if over := block.allFreed.known(); over != nil && *over < t {
			continue
		}
		tasks := slices.Clone(block.tasks)
		for i, task := range tasks {
			if known := task.planned.known(); b*blockSize+i >= from && (known == nil || known.allFreed >= t) {
				tasks[i] = task.invalidated(t)
			}
		}
		next.blocks[b] = &startedBlock{tasks: tasks}
	}
	return next
}
