package control

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"trainmock/rest/answer"
	"trainmock/stream"
	rules "trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

const (
	faultExample  = `{"name": "lost", "on": {"streams": ["sse", "ws"]}, "share": 0.05, "drop": {}}`
	faultsPath    = "/mock/faults"
	oneFaultPath  = faultsPath + "/{name}"
	profilesPath  = faultsPath + "/profiles"
	existingFault = `"lost": there is a fault of that name: replace it with PUT /mock/faults/NAME, or remove it first`
	missingFault  = `"lost": there is no fault of that name: GET /mock/faults lists them`
)

// faultList is the answer to GET and POST /mock/faults.
type faultList struct {
	Faults []faultState `json:"faults"`
}

// removedFaults is the answer to DELETE /mock/faults.
type removedFaults struct {
	Deleted int `json:"deleted" minimum:"0" doc:"How many faults there were."`
}

// profileList is the answer to GET /mock/faults/profiles.
type profileList struct {
	Profiles []profileEntry `json:"profiles"`
}

// profileEntry is one profile of a list.
type profileEntry struct {
	Name        string            `json:"name" example:"flaky"`
	Description string            `json:"description" doc:"What clients meet."`
	Faults      []faultDefinition `json:"faults" doc:"What POST /mock/faults adds for it."`
}

// placeCheck refuses routes at which a fault never strikes. Its errors begin with the field.
type placeCheck func(model.Fault) error

// Faults declares the routes that break answers and streams on purpose. Each change is an entry of the journal. check
// refuses a fault whose routes, by the table of them, it never strikes; its errors begin with the field.
func Faults(g answer.Group, check func(model.Fault) error) {
	p := placeCheck(check)
	g.Tag, g.Traits = "faults", restricted
	changes := answer.Refuses(http.StatusRequestTimeout, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	mayWait := answer.Refuses(http.StatusServiceUnavailable)
	answer.Add(g, "listFaults", "GET "+faultsPath, "What breaks on purpose, and how often it has", listFaults, mayWait)
	answer.Add(g, "addFaults", "POST "+faultsPath, "Add a fault, several at once, or a profile", p.addFaults,
		answer.Takes(faultsSchema, faultExample), changes, answer.RefusesWith(http.StatusConflict, existingFault))
	answer.Add(g, "removeFaults", "DELETE "+faultsPath, "Remove all faults", removeAllFaults, changes)
	answer.Add(g, "listProfiles", "GET "+profilesPath, "Bad days with a name: lists of faults", listProfiles)
	answer.Add(g, "setFault", "PUT "+oneFaultPath, "Create a fault, or replace the one of that name", p.setFault,
		answer.Takes(definitionSchema, faultExample), changes)
	answer.Add(g, "removeFault", "DELETE "+oneFaultPath, "Remove a fault", removeFault, changes,
		answer.RefusesWith(http.StatusNotFound, missingFault))
}

// listFaults answers with the faults.
func listFaults(ctx context.Context, _ *struct{}) (faultList, error) {
	source := sourceOf(ctx)
	states := source.Faults(ctx)
	size := 0
	for _, s := range states {
		size += s.Bytes()
	}
	if err := turn.Take(ctx, int64(size)); err != nil {
		return faultList{}, err
	}
	return faultList{show(source, states)}, nil
}

// show returns faults as they are answered.
func show(source Source, states []rules.State) []faultState {
	w, _ := source.Now()
	list := make([]faultState, len(states))
	for i, s := range states {
		list[i] = faultState{s, w.Start()}
	}
	return list
}

// addFaults adds the faults of a body or of a profile, all or none, and answers with them. Those of a profile replace
// those of its last time.
func (p placeCheck) addFaults(ctx context.Context, b *answer.Body) (faultList, error) {
	source := sourceOf(ctx)
	faults, isProfile, err := p.parseFaults(b, momentOf(source))
	if err != nil {
		return faultList{}, err
	}
	added, err := source.AddFaults(ctx, faults, isProfile)
	if err != nil {
		return faultList{}, faultRefusal(err)
	}
	return faultList{show(source, statesOf(ctx, source, added))}, nil
}

// statesOf returns the states of some faults.
func statesOf(ctx context.Context, source Source, faults []model.Fault) []rules.State {
	names := make([]string, len(faults))
	for i, f := range faults {
		names[i] = f.Name
	}
	return source.Faults(ctx, names...)
}

// removeAllFaults removes all faults, and answers how many there were.
func removeAllFaults(ctx context.Context, _ *struct{}) (removedFaults, error) {
	count, err := sourceOf(ctx).RemoveFaults(ctx)
	return removedFaults{count}, faultRefusal(err)
}

// listProfiles answers with the profiles.
func listProfiles(context.Context, *struct{}) (profileList, error) {
	list := profileList{make([]profileEntry, len(rules.Profiles))}
	for i, p := range rules.Profiles {
		entry := profileEntry{Name: p.Name, Description: p.Sentence}
		for _, f := range p.Faults {
			entry.Faults = append(entry.Faults, faultDefinition(f))
		}
		list.Profiles[i] = entry
	}
	return list, nil
}

// faultName is the name of a fault in a path.
type faultName struct {
	Name string `path:"name" kind:"id" example:"lost"`
}

// Describe describes the parameter.
func (faultName) Describe() map[string]string {
	return map[string]string{"name": "Letters, digits, dot, hyphen and underscore, at most 64."}
}

// namedFault is the input of PUT /mock/faults/{name}.
type namedFault struct {
	faultName
	answer.Body
}

// setFault creates a fault or replaces the one of that name, and answers with it.
func (p placeCheck) setFault(ctx context.Context, n *namedFault) (faultState, error) {
	source := sourceOf(ctx)
	var body json.RawMessage
	if err := n.Parse(&body, faultExample); err != nil {
		return faultState{}, err
	}
	f, err := p.parseFault(body, momentOf(source))
	switch {
	case err != nil:
		return faultState{}, err
	case f.Name != "" && f.Name != n.Name:
		return faultState{}, fault("name", "conflict", "the fault is called "+model.Quote(f.Name)+
			" here and "+model.Quote(n.Name)+" in the path: leave the name out")
	}
	f.Name = n.Name
	if err := f.Check(); err != nil {
		return faultState{}, refuse.InvalidAll([]refuse.Fault{{
			Loc: []string{"path", "name"}, Msg: err.Error(), Type: "value_error.fault",
		}})
	}
	added, err := source.AddFaults(ctx, []model.Fault{f}, true)
	if err != nil {
		return faultState{}, faultRefusal(err)
	}
	return only(source, statesOf(ctx, source, added))
}

// lastCount is for how long, in wall time, the events of a fault are counted at most before it is removed.
const lastCount = 50 * time.Millisecond

// removeFault removes a fault, and answers with it as it was.
func removeFault(ctx context.Context, n *faultName) (faultState, error) {
	source := sourceOf(ctx)
	brief, done := context.WithTimeout(ctx, lastCount)
	was := source.Faults(brief, n.Name)
	done()
	if _, err := source.RemoveFaults(ctx, n.Name); err != nil {
		return faultState{}, faultRefusal(err)
	}
	return only(source, was)
}

// only returns the only one of some states. There is none if another request has removed it meanwhile.
func only(source Source, states []rules.State) (faultState, error) {
	if len(states) == 0 {
		return faultState{}, faultRefusal(stream.ErrNoFault)
	}
	return show(source, states)[0], nil
}

// faultRefusal returns an error about faults as one of type *refuse.Refusal, if its reason is the request.
func faultRefusal(err error) error {
	switch {
	case errors.Is(err, stream.ErrFaultExists):
		return refuse.New(http.StatusConflict, err.Error())
	case errors.Is(err, stream.ErrNoFault):
		return refuse.New(http.StatusNotFound, err.Error())
	case errors.Is(err, stream.ErrFaultsFull):
		return refuse.New(http.StatusTooManyRequests, err.Error())
	}
	return refusal(err)
}
