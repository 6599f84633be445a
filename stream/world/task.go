package world

import (
	"math"
	"time"

	"trainmock/stream/model"
)

// lossNow returns the training loss at the newest step, in nats.
func (m moment) lossNow() float64 { return roundTo(m.loss(m.point.step, m.t), 4) }

// accuracyNow returns the accuracy at the newest step, or nil for a language model.
func (m moment) accuracyNow(floats *room[float64]) *float64 {
	if m.job.Kind == model.LanguageModel {
		return nil
	}
	noise := float64(0.003 * m.key.Of(aboutAccuracy, uint64(m.point.step)).Normal())
	return floats.keep(roundTo(clamp(m.accuracy(m.point.step)+noise, 0, 1), 4))
}

// labels has the texts of one task that are the same at most instants, so that a history makes each of them once, and
// room for values that may be missing.
type labels struct {
	world *World
	numbers
	gang gangIDs
}

// taskStatus returns the task in the service's format.
func (m moment) taskStatus(l *labels) model.TaskStatus {
	s := model.TaskStatus{
		TaskID: m.id, Status: m.stage.status,
		Progress: roundTo(m.progress(m.best), 4), CurrentEpoch: m.currentEpoch(m.best), TotalEpochs: m.epochs,
		Loss: m.lossNow(), Accuracy: m.accuracyNow(&l.floats),
		Nodes: l.gang.of(m.stage.gang), StartTime: m.startStamp(l.world), LastUpdate: l.world.stamp(m.t),
	}
	if s.Status == model.Running {
		s.Remaining = l.counts.keep(int64(math.Ceil(m.estimated().Seconds())))
	}
	return s
}

// trainingProgress returns the task with its optimizer metrics.
func (m moment) trainingProgress(w *World) model.TrainingProgress {
	var p model.TrainingProgress
	m.measure(&p, &labels{world: w})
	return p
}

// measure sets p to the same, without memory of its own for it.
func (m moment) measure(p *model.TrainingProgress, l *labels) {
	step := m.point.step
	p.TaskStatus = m.taskStatus(l)
	p.Metrics = model.TrainingMetrics{
		Model: m.job.Name, Step: step, TotalSteps: m.epochs * m.steps,
		LearningRate: significant(m.job.LearningRate * m.rateFactor(step)),
		GradNorm:     roundTo(m.gradNorm(step, m.t), 4),
	}
	if m.phase == training || m.phase == evaluating || m.phase == saving {
		p.Metrics.SamplesPerSecond = roundTo(m.samplesPerSecond(step, m.rate), 1)
	}
	if m.evaluations > 0 {
		p.Metrics.ValLoss, p.Metrics.ValAccuracy = m.validation(m.evaluations, m.t, &l.floats)
	}
	if m.job.Kind == model.Federated {
		p.Metrics.Round, p.Metrics.TotalRounds = &p.CurrentEpoch, &p.TotalEpochs
	}
}

// validation returns the result of the n-th evaluation, as seen at t. n counts from 1. The loss is slightly above the
// training loss, the more so the longer the training.
func (p *plan) validation(n int64, t time.Duration, floats *room[float64]) (loss, accuracy *float64) {
	step := n * p.steps
	noise := p.key.Of(aboutValidation, uint64(n)).Normal()
	excess, _ := p.excess(step, t)
	trend := float64(p.smoothLoss(step) * excess * (1 + float64(0.0001*noise)))
	loss = floats.keep(roundTo(trend+float64(p.gap*p.physics.gap*p.fraction(step)), 4))
	if p.job.Kind != model.LanguageModel {
		accuracy = floats.keep(roundTo(clamp(p.accuracy(step)+float64(0.001*noise), 0, 1), 4))
	}
	return loss, accuracy
}

// nodeTraining returns the task as the nodes of its gang report it.
func (m *moment) nodeTraining(floats *room[float64]) model.NodeTraining {
	return model.NodeTraining{
		TaskID: m.id, Progress: roundTo(m.progress(m.best), 4), Epoch: m.currentEpoch(m.best), TotalEpochs: m.epochs,
		Loss: m.lossNow(), Accuracy: m.accuracyNow(floats), Status: "training",
	}
}

// startStamp returns the stamp of the start time, see startAt.
func (m moment) startStamp(w *World) string {
	if at := m.startAt(m.t); at != m.started {
		return w.stamp(at)
	}
	return m.start
}

// occupies reports whether the task holds its gang.
func (m moment) occupies() bool {
	return m.stage.status == model.Running || m.stage.status == model.Paused
}

// gangIDs has the ids of the gang that was asked for last.
type gangIDs struct {
	gang []*node
	list []string
}

// of returns the ids of a gang. Payloads share the list, so nobody may change it.
func (g *gangIDs) of(gang []*node) []string {
	if g.list == nil || !sameGang(g.gang, gang) {
		g.gang, g.list = gang, ids(gang)
	}
	return g.list
}

// ids returns the ids of nodes, in their order.
func ids(nodes []*node) []string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = n.id
	}
	return list
}
