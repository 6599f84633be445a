package world

import (
	"time"

	"trainmock/stream/model"
)

const (
	// curvePoints is the largest number of values of a loss curve: one for every three pixels of a card's width.
	curvePoints = 60
	// shownMarks is the largest number of events of an overview, and marksReach how far back they are looked for.
	shownMarks = 50
	marksReach = 24 * time.Hour
)

// Overview returns the cluster at the end of a span: its totals at the instants of the span, its tasks with their loss
// over the whole run, and the newest events. With nodes it lists these, too.
func (w *World) Overview(s model.Span, nodes bool) model.Overview {
	s = s.Cut()
	v := w.At(s.To)
	o := model.Overview{
		Time: v.stamp(), ClusterStatus: v.Status(), Totals: w.totals(s), Events: v.newestMarks(),
		Tasks: []model.TaskOverview{},
	}
	for _, p := range v.plans() {
		pause(s)
		o.Tasks = append(o.Tasks, model.TaskOverview{
			TrainingProgress: p.at(v.t).trainingProgress(w), LossCurve: p.lossCurve(w, v.t),
		})
	}
	if nodes {
		o.Nodes = v.Nodes()
	}
	return o
}

// pause calls the pause of a span, if it has one.
func pause(s model.Span) {
	if s.Pause != nil {
		s.Pause()
	}
}

// totals returns the cluster's figures at the instants of a span.
func (w *World) totals(s model.Span) model.Totals {
	t := model.Totals{From: w.At(s.From).stamp(), StepSeconds: s.Step.Seconds()}
	for i := range s.Points() {
		v := w.At(s.From.Add(time.Duration(i) * s.Step))
		v.addTotals(&t, func() { pause(s) })
	}
	return t
}

// addTotals appends the cluster's figures at the view's instant. It calls pause between the nodes.
func (v View) addTotals(t *model.Totals, pause func()) {
	active, busy, usage, power := 0, 0, 0.0, 0.0
	for i, n := range v.nodes() {
		if i%pauseEvery == 0 {
			pause()
		}
		if v.state(n) != model.Alive {
			continue
		}
		active++
		gpus := v.world.gpus(n, v.world.activity(n, v.t), v.t)
		if len(gpus) == 0 {
			continue
		}
		busy++
		usage += meanUtilization(gpus)
		for _, g := range gpus {
			power += g.Power
		}
	}
	samples := 0.0
	for _, p := range v.plans() {
		samples += p.at(v.t).trainingProgress(v.world).Metrics.SamplesPerSecond
	}
	t.ActiveNodes = append(t.ActiveNodes, active)
	t.SamplesPerSecond = append(t.SamplesPerSecond, roundTo(samples, 1))
	if busy == 0 {
		t.GPUUsage, t.Power = append(t.GPUUsage, nil), append(t.Power, nil)
		return
	}
	t.GPUUsage = append(t.GPUUsage, new(roundTo(usage/float64(busy), 1)))
	t.Power = append(t.Power, new(roundTo(power, 0)))
}

// lossCurve returns the loss from the task's start up to t, or up to its end if that is earlier.
func (p *plan) lossCurve(w *World, t time.Duration) model.Curve {
	c := model.Curve{From: w.stamp(p.startAt(t)), Values: []float64{}}
	length := min(t, p.ended) - p.started
	if length < 0 {
		return c
	}
	step := length / (curvePoints - 1)
	for i := range curvePoints {
		c.Values = append(c.Values, p.at(p.started+time.Duration(i)*step).lossNow())
		if step == 0 {
			return c
		}
	}
	c.StepSeconds = step.Seconds()
	return c
}

// newestMarks returns the newest changes of all nodes and tasks, in time order.
func (v View) newestMarks() []model.Mark {
	return v.world.marks(v.t-marksReach, v.t, shownMarks, func(c *changes) {
		for _, n := range v.nodes() {
			c.addNode(n)
		}
		for _, p := range v.current(c.from, 0) {
			c.addTask(p)
		}
	})
}
