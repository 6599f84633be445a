package fault

import (
	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// answerEffect is what a fault of a kind does to an answer.
type answerEffect struct {
	// applies reports whether the kind can do anything to the answer to a request.
	applies func(*Request, model.FaultKind) bool
	// strike notes the effect of a rule under the key of the draw. It reports whether there is any beside those before it.
	strike func(*Answer, *Rule, chance.Key) bool
}

// answerEffects is the table of kinds that strike answers, or requests that open a connection.
var answerEffects = map[string]answerEffect{
	model.Latency{}.Key():     {toAll, delayAnswer},
	model.FaultStatus{}.Key(): {toStatus, replaceAnswer},
	model.Reset{}.Key():       {toAll, resetAnswer},
	model.Hang{}.Key():        {toAll, hangAnswer},
	model.Empty{}.Key():       {toBody, emptyBody},
	model.Malformed{}.Key():   {toBody, malformBody},
	model.Truncate{}.Key():    {toBody, cutBody},
	model.Bandwidth{}.Key():   {toBody, slowBody},
	model.Stale{}.Key():       {toAt, ageAnswer},
}

func toAll(*Request, model.FaultKind) bool      { return true }
func toBody(q *Request, _ model.FaultKind) bool { return q.hasBody() }
func toAt(q *Request, _ model.FaultKind) bool   { return q.TakesAt }

// toStatus reports whether a status applies: a connection is only refused.
func toStatus(q *Request, k model.FaultKind) bool {
	return q.Transport == "" || k.(model.FaultStatus).Refuses()
}

// Applies reports whether a kind can do anything to the answer to a request.
func Applies(k model.FaultKind, q *Request) bool {
	effect, ok := answerEffects[k.Key()]
	return ok && effect.applies(q, k)
}

// delayAnswer holds an answer up.
func delayAnswer(a *Answer, r *Rule, key chance.Key) bool {
	if length := Delay(r.Kind.(model.Latency), key.OfText("delay")); length > 0 {
		a.holds = append(a.holds, answerHold{r, length})
	}
	return true
}

// replaceAnswer sets the status. The first one counts.
func replaceAnswer(a *Answer, r *Rule, _ chance.Key) bool {
	if a.status != nil {
		return false
	}
	status := r.Kind.(model.FaultStatus)
	a.status = &status
	return true
}

// resetAnswer ends an answer before it begins.
func resetAnswer(a *Answer, _ *Rule, _ chance.Key) bool {
	a.resets = true
	return true
}

// hangAnswer holds an answer up for a time or for good, while the fault is there.
func hangAnswer(a *Answer, r *Rule, _ chance.Key) bool {
	a.holds = append(a.holds, answerHold{r, r.Kind.(model.Hang).For})
	return true
}

// emptyBody leaves the body out.
func emptyBody(a *Answer, _ *Rule, _ chance.Key) bool {
	done := a.empty
	a.empty = true
	return !done
}

// malformBody makes the body no JSON.
func malformBody(a *Answer, _ *Rule, _ chance.Key) bool {
	if a.empty || a.malformed {
		return false
	}
	a.malformed = true
	return true
}

// cutBody cuts the body. The first cut counts.
func cutBody(a *Answer, r *Rule, _ chance.Key) bool {
	if a.empty || a.cut != nil {
		return false
	}
	cut := r.Kind.(model.Truncate)
	a.cut = &cut
	return true
}

// slowBody slows the body down to the slowest pace.
func slowBody(a *Answer, r *Rule, _ chance.Key) bool {
	if pace := a.pace(); a.empty || pace > 0 && pace <= paceOf(r) {
		return false
	}
	a.slows = append(a.slows, r)
	return true
}

// paceOf returns the pace of a rule of bandwidth, in bytes a second.
func paceOf(r *Rule) int { return r.Kind.(model.Bandwidth).BytesPerSecond() }

// ageAnswer makes the answer older.
func ageAnswer(a *Answer, r *Rule, _ chance.Key) bool {
	if a.status != nil {
		return false
	}
	a.age += r.Kind.(model.Stale).By
	return true
}
