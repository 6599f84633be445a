package control

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"trainmock/rest/answer"
	rules "trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/suggest"
)

// since returns a function from an instant, which may be relative to now, to its distance from the start.
func since(source Source) func(text string) (time.Duration, error) {
	w, now := source.Now()
	return func(text string) (time.Duration, error) {
		at, err := model.ParseInstant(text, now)
		return at.Sub(w.Start()), err
	}
}

// parseFaults reads one fault, a list of them, or the name of a profile. It reports whether that is a profile.
func (p placeCheck) parseFaults(
	b *answer.Body, since func(string) (time.Duration, error),
) (list []model.Fault, isProfile bool, err error) {
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
		f, err := p.parseFault(body, since)
		return []model.Fault{f}, false, err
	}
	list, err = p.parseList(texts, since)
	return list, false, err
}

// parseList reads the faults of a list.
func (p placeCheck) parseList(
	texts []json.RawMessage, since func(string) (time.Duration, error),
) ([]model.Fault, error) {
	if len(texts) == 0 {
		return nil, refuse.InvalidAll([]refuse.Fault{answer.Fault(
			"the list is empty: send, for example, ["+faultExample+"]", "list")})
	}
	list := make([]model.Fault, len(texts))
	for i, text := range texts {
		f, err := p.parseFault(text, since, strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		list[i] = f
	}
	return list, nil
}

// parseFault reads the fault at a path of a body.
func (p placeCheck) parseFault(
	text []byte, since func(string) (time.Duration, error), path ...string,
) (model.Fault, error) {
	f, err := model.ReadFault(text, since)
	if err == nil {
		err = p(f)
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
