package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/stream/model"
)

// fullSet holds every parameter that the training console sends, otherSet those of another client.
const (
	fullSet = `{"training_alg": "fedavg", "fed_alg": "fedavg", "secure_aggregation": true, "num_computers": 4,
		"threshold": 2, "num_rounds": 12, "num_clients": 2, "sample_clients": 2, "max_steps": 10, "lr": "5e-4",
		"model_name_or_path": "gpt2", "dataset_name": "alpaca", "dataset_sample": 20000}`
	otherSet = `{"model_name": "bert", "learning_rate": 0.002, "num_clients": 1, "sample_clients_per_round": 1,
		"batch_size": 16, "epochs_per_round": 1}`
)

// last returns the command that was logged last.
func (s *source) last(tb testing.TB) model.StartTask {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.log) == 0 {
		tb.Fatal("got an empty log, want a command")
	}
	return s.log[len(s.log)-1].Verb.(model.StartTask)
}

// TestParameters sends the parameters of known clients: they have their effect, and are kept. Missing ones have
// defaults.
func TestParameters(t *testing.T) {
	for _, tc := range []struct {
		name, body string
		task       string
		rounds     int64
		clients    int
		rate       float64
	}{
		{"the console's", `{"parameters": ` + fullSet + `}`, "gpt2", 12, 2, 0.0005},
		{"another client's", `{"parameters": ` + otherSet + `}`, "bert", 10, 1, 0.002},
		{"without the object around", fullSet, "gpt2", 12, 2, 0.0005},
		{"nothing", `{}`, "task", 10, 2, 0.01},
		{"no parameters", `{"parameters": {}}`, "task", 10, 2, 0.01},
		{"null", `{"parameters": {"num_rounds": null, "lr": null, "model_name": null}}`, "task", 10, 2, 0.01},
		{"empty texts", `{"parameters": {"num_rounds": "", "lr": "", "model_name": ""}}`, "task", 10, 2, 0.01},
		{
			"numbers as texts", `{"parameters": {"num_rounds": " 7 ", "num_clients": "1", "lr": "0.5"}}`, "task", 7,
			1, 0.5,
		},
		{"a whole number with a point", `{"parameters": {"num_rounds": 5.0}}`, "task", 5, 2, 0.01},
		{"more clients than nodes", `{"parameters": {"num_clients": 5000}}`, "task", 10, 2, 0.01},
		{"computers instead of clients", `{"parameters": {"num_computers": 1}}`, "task", 10, 1, 0.01},
		{"the most", `{"parameters": {"num_rounds": 10000, "lr": 1000}}`, "task", 10000, 2, 1000},
		{
			"unknown ones",
			`{"parameters": {"num_rounds": 3, "mine": {"of": [1, "two", null]}, "": 0, "任务": "是"}}`,
			"task", 3, 2, 0.01,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newServer(t, rest.Options{})
			r := s.send(t, http.MethodPost, "/train", tc.body).expect(t, http.StatusOK)
			newContract(t, s).check(t, r)
			got := s.source.last(t)
			values := fmt.Sprint(got.Name, got.Rounds, got.Clients, len(got.Nodes), got.LearningRate)
			if want := fmt.Sprint(tc.task, tc.rounds, tc.clients, tc.clients, tc.rate); values != want {
				t.Errorf("got %s, want %s", values, want)
			}
			checkKept(t, tc.body, got.Parameters)
		})
	}
}

// checkKept fails the test unless the parameters are logged as they were sent, unknown ones included.
func checkKept(t *testing.T, body string, kept map[string]json.RawMessage) {
	t.Helper()
	var sent struct{ Parameters map[string]json.RawMessage }
	if err := json.Unmarshal([]byte(body), &sent); err != nil {
		t.Fatal(err)
	}
	if sent.Parameters == nil {
		if err := json.Unmarshal([]byte(body), &sent.Parameters); err != nil {
			t.Fatal(err)
		}
	}
	if !equal(sent.Parameters, kept) {
		t.Errorf("got %s, want %s", kept, sent.Parameters)
	}
}

// badParameters lists bodies with one fault each, and where and what it is.
var badParameters = []struct{ name, body, at, says string }{
	{
		"no rounds", `{"parameters": {"num_rounds": 0}}`, "body parameters num_rounds",
		`"0" is out of range: use 1 to 10000`,
	},
	{"negative rounds", `{"parameters": {"num_rounds": -1}}`, "body parameters num_rounds", "out of range"},
	{"too many rounds", `{"parameters": {"num_rounds": 10001}}`, "body parameters num_rounds", "out of range"},
	{"half a round", `{"parameters": {"num_rounds": 1.5}}`, "body parameters num_rounds", "is not a whole number"},
	{
		"rounds that are true", `{"parameters": {"num_rounds": true}}`, "body parameters num_rounds",
		"is not a whole number",
	},
	{"rounds without end", `{"parameters": {"num_rounds": "Inf"}}`, "body parameters num_rounds", "use 1 to 10000"},
	{"an underscore", `{"parameters": {"num_rounds": "1_0"}}`, "body parameters num_rounds", `"1_0" is not a whole`},
	{"hexadecimal", `{"parameters": {"num_rounds": "0x1p4"}}`, "body parameters num_rounds", "is not a whole number"},
	{"a rate in words", `{"parameters": {"lr": "abc"}}`, "body parameters lr", `"abc" is not a number`},
	{"a rate of 0", `{"parameters": {"lr": 0}}`, "body parameters lr", "out of range"},
	{"a negative rate", `{"parameters": {"lr": -0.1}}`, "body parameters lr", "out of range"},
	{"not a number", `{"parameters": {"lr": "NaN"}}`, "body parameters lr", "use 1e-09 to 1000"},
	{"beyond all numbers", `{"parameters": {"lr": 1e999}}`, "body parameters lr", "use 1e-09 to 1000"},
	{"the other rate", `{"parameters": {"learning_rate": {}}}`, "body parameters learning_rate", "is not a number"},
	{"no clients", `{"parameters": {"num_clients": 0}}`, "body parameters num_clients", "out of range"},
	{
		"a list of clients", `{"parameters": {"num_clients": [1]}}`, "body parameters num_clients",
		"is not a whole number",
	},
	{"no batch", `{"parameters": {"batch_size": 0}}`, "body parameters batch_size", "out of range"},
	{
		"a model that is a number", `{"parameters": {"model_name_or_path": 7}}`,
		"body parameters model_name_or_path", "is not a text",
	},
	{
		"a long name", `{"parameters": {"dataset_name": "` + strings.Repeat("x", 201) + `"}}`,
		"body parameters dataset_name", "at most 200 bytes",
	},
	{"parameters in a list", `{"parameters": [1]}`, "body parameters", "not an object"},
	{"parameters in a text", `{"parameters": "num_rounds=3"}`, "body parameters", "not an object"},
	{"a list", `[1, 2]`, "body", "array"},
	{"a text", `"num_rounds"`, "body", "string"},
	{"null", ` null `, "body", "null"},
	{"half an object", `{"parameters": {"num_rounds":`, "body", "the JSON here is broken"},
	{"no JSON", `num_rounds=3`, "body", "the JSON here is broken"},
	{"two objects", `{} {}`, "body", "the JSON here is broken"},
	{"no body", ``, "body", "there is no body"},
}

// TestMisspeltParameters sends misspelt names: each is refused with the name that was meant, and an example.
func TestMisspeltParameters(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for name, meant := range map[string]string{
		"numRounds": "num_rounds", "num_round": "num_rounds", "Num_Rounds": "num_rounds", "num-clients": "num_clients",
		"num_cleints": "num_clients", "LR": "lr", "learningRate": "learning_rate", "learnig_rat": "learning_rate",
		"batchsize": "batch_size", "modelName": "model_name", "model_names": "model_name", "fed_algo": "fed_alg",
		"tresh_old": "threshold", "dataset-name": "dataset_name", "max_step": "max_steps", "num_rounds[]": "num_rounds",
	} {
		for around, at := range map[string]string{`{"parameters": {%s}}`: "body parameters ", `{%s}`: "body "} {
			body := fmt.Sprintf(around, fmt.Sprintf(`"num_clients": 1, "mine": 2, %q: 3`, name))
			r := s.send(t, http.MethodPost, "/train", body).expect(t, http.StatusUnprocessableEntity)
			c.check(t, r)
			checkFaultAt(t, r, at+name, "did you mean "+meant+`? Use, for example, "`+meant+`": `)
		}
	}
	for _, name := range []string{"params", "Parameters", "parameter"} {
		for _, beside := range []string{"", `, "parameters": {"num_rounds": 4}`} {
			r := s.send(t, http.MethodPost, "/train", `{"`+name+`": {"num_rounds": 3}`+beside+`}`)
			checkFaultAt(t, r.expect(t, http.StatusUnprocessableEntity), "body "+name, "did you mean parameters?")
		}
	}
	if n := len(s.source.log); n > 0 {
		t.Errorf("got %d commands in the log, want none", n)
	}
	// These are other parameters, not misspelt ones.
	const others = `{"parameters": {"min_clients": 1, "min_steps": 2, "l": 3, "t": 4, "seed": 5, "time": 6}}`
	s.send(t, http.MethodPost, "/train", others).expect(t, http.StatusOK)
}

// TestBadParameters sends bad parameters: each is refused by name, with its range and an example; nothing starts.
func TestBadParameters(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range badParameters {
		t.Run(tc.name, func(t *testing.T) {
			r := s.send(t, http.MethodPost, "/train", tc.body).expect(t, http.StatusUnprocessableEntity)
			c.check(t, r)
			checkFaultAt(t, r, tc.at, tc.says)
		})
	}
	if n := len(s.source.log); n > 0 {
		t.Errorf("got %d commands in the log, want none", n)
	}
}

// checkFaultAt holds a refusal to one fault, at a place.
func checkFaultAt(t *testing.T, r response, at, says string) {
	t.Helper()
	var refused struct {
		Detail []struct {
			Loc       []string
			Msg, Type string
		}
	}
	r.into(t, &refused)
	if len(refused.Detail) != 1 {
		t.Fatalf("got %s, want one fault", r.body)
	}
	fault := refused.Detail[0]
	if strings.Join(fault.Loc, " ") != at || !strings.Contains(fault.Msg, says) || len(fault.Msg) > 500 {
		t.Errorf("got %s, want %q at %s, in 500 bytes", r.body, says, at)
	}
	if !strings.HasPrefix(fault.Type, "value_error.") {
		t.Errorf("got the type %s, want one of value_error.", fault.Type)
	}
}

// TestAllFaults sends several bad parameters: one refusal names them all.
func TestAllFaults(t *testing.T) {
	s := newServer(t, rest.Options{})
	body := `{"parameters": {"num_rounds": 0, "lr": "abc", "model_name": 7}}`
	r := s.send(t, http.MethodPost, "/train", body).expect(t, http.StatusUnprocessableEntity)
	for _, name := range []string{"num_rounds", "lr", "model_name"} {
		if !strings.Contains(string(r.body), `"loc":["body","parameters","`+name+`"]`) {
			t.Errorf("got %s, want a fault of %s", r.body, name)
		}
	}
}

// TestLargeBody sends more than a megabyte, which is refused, and a megabyte, which is not.
func TestLargeBody(t *testing.T) {
	s := newServer(t, rest.Options{})
	large := func(size int) string { return `{"parameters": {"note": "` + strings.Repeat("x", size) + `"}}` }
	r := s.send(t, http.MethodPost, "/train", large(2<<20)).expect(t, http.StatusRequestEntityTooLarge)
	newContract(t, s).check(t, r)
	checkFaultAt(t, r, "body", "1048576 bytes")
	s.send(t, http.MethodPost, "/train", large(1<<20-100)).expect(t, http.StatusOK)
}

// TestContentTypes sends JSON under other content types: it is read as JSON.
func TestContentTypes(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, kind := range []string{
		"", "text/plain;charset=UTF-8", "text/xml", "application/x-www-form-urlencoded",
		"application/json; charset=utf-8", "nonsense",
	} {
		body := strings.NewReader(`{"parameters": {"num_rounds": 3}}`)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/train", body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header["Content-Type"] = []string{kind}
		s.exchange(t, request).expect(t, http.StatusOK)
	}
}

// FuzzTraining sends any body to POST /train: it starts a task whose values are in range, or is refused.
func FuzzTraining(f *testing.F) {
	for _, body := range []string{
		`{"parameters": ` + fullSet + `}`, `{"parameters": ` + otherSet + `}`, `{}`, `null`, `[`, ``,
		`{"parameters": null}`, `{"parameters": {"lr": "1e-3"}}`,
		`{"num_rounds": 1e308}`, `{"num_rounds": "0x10"}`, `{"lr": "1_000"}`, `{"num_clients": 99999999999999999999}`,
		`{"model_name": "\ud800"}`, "\xff",
	} {
		f.Add([]byte(body))
	}
	src := newSource(f, "demo", 7)
	routes, before := rest.New(rest.Options{Find: src.find}), src.world
	f.Fuzz(func(t *testing.T, body []byte) {
		src.world, src.log = before, nil
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/train", strings.NewReader(string(body))))
		if !json.Valid(w.Body.Bytes()) || w.Header().Get("Content-Type") != "application/json" {
			t.Fatalf("%q: got %.300q, want JSON", body, w.Body)
		}
		switch commands := src.log; {
		case w.Code == http.StatusOK && len(commands) == 1:
			s := commands[0].Verb.(model.StartTask)
			counts := s.Rounds >= 1 && s.Rounds <= 10_000 && s.Clients >= 1 && s.Clients <= 2
			rate := s.LearningRate >= 1e-9 && s.LearningRate <= 1e3
			if !counts || !rate || slices.Contains(s.Nodes, "") {
				t.Errorf("%q: got %+v, want values in range", body, s)
			}
		case w.Code == http.StatusUnprocessableEntity && len(commands) == 0:
		case w.Code == http.StatusRequestEntityTooLarge && len(commands) == 0:
		default:
			t.Errorf("%q: got %d, %d commands, want 200 and one, or 422 or 413 and none", body, w.Code, len(commands))
		}
	})
}
