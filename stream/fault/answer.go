package fault

import (
	"strings"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// Answer is what faults make of the answer to a request.
type Answer struct {
	// names are those of the faults that struck, in order.
	names []string
	// holds hold the answer up, one behind the other, and slows are the rules that slow its body down, the slowest last.
	holds []answerHold
	slows []*Rule
	// resets is set if the connection breaks off.
	resets bool
	// status is answered in place of the route, if set.
	status *model.FaultStatus
	// empty, malformed and cut are what becomes of the body, in this order.
	empty, malformed bool
	cut              *model.Truncate
	// age is how much older than asked for the answer is.
	age time.Duration
}

// Strike lets the rules of some lists, in order, strike a request at a world time. It returns nil if none does.
func Strike(q *Request, now time.Time, lists ...*Rules) *Answer {
	a := &Answer{}
	for _, rules := range lists {
		if rules != nil {
			a.strike(rules, q, now)
		}
	}
	if len(a.names) == 0 {
		return nil
	}
	return a
}

// strike lets the rules of one list strike. Behind the end of an answer there is nothing to be struck.
func (a *Answer) strike(rules *Rules, q *Request, now time.Time) {
	for _, r := range rules.list {
		if r.Removed || !r.inForce(now) || !r.isAbout(q) || !Applies(r.Kind, q) {
			continue
		}
		effect := answerEffects[r.Kind.Key()]
		if r.strikesRequest(q, func(key chance.Key) bool {
			return !a.resets && !a.isEndless() && effect.strike(a, r, key)
		}) {
			a.names = append(a.names, r.Name)
		}
	}
}

// Names returns the names of the faults that struck, joined by commas.
func (a *Answer) Names() string { return strings.Join(a.names, ", ") }

// Age returns how much older than asked for the answer is to be, in world time.
func (a *Answer) Age() time.Duration { return a.age }

// Waits reports whether faults hold the answer up.
func (a *Answer) Waits() bool { return len(a.holds) > 0 }
