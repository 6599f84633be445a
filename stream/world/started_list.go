package world

import (
	"slices"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// startedTask is a task that a command started.
type startedTask struct {
	submission
	// before is the plan from before the last change.
	before  outdated
	planned once[startedPlan]
}

// invalidated returns the task after a change at t. It has to be planned again.
func (t *startedTask) invalidated(at time.Duration) *startedTask {
	before := outdated{t.before.plan, min(t.before.until, at)}
	if l := t.planned.known(); l != nil {
		before = outdated{l.plan, at}
	}
	return &startedTask{submission: t.submission, before: before}
}

// submission holds what is known of a started task before it is planned.
type submission struct {
	id     string
	key    chance.Key
	job    *model.Job
	at     time.Duration
	orders orders
	// nodes lists the nodes of the task. previous holds, for each of them, the number of the task that takes it just
	// before, or noIndex.
	nodes    []*node
	previous []int
	// set holds the same nodes.
	set nodeSet
}

// startedPlan is the plan of a started task. freed holds, for each of its nodes, when this task and those before it
// have left the node. allFreed is the latest of them.
type startedPlan struct {
	plan     *plan
	freed    []time.Duration
	allFreed time.Duration
}

// startedList holds the started tasks by number. It is immutable: a change returns a new list, which shares the other
// blocks.
type startedList struct {
	blocks []*startedBlock
	count  int
}

// blockSize is the number of tasks in a block. A change copies one block, and a block of ended tasks is skipped as a
// whole.
const blockSize = 64

// startedBlock holds blockSize tasks; the last block of a list may hold fewer.
type startedBlock struct {
	tasks []*startedTask
	// earliest is when the first of them was submitted. A timeline may list its tasks before earlier ones.
	earliest time.Duration
	// allFreed is when these tasks, and those before them, have left all of their nodes.
	allFreed once[time.Duration]
}

// at returns the task with a number.
func (l startedList) at(number int) *startedTask {
	return l.blocks[number/blockSize].tasks[number%blockSize]
}

// with returns the list with one more task.
func (l startedList) with(t *startedTask) startedList {
	next := startedList{blocks: slices.Clone(l.blocks), count: l.count + 1}
	if l.count%blockSize == 0 {
		next.blocks = append(next.blocks, &startedBlock{earliest: t.at})
	}
	last := next.blocks[len(next.blocks)-1]
	next.blocks[len(next.blocks)-1] = &startedBlock{
		tasks: append(slices.Clip(last.tasks), t), earliest: min(last.earliest, t.at),
	}
	return next
}

// replaced returns the list with another task under a number.
func (l startedList) replaced(number int, t *startedTask) startedList {
	next := startedList{blocks: slices.Clone(l.blocks), count: l.count}
	tasks := slices.Clone(l.blocks[number/blockSize].tasks)
	tasks[number%blockSize] = t
	next.blocks[number/blockSize] = l.blocks[number/blockSize].withTasks(tasks)
	return next
}

// replanned returns the list after a change at t that concerns the tasks from a number on. Tasks that are known to
// have left their nodes before t keep their plans.
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
		next.blocks[b] = block.withTasks(tasks)
	}
	return next
}

// withTasks returns a block of the same submissions with other plans.
func (b *startedBlock) withTasks(tasks []*startedTask) *startedBlock {
	return &startedBlock{tasks: tasks, earliest: b.earliest}
}
