package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
	"trainmock/stream/journal"
	"trainmock/stream/journal/lines"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/scenario"
	"trainmock/stream/turn"
)

const (
	journalPath = "/mock/journal"
	ndjson      = "application/x-ndjson"
	// workPerByte is the memory that a byte of a journal stands for: a command of some 100 bytes becomes
	// model.CommandBytes.
	workPerByte = 16
)

// journalExample is a journal of demo that was paused after a minute.
var journalExample = sync.OnceValue(func() string {
	s, err := scenario.Load("demo")
	if err != nil {
		panic("control: " + err.Error())
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var text strings.Builder
	for line := range lines.All([]journal.Entry{
		{Genesis: &journal.Genesis{Scenario: s, Seed: 7, Start: start, Tick: time.Second, Speed: 1}},
		{Clock: &journal.Clock{Tick: 61, Now: start.Add(time.Minute)}},
	}) {
		text.Write(line)
	}
	return text.String()
})

// saveJournal declares GET /mock/journal.
func saveJournal(g answer.Group) {
	conflict := answer.RefusesWhen(http.StatusConflict, "The commands do not fit into a scenario's file.",
		"a timeline holds at most 1000 commands, and these are 1001: save the journal without format=yaml instead")
	g.Describe(saveOperation, conflict,
		answer.Refuses(http.StatusUnprocessableEntity, http.StatusServiceUnavailable))
	g.Router.Get(journalPath, inTurn(g.Turns, save))
}

// saveOperation returns the entry of GET /mock/journal in the document.
func saveOperation(*huma.OpenAPI) huma.Operation {
	const about = "yaml for the scenario with the commands and the faults, a file for trainmock --scenario. " +
		"By default the journal."
	text := &huma.Schema{Type: huma.TypeString}
	return huma.Operation{
		OperationID: "getJournal", Method: http.MethodGet, Path: journalPath,
		Summary:     "Everything that made this run, a line an entry",
		Description: "POST /mock/journal and trainmock --journal FILE play it again.",
		Parameters: []*huma.Param{{
			Name: "format", In: "query", Description: about,
			Schema:  &huma.Schema{Type: huma.TypeString, Enum: []any{"", "yaml"}},
			Example: "yaml",
		}},
		Responses: map[string]*huma.Response{"200": {
			Description: "The genesis, and then the entries in their order.",
			Content: map[string]*huma.MediaType{
				ndjson: {Schema: text, Example: journalExample()}, "application/yaml": {Schema: text},
			},
		}},
	}
}

// loadJournal declares POST /mock/journal.
func loadJournal(g answer.Group, changes answer.Trait) {
	wrong := wrongLine(&journal.Fault{Entry: 1, Field: "genesis", Message: "the journal is empty: use an answer of " +
		"GET " + journalPath})
	g.Describe(loadOperation, changes, answer.Refuses(http.StatusServiceUnavailable),
		answer.RefusesWith(http.StatusUnprocessableEntity, []refuse.Fault{wrong}),
		answer.RefusesWhen(http.StatusUnsupportedMediaType, "The body is not declared as a journal.", noJournal))
	g.Router.With(withHeader).Post(journalPath, inTurn(g.Turns, load))
}

// loadOperation returns the entry of POST /mock/journal in a document.
func loadOperation(document *huma.OpenAPI) huma.Operation {
	body := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}, Example: journalExample()}
	var first any
	line, _, _ := strings.Cut(journalExample(), "\n")
	if err := json.Unmarshal([]byte(line), &first); err != nil {
		panic("control: an example is not JSON: " + line)
	}
	one := &huma.MediaType{
		Schema:  &huma.Schema{Type: huma.TypeObject, Description: "A journal of one line, the genesis."},
		Example: first,
	}
	return huma.Operation{
		OperationID: "loadJournal", Method: http.MethodPost, Path: journalPath,
		Summary:     "Replace the run by that of a journal",
		Description: "All is checked first. The world then stands at the newest tick of the journal.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			ndjson: body, "application/json": one,
		}},
		Responses: map[string]*huma.Response{"200": {
			Description: "The clock of the world.",
			Content:     map[string]*huma.MediaType{"application/json": {Schema: answer.SchemaOf[model.Clock](document)}},
		}},
	}
}

// journalNames know the parameters of the routes.
var journalNames = map[string]ask.KnownNames{
	http.MethodGet:  ask.NewKnownNames(ask.QueryExamples, "format"),
	http.MethodPost: ask.NewKnownNames(ask.QueryExamples),
}

// inTurn returns the handler of a route: make writes the answer and returns its type, in a visit of its own.
func inTurn(
	turns *turn.Queue, make func(to *answer.Pieces, r *http.Request) (kind string, err error),
) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, visit := turns.Begin(r.Context())
		defer visit.End()
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		err := journalNames[method].CheckQuery(r.URL.Query())
		var text answer.Pieces
		defer text.Free()
		var kind string
		if err == nil {
			kind, err = make(&text, r.WithContext(ctx))
		}
		visit.Finish(text.Len())
		if err != nil {
			refuse.Of(err).Write(w)
			return
		}
		w.Header().Set("Content-Type", kind)
		_ = text.Send(ctx, w) // The client may have left.
	}
}

// save answers GET /mock/journal.
func save(to *answer.Pieces, r *http.Request) (kind string, err error) {
	source := sourceOf(r.Context())
	switch format := r.URL.Query().Get("format"); format {
	case "":
	case "yaml":
		return saveTimeline(to, r)
	default:
		return "", refuse.Invalid("format", "enum", model.Quote(format)+" is not a format: use format=yaml for "+
			"the commands as a scenario, or leave it out")
	}
	entries, err := source.Entries(r.Context())
	if err != nil {
		return "", err
	}
	if err := turn.Take(r.Context(), lines.Bytes(entries)); err != nil {
		return "", err
	}
	for line := range lines.All(entries) {
		_, _ = to.Write(line)
		turn.Pause(r.Context())
	}
	return ndjson, nil
}

// saveTimeline writes the scenario with the commands in its timeline, and with the faults.
func saveTimeline(to *answer.Pieces, r *http.Request) (kind string, err error) {
	source := sourceOf(r.Context())
	log := source.Log()
	w, _ := source.Now()
	// To read the file again, as a check, needs some times its size.
	if err := turn.Take(r.Context(), int64(len(log)+1)*model.CommandBytes*workPerByte); err != nil {
		return "", err
	}
	var faults []model.Fault
	for _, s := range source.Faults(r.Context()) {
		faults = append(faults, s.Fault)
	}
	file, err := scenario.With(w.Scenario(), log, faults)
	if err != nil {
		return "", refuse.New(http.StatusConflict, err.Error())
	}
	_, err = io.WriteString(to, file)
	return "application/yaml", err
}

// load answers POST /mock/journal.
func load(to *answer.Pieces, r *http.Request) (kind string, err error) {
	body, err := readJournal(r)
	if err != nil {
		return "", err
	}
	ctx := r.Context()
	if err := turn.Take(ctx, int64(len(body))*workPerByte); err != nil {
		return "", err
	}
	entries, numbers, err := lines.Read(body)
	if err := turn.Take(ctx, journal.Largest(entries).Bytes()); err != nil {
		return "", err
	}
	source := sourceOf(ctx)
	if err == nil {
		err = lines.InLine(source.Load(ctx, entries), numbers)
	}
	var wrong *journal.Fault
	switch {
	case errors.As(err, &wrong):
		return "", refuse.InvalidAll([]refuse.Fault{wrongLine(wrong)})
	case err != nil:
		return "", refusal(err)
	}
	renewSeed(ctx)
	clock, err := answer.Encode(source.Clock())
	_, _ = to.Write(clock)
	return "application/json", err
}

// wrongLine returns a mistake in a line of a journal.
func wrongLine(wrong *journal.Fault) refuse.Fault {
	path := []string{strconv.Itoa(wrong.Entry)}
	if wrong.Field != "" {
		path = append(path, strings.Split(wrong.Field, ".")...)
	}
	return answer.Fault(fmt.Sprintf("line %d: %s", wrong.Entry, wrong.Error()), "journal", path...)
}

// noJournal refuses a body of another type.
const noJournal = "the body is not said to be a journal: send Content-Type: " + ndjson

// readJournal returns the body of a request, at most answer.MaxFile bytes.
func readJournal(r *http.Request) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != ndjson && kind != "application/json" {
		return nil, refuse.New(http.StatusUnsupportedMediaType, noJournal)
	}
	return answer.ReadBody(r.Context(), r, answer.MaxFile)
}
