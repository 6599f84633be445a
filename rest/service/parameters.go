package service

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/pattern"
	"trainmock/stream/refuse"
)

// number describes a training parameter that is a number, or a text that holds one. Both ends of its range count.
type number struct {
	name        string
	whole       bool
	least, most float64
	example     string
}

// numbers lists the numeric parameters of the known consoles. Parameters in neither list are kept unchecked.
var numbers = []number{
	{"num_rounds", true, 1, 10_000, "10"},
	{"num_clients", true, 1, 10_000, "4"},
	{"num_computers", true, 1, 10_000, "4"},
	{"sample_clients", true, 1, 10_000, "2"},
	{"sample_clients_per_round", true, 1, 10_000, "2"},
	{"threshold", true, 0, 10_000, "2"},
	{"max_steps", true, 1, 1e9, "10"},
	{"batch_size", true, 1, 1e6, "16"},
	{"epochs_per_round", true, 1, 10_000, "1"},
	{"dataset_sample", true, 1, 1e12, "20000"},
	{"lr", false, 1e-9, 1e3, "0.0005"},
	{"learning_rate", false, 1e-9, 1e3, "0.0005"},
}

// texts names the parameters that are texts.
var texts = []string{"training_alg", "fed_alg", "model_name_or_path", "model_name", "dataset_name"}

// maxName limits a text among them, in bytes.
const maxName = 200

// trainParameters are those of POST /train, and trainKeys those and the key of the object around them.
var trainParameters, trainKeys = trainNames()

// trainNames returns both, with an example of each name.
func trainNames() (inner, outer ask.KnownNames) {
	examples := map[string]string{"parameters": TrainingExample}
	var names []string
	for _, n := range numbers {
		names, examples[n.name] = append(names, n.name), fmt.Sprintf("%q: %s", n.name, n.example)
	}
	for _, name := range texts {
		names, examples[name] = append(names, name), fmt.Sprintf(`%q: "gpt2"`, name)
	}
	return ask.NewKnownNames(examples, names...), ask.NewKnownNames(examples, append(names, "parameters")...)
}

// TrainingExample is a body of POST /train.
const TrainingExample = `{"parameters": {"num_rounds": 10, "num_clients": 2, "lr": 0.0005, ` +
	`"model_name_or_path": "gpt2"}}`

// TrainingFault is the detail of the refusal of a number of rounds.
var TrainingFault = []refuse.Fault{
	answer.Fault(`"0" is out of range: `+numbers[0].advice(), "number", "parameters", numbers[0].name),
}

// numberText matches a decimal number, or nothing, that is written as a text.
const numberText = `^\s*([-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?)?\s*$`

// numberForm is numberText. Go's own reading of numbers is wider: 1_000, 0x1p4, Infinity.
var numberForm = pattern.Lazy(numberText)

// TrainingSchema describes the body of POST /train.
func TrainingSchema() *huma.Schema {
	known := map[string]*huma.Schema{}
	for _, n := range numbers {
		known[n.name] = n.schema()
	}
	for _, name := range texts {
		text := &huma.Schema{Type: huma.TypeString, MaxLength: new(maxName)}
		known[name] = &huma.Schema{AnyOf: []*huma.Schema{text, {Type: "null"}}, Examples: []any{"gpt2"}}
	}
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true,
		Properties: map[string]*huma.Schema{"parameters": {
			Type: huma.TypeObject, AdditionalProperties: true, Properties: known,
			Description: "All optional; unknown ones have no effect. num_rounds sets the rounds, num_clients the nodes, " +
				"lr scales the curve; a number may be written as a text.",
		}},
	}
}

// schema describes the number, the text that can hold it, and null.
func (n number) schema() *huma.Schema {
	value := &huma.Schema{Type: huma.TypeNumber, Minimum: &n.least, Maximum: &n.most}
	if n.whole {
		value.Type = huma.TypeInteger
	}
	return &huma.Schema{
		AnyOf:    []*huma.Schema{value, {Type: huma.TypeString, Pattern: numberText}, {Type: "null"}},
		Examples: []any{json.Number(n.example)},
	}
}

// parseTraining reads the body of POST /train: an object with parameters, or the parameters themselves.
func parseTraining(b *answer.Body) (model.StartTask, error) {
	var parameters map[string]json.RawMessage
	if err := b.Parse(&parameters, TrainingExample); err != nil {
		return model.StartTask{}, err
	}
	misspelt := answer.NameFaults(trainKeys, parameters)
	if inner, ok := parameters["parameters"]; ok {
		parameters = nil
		if json.Unmarshal(inner, &parameters) != nil {
			return model.StartTask{}, answer.Unexpected("not an object", TrainingExample, "parameters")
		}
		misspelt = append(misspelt, answer.NameFaults(trainParameters, parameters, "parameters")...)
	}
	p := parser{given: parameters, numbers: map[string]float64{}, texts: map[string]string{}}
	p.parse()
	p.faults = append(p.faults, misspelt...)
	if len(p.faults) > 0 {
		return model.StartTask{}, refuse.InvalidAll(p.faults)
	}
	return model.StartTask{
		Name:         cmp.Or(p.texts["model_name_or_path"], p.texts["model_name"]),
		Rounds:       int64(p.numbers["num_rounds"]),
		Clients:      int(cmp.Or(p.numbers["num_clients"], p.numbers["num_computers"])),
		LearningRate: cmp.Or(p.numbers["lr"], p.numbers["learning_rate"]),
		Parameters:   kept(parameters),
	}, nil
}

// maxKept limits the parameters of a task that are kept, in bytes. They are kept as long as the program runs, and have
// no effect beyond those that the task's other fields hold.
const maxKept = 4 << 10

// kept returns the parameters if they are within maxKept, and nil otherwise.
func kept(parameters map[string]json.RawMessage) map[string]json.RawMessage {
	if (model.StartTask{Parameters: parameters}).Bytes() > maxKept {
		return nil
	}
	return parameters
}

// parser reads the known parameters. One that is missing or null becomes 0 or empty.
type parser struct {
	given   map[string]json.RawMessage
	numbers map[string]float64
	texts   map[string]string
	faults  []refuse.Fault
}

// parse reads all known parameters and collects their faults.
func (p *parser) parse() {
	for _, n := range numbers {
		value, err := n.parse(orNull(p.given[n.name]))
		if err != nil {
			p.faults = append(p.faults, answer.Fault(err.Error(), "number", "parameters", n.name))
		}
		p.numbers[n.name] = value
	}
	for _, name := range texts {
		var text string
		if json.Unmarshal(orNull(p.given[name]), &text) != nil || len(text) > maxName {
			const message = "%s is not a text of at most %d bytes: use, for example, \"gpt2\""
			given := model.Quote(string(p.given[name]))
			p.faults = append(p.faults, answer.Fault(fmt.Sprintf(message, given, maxName), "str", "parameters", name))
		}
		p.texts[name] = text
	}
}

// parse reads a number, or a text that holds one. Null and the empty text are 0.
func (n number) parse(raw json.RawMessage) (float64, error) {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw)
	}
	if text = strings.TrimSpace(text); text == "null" || text == "" {
		return 0, nil
	}
	// One that is too large for a float64 is infinite, and out of range.
	value, _ := strconv.ParseFloat(text, 64)
	switch {
	case !numberForm().MatchString(text) || n.whole && value != math.Trunc(value):
		return 0, fmt.Errorf("%s is not %s: %s", model.Quote(text), n.kind(), n.advice())
	case !(value >= n.least && value <= n.most):
		return 0, fmt.Errorf("%s is out of range: %s", model.Quote(text), n.advice())
	}
	return value, nil
}

// kind names the kind of number that is accepted.
func (n number) kind() string {
	if n.whole {
		return "a whole number"
	}
	return "a number"
}

// advice names the range and an example.
func (n number) advice() string {
	bound := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	return fmt.Sprintf("use %s to %s, such as %s", bound(n.least), bound(n.most), n.example)
}

// orNull returns a value, or null if there is none.
func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}
