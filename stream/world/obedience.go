package world

import "time"

// anyCommand and endsTask say which commands interrupt a task that runs, and one that waits.
func anyCommand(c Command) bool { return endsTask(c) || c.PauseTask != nil || c.Diverge != nil }
func endsTask(c Command) bool   { return c.FailTask != nil || c.CancelTask != nil || c.DeleteTask != nil }

// interruption is the first command of a kind in [from, until).
func (pl *planner) interruption(from, until time.Duration, kind func(Command) bool) (Command, bool) {
	for _, c := range pl.commands {
		if from <= c.At && c.At < until && kind(c) {
			return c, true
		}
	}
	return Command{}, false
}

// obey ends the task.
func (pl *planner) obey(c Command) {
	if c.FailTask != nil {
		reason := c.FailTask.Reason
		if reason == "" {
			reason = causeOnRequest
		}
		pl.finish(c.At, Failed, reason)
		return
	}
	reason := "cancelled on request"
	if c.DeleteTask != nil {
		reason = "deleted on request"
	}
	pl.finish(c.At, Cancelled, reason)
}

// interrupt does to a running stage what a command asks for. It returns as proceed does.
func (pl *planner) interrupt(s stage, c Command) time.Duration {
	switch {
	case c.PauseTask != nil:
		return pl.pause(s, c.At)
	case c.Diverge != nil:
		position, _ := s.positionAt(c.At)
		step := pl.course.at(position).step
		pl.dropCommands(c.At)
		if pl.diverging.since == never || step < pl.diverging.step {
			pl.diverge(divergence{step: step, since: c.At}, min(pl.goal, pl.course.before(step+divergenceSteps)))
		}
		return pl.proceed(s, s.moving())
	default:
		s.stopping = min(s.stopping, c.At)
		pl.add(s)
		pl.obey(c)
		return never
	}
}

// dropCommands forgets the commands up to an instant, which have had their effect.
func (pl *planner) dropCommands(until time.Duration) {
	for len(pl.commands) > 0 && pl.commands[0].At <= until {
		pl.commands = pl.commands[1:]
	}
}

// pause holds the task and its nodes from t on, until a command says otherwise. It returns as proceed does.
func (pl *planner) pause(s stage, t time.Duration) time.Duration {
	s.stopping = min(s.stopping, t)
	pl.add(s)
	m := pl.at(t)
	pl.add(stage{from: t, status: Paused, gang: s.gang, position: m.position, best: m.best, reason: "paused on request"})
	pl.dropCommands(t)
	for _, c := range pl.commands {
		switch {
		case endsTask(c):
			pl.obey(c)
			return never
		case c.ResumeTask != nil:
			if pl.limit != never {
				pl.limit += c.At - t
			}
			return pl.unpause(c.At)
		}
	}
	return never
}

// unpause goes on at t: where the task was if its nodes are all there, else from the checkpoint.
func (pl *planner) unpause(t time.Duration) time.Duration {
	last := pl.last()
	pl.dropCommands(t)
	for _, n := range last.gang {
		if _, away := pl.outages.at(n, t); away {
			pl.add(stage{from: t, status: Pending, gang: last.gang, position: last.position, best: last.best, reason: "resumed on request: node " + n.id + " is away"})
			return t
		}
	}
	s := stage{from: t, status: Running, gang: last.gang, position: last.position, best: last.best, reason: "resumed on request"}
	return pl.proceed(s, t)
}

// commandSpikes adds the loss spikes that commands ask for.
func (pl *planner) commandSpikes() {
	for _, c := range pl.task.commands {
		if c.LossSpike == nil {
			continue
		}
		if m := pl.at(c.At); m.stage.status == Running {
			pl.spikes = append(pl.spikes, spike{step: m.place.step + 1, factor: c.LossSpike.Factor, since: c.At})
		}
	}
}
