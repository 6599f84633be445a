package world

import (
	"strconv"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// contactEvery is the time between two reports of a node.
const contactEvery = time.Second

// nodeMetrics returns the metrics of n at t. For a node that is away they are the last that it reported.
func (w *World) nodeMetrics(n *node, t time.Duration) model.NodeMetrics {
	var m model.NodeMetrics
	w.measure(&m, n, t, &numbers{})
	return m
}

// measure sets m to these metrics, with room for their numbers. It reuses the memory of the GPUs that m has.
func (w *World) measure(m *model.NodeMetrics, n *node, t time.Duration, room *numbers) {
	state, sample := w.presence(n, t)
	var task moment
	a := w.activityIn(&task, n, sample)
	working := w.workingOn(a, n, state, t, sample)
	*m = model.NodeMetrics{
		ID: n.id, Name: n.name, IP: n.ip, Role: n.group.Role,
		State: state, Status: nodeStatus(n, state, working), Timestamp: w.stamp(t),
		GPUs: w.appendGPUs(m.GPUs[:0], n, a, sample),
	}
	m.Heartbeat, m.LastSeen = w.contact(n, t, sample)
	if len(m.GPUs) > 0 {
		m.GPUUsage = room.floats.keep(meanUtilization(m.GPUs))
	}
	w.hostMetrics(m, n, a, sample)
	since := n.loadsFrom(sample)
	var few [4]*plan
	m.LoadAvg = loadAverages(n, w.appendPlansOn(few[:0], n, since, sample), since, sample)
	if working != nil {
		m.TaskID = working.id
		m.Progress = room.floats.keep(roundTo(working.progress(working.best), 4))
		m.CurrentEpoch = room.counts.keep(working.currentEpoch(working.best))
		m.TotalEpochs = room.counts.keep(working.epochs)
	}
}

// presence returns a node's state at t and the instant of its newest metrics: t itself, or just before its loss.
func (w *World) presence(n *node, t time.Duration) (model.NodeState, time.Duration) {
	i, away := w.outages.at(n, t)
	if !away {
		return model.Alive, t
	}
	return i.state(t), i.lost - time.Microsecond
}

// working returns the task that n works on at t. It returns nil for a free node and for one that is not ALIVE.
func (w *World) working(n *node, state model.NodeState, t time.Duration) *moment {
	if state != model.Alive {
		return nil
	}
	return w.activity(n, t).task
}

// workingOn returns the same, given the activity at an instant that is usually t.
func (w *World) workingOn(known activity, n *node, state model.NodeState, t, instant time.Duration) *moment {
	if t == instant && state == model.Alive {
		return known.task
	}
	return w.working(n, state, t)
}

// nodeStatus returns a node's status as its metrics name it.
func nodeStatus(n *node, state model.NodeState, working *moment) string {
	switch {
	case state != model.Alive:
		return "offline"
	case n.group.Role == model.HeadNode:
		return "online"
	case working != nil:
		return "training"
	default:
		return "idle"
	}
}

// contact returns when a node last reported, in Unix ms, and the age of that report at t, in words. A node that is away
// reported for the last time just when it was lost.
func (w *World) contact(n *node, t, sample time.Duration) (heartbeat int64, age string) {
	last := sample
	if sample == t {
		phase := chance.Spread(n.key.Of(aboutContact), 0, contactEvery)
		_, since := chance.Window(t-phase, contactEvery)
		last -= since
	}
	return w.options.Start.Add(last).UnixMilli(), secondsAgo(int64((t - last) / time.Second))
}

// secondsAgo returns an age in words. That of a node which is there is less than contactEvery.
func secondsAgo(seconds int64) string {
	switch seconds {
	case 0:
		return "0 seconds ago"
	case 1:
		return "1 second ago"
	}
	return strconv.FormatInt(seconds, 10) + " seconds ago"
}

// hostMetrics fills in CPU, memory, disk and network of n at t.
func (w *World) hostMetrics(m *model.NodeMetrics, n *node, a activity, t time.Duration) {
	mode := 1.0
	if a.task != nil {
		mode = a.task.cpuMode
	}
	mean := n.cpuLevel(a.phase, mode)
	m.CPUUsage = roundTo(clamp(mean*(1+float64(0.12*chance.Sway(n.key.Of(aboutCPU), t, 8*time.Second))), 0.1, 99.9), 1)
	tremble := float64(0.3 * chance.Noise(n.key.Of(aboutMemory), t, 20*time.Second))
	m.MemoryUsage = roundTo(clamp(memoryUsage(n, a)+tremble, 1, 99), 1)
	m.DiskUsage = roundTo(diskUsage(n, a), 2)
	m.Sent, m.Received = network(n, a, t)
}

// memoryUsage returns the memory usage in percent: the system's and that of the task's processes.
func memoryUsage(n *node, a activity) float64 {
	base := n.key.Of(aboutMemory).Between(4, 5.5)
	if a.task == nil {
		return base
	}
	usage := base + drawMode(a.task.key.Of(aboutMemory), memoryModes)
	if n.group.GPUs == 0 {
		usage = base + a.task.key.Of(aboutMemory).Between(25, 45)
	}
	const full = 98.5
	return usage + float64(a.task.lacking(hostMemory, n)*(full-usage))
}

// diskUsage returns the disk usage in percent. It grows with every checkpoint of the task and falls back when the task
// is gone. Nothing is added to a full disk, as if old checkpoints were deleted, unless the task will fail for want of
// space.
func diskUsage(n *node, a activity) float64 {
	const usual, full = 97, 99.6
	usage := n.key.Of(aboutDisk).Between(28, 56)
	if a.task != nil {
		usage += float64(0.35 * float64(a.task.position/a.task.checkpointPeriod()))
		usage = min(usage, usual)
		usage += float64(a.task.lacking(disk, n) * (full - usage))
	}
	return usage
}

// network returns the network traffic in KB/s. A gang reduces its gradients around a ring, so each node sends about as
// much as it receives.
func network(n *node, a activity, t time.Duration) (sent, received float64) {
	k := n.key.Of(aboutNetwork)
	if a.task == nil {
		sent, received = hostLevels[resting].traffic()
	} else {
		sent, received = a.task.traffic(a.phase)
	}
	if a.task != nil && a.task.peers > 0 && a.phase == training {
		sway := 1 + float64(0.06*chance.Sway(k, t, 5*time.Second))
		return roundTo(sent*sway, 1), roundTo(received*sway, 1)
	}
	sent *= 1 + float64(0.15*chance.Sway(k, t, 5*time.Second))
	received *= 1 + float64(0.15*chance.Sway(k.Of(1), t, 5*time.Second))
	return roundTo(sent, 1), roundTo(received, 1)
}

// meanUtilization returns the mean utilization of GPUs in percent; there is at least one.
func meanUtilization(gpus []model.GPUMetrics) float64 {
	sum := 0.0
	for _, g := range gpus {
		sum += g.Utilization
	}
	return roundTo(sum/float64(len(gpus)), 1)
}
