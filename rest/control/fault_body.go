package control

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"trainmock/rest/answer"
	rules "trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/suggest"
)

// moment is the start of a world, and its time when a request came.
type moment struct{ start, now time.Time }

// momentOf returns the present moment of a world.
func momentOf(source Source) moment {
	w, now := source.Now()
	return moment{w.Start(), now}
}

// since returns the distance from the start to an instant, which may be relative to now.
func (m moment) since(instant string) (time.Duration, error) {
	at, err := model.ParseInstant(instant, m.now)
	return at.Sub(m.start), err
}

// checkEnd refuses a fault that is over before it is given. Its errors begin with the field.
func (m moment) checkEnd(f model.Fault) error {
	if f.From == nil || f.For == 0 {
		return nil
	}
	if end := m.start.Add(*f.From + f.For); !end.After(m.now) {
		return fmt.Errorf("from: with for it is over at %s, and it is %s: use a later from, such as \"now\", or a "+
			"longer for", model.Stamp(end), model.Stamp(m.now))
	}
	return nil
}

// parseFaults reads one fault, a list of them, or the name of a profile. It reports whether that is a profile.
func (p placeCheck) parseFaults(b *answer.Body, m moment) (list []model.Fault, isProfile bool, err error) {
	var body json.RawMessage
	if err := b.Parse(&body, faultExample); err != nil {
		return nil, false, err
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) == nil && fields["profile"] != nil {
		list, err = parseProfile(b)
		return list, true, err
	}
	var texts []json.RawMessage
	if json.Unmarshal(body, &texts) != nil {
		f, err := p.parseFault(body, m)
		return []model.Fault{f}, false, err
	}
	list, err = p.parseList(texts, m)
	return list, false, err
}

// parseList reads the faults of a list.
func (p placeCheck) parseList(texts []json.RawMessage, m moment) ([]model.Fault, error) {
	if len(texts) == 0 {
		return nil, refuse.InvalidAll([]refuse.Fault{answer.Fault(
			"the list is empty: send, for example, ["+faultExample+"]", "list")})
	}
	list := make([]model.Fault, len(texts))
	for i, text := range texts {
		f, err := p.parseFault(text, m, strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		list[i] = f
	}
	return list, nil
}

// parseFault reads the fault at a path of a body.
func (p placeCheck) parseFault(text []byte, m moment, path ...string) (model.Fault, error) {
	f, err := model.ReadFault(text, m.since)
	if err == nil {
		err = cmp.Or(p(f), m.checkEnd(f))
	}
	if err != nil {
		return f, refuse.InvalidAll([]refuse.Fault{
			answer.Fault(err.Error(), "fault", append(path, model.FaultPath(err)...)...),
		})
	}
	return f, nil
}

// parseProfile reads the name of a profile and returns its faults.
func parseProfile(b *answer.Body) ([]model.Fault, error) {
	var body struct {
		Profile string `json:"profile"`
	}
	if err := parse(b, &body, key{"profile", `{"profile": "flaky"}`}); err != nil {
		return nil, err
	}
	p, ok := rules.ProfileOf(body.Profile)
	if !ok {
		message := "there is no profile " + model.Quote(body.Profile) + ": "
		if near := suggest.Nearest(body.Profile, rules.ProfileNames()); near != "" {
			message += "did you mean " + model.Quote(near) + "? "
		}
		return nil, refuse.InvalidAll([]refuse.Fault{answer.Fault(
			message+"use one of "+strings.Join(rules.ProfileNames(), ", "), "enum", "profile")})
	}
	return p.Faults, nil
}
