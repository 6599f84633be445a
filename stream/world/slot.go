package world

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// slot runs one task after the other on nodes of its own. Each task has its period of time, called a run. Runs are
// numbered from the start, negative before it, so that the task at any instant is found without a search.
type slot struct {
	index int
	job   *model.Job
	key   chance.Key
	nodes []*node
	// lead is the time from the beginning of run 0 to the start of the world.
	lead time.Duration
	// drawn is the block of the instant that was asked about last: most questions are about the present (BenchmarkNode).
	drawn atomic.Pointer[drawnBlock]
}

// drawnBlock is a block of runs of different length.
type drawnBlock struct {
	number int64
	boundaries
}

// newSlots creates the jobs' slots and assigns them nodes in the order of the groups. It fails if a group has too few.
func newSlots(root chance.Key, jobs []model.Job, nodes []*node) ([]*slot, error) {
	free := map[string][]*node{}
	for _, n := range nodes {
		free[n.group.Name] = append(free[n.group.Name], n)
	}
	var slots []*slot
	for j := range jobs {
		job := &jobs[j]
		for i := range job.Slots {
			need, left := job.Nodes+job.Spares, free[job.Group]
			if len(left) < need {
				return nil, fmt.Errorf("job %q: slot %d needs %d nodes of group %q, %d are left",
					job.Name, i+1, need, job.Group, len(left))
			}
			s := &slot{
				index: len(slots), job: job, key: root.Of(aboutSlot, uint64(len(slots))), nodes: left[:need],
				lead: job.Lead,
			}
			free[job.Group] = left[need:]
			if i > 0 || job.Lead == 0 {
				s.lead = time.Duration(s.key.Unit() * float64(job.Period))
				if s.varies() {
					s.lead *= blockRuns
				}
			}
			for _, n := range s.nodes {
				n.slot = s
			}
			slots = append(slots, s)
		}
	}
	return slots, nil
}

// begin returns when a run begins and its task is submitted. The time between two is the job's period, give or take a
// tenth, or varies.
func (s *slot) begin(run int64) time.Duration {
	if s.varies() {
		return s.varyingBegin(run)
	}
	jitter := chance.Spread(s.key.Of(aboutBoundary, uint64(run)), 0, s.job.Period/10)
	return time.Duration(run)*s.job.Period - s.lead + jitter
}

// runAt returns the number of the run that contains t.
func (s *slot) runAt(t time.Duration) int64 {
	if s.varies() {
		return s.varyingRunAt(t)
	}
	k, _ := chance.Window(t+s.lead, s.job.Period)
	if s.begin(k) > t {
		return k - 1
	}
	return k
}

// varies reports whether the runs of the slot have different lengths.
func (s *slot) varies() bool { return s.job.Occupancy > 0 }

// span returns the time from the beginning of a run to that of the next.
func (s *slot) span(run int64) time.Duration {
	if !s.varies() {
		return s.job.Period
	}
	return s.begin(run+1) - s.begin(run)
}

// varyingBegin returns when a run of different length begins.
func (s *slot) varyingBegin(run int64) time.Duration {
	block, i := run/blockRuns, run%blockRuns
	if i < 0 {
		block, i = block-1, i+blockRuns
	}
	return time.Duration(block)*blockRuns*s.job.Period - s.lead + s.block(block).boundaries[i]
}

// varyingRunAt returns the number of the run of different length that contains t.
func (s *slot) varyingRunAt(t time.Duration) int64 {
	block, into := chance.Window(t+s.lead, blockRuns*s.job.Period)
	drawn := s.block(block)
	s.drawn.Store(drawn)
	b := &drawn.boundaries
	i := int64(0)
	for i+1 < blockRuns && b[i+1] <= into {
		i++
	}
	return block*blockRuns + i
}

// block returns a block of runs of different length.
func (s *slot) block(number int64) *drawnBlock {
	if known := s.drawn.Load(); known != nil && known.number == number {
		return known
	}
	return &drawnBlock{number, spans{s.key, s.job}.boundaries(number)}
}

// reach returns the number of runs, before and after the start, within the reach of a world. An id of any other run
// counts as unknown.
func (s *slot) reach() int64 { return 2 + blockRuns + int64(model.Reach/s.job.Period) }

// taskIDs encodes the slot and run of a task as an id, and decodes it.
type taskIDs struct {
	key   chance.Key
	slots int
	// slotBits of an id's 32 bits encode the slot, the others the run.
	slotBits int
}

func newTaskIDs(root chance.Key, slots int) taskIDs {
	return taskIDs{key: root.Of(aboutTaskID), slots: slots, slotBits: bits.Len(uint(max(slots-1, 1)))}
}

// format returns the id of a run's task.
func (ids taskIDs) format(slot int, run int64) string {
	packed := uint32(run)<<ids.slotBits | uint32(slot)
	return formatTaskID(chance.Permute(ids.key, packed))
}

// parse decodes an id. It fails if the id is malformed or names a slot that does not exist.
func (ids taskIDs) parse(id string) (slot int, run int64, ok bool) {
	number, ok := parseTaskID(id)
	if !ok {
		return 0, 0, false
	}
	packed := chance.Unpermute(ids.key, number)
	slot = int(packed & (1<<ids.slotBits - 1))
	if slot >= ids.slots {
		return 0, 0, false
	}
	return slot, int64(int32(packed) >> ids.slotBits), true
}

const taskPrefix = "task_"

func formatTaskID(number uint32) string { return fmt.Sprintf(taskPrefix+"%08x", number) }

// parseTaskID parses ids of the service's form: task_ and eight lower-case hexadecimal digits.
func parseTaskID(id string) (uint32, bool) {
	digits, ok := strings.CutPrefix(id, taskPrefix)
	if !ok || len(digits) != 8 || digits != strings.ToLower(digits) {
		return 0, false
	}
	number, err := strconv.ParseUint(digits, 16, 32)
	return uint32(number), err == nil
}
