package suggest_test

import (
	"testing"

	"trainmock/stream/suggest"
)

// words are names of all lengths that there are, and known are the same.
var words = []string{
	"at", "to", "for", "lr", "from", "step", "since", "limit", "topics", "task_id", "node_id", "interval", "snapshot",
	"on_slow", "events", "num_rounds", "num_clients", "max_steps", "learning_rate", "parameters", "batch_size",
}

var known = suggest.New(words...)

// TestMeant gives misspelt names, and names that resemble a known one only by chance.
func TestMeant(t *testing.T) {
	for given, want := range map[string]string{
		"att": "at", "aat": "at", "At": "at", "AT": "at", "at[]": "at", "at[0]": "at", "time": "at", "Time": "at",
		"topic": "topics", "topics[]": "topics", "Topics": "topics", "topcis": "topics", "topisc": "topics",
		"task": "task_id", "taskId": "task_id", "taskID": "task_id", "task-id": "task_id", "task_ids": "task_id",
		"task_id[]": "task_id", "task_id[3]": "task_id", "tasks": "task_id", "taks_id": "task_id", "TASK_ID": "task_id",
		"node": "node_id", "nodeId": "node_id", "node[]": "node_id", "nodes": "node_id",
		"form": "from", "fromm": "from", "steps": "step", "sicne": "since", "sinse": "since",
		"onSlow": "on_slow", "snapshots": "snapshot", "intervall": "interval", "event": "events", "limits": "limit",
		"fromm[]": "from", "start": "from", "Start": "from", "until": "to", "end": "to",
		"LR": "lr", "numRounds": "num_rounds", "num_round": "num_rounds",
		"learning-rat": "learning_rate",
		"learnig_rte":  "learning_rate", "params": "parameters", "parameter": "parameters", "Parameters": "parameters",

		"": "", "t": "", "_": "", "ta": "", "ot": "", "rl": "", "x[]": "", "[]": "", "[": "", "foo": "", "cat": "",
		"top": "", "mode": "", "code": "", "token": "", "v": "", "cb": "", "min_clients": "",
		"min_steps": "", "model": "",
		"at": "", "topics": "", "num_rounds": "", "任务": "", "secure_aggregation": "", "utm_source": "",
		"__code": "",
	} {
		if got := known.Meant(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	for word, want := range map[string]string{
		"snapshto": "snapshot", "intervl": "interval", "learning": "", "x": "", "": "",
	} {
		if got := suggest.Nearest(word, words); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

// FuzzMeant checks that any name means a known one or none, and that a known one means nothing else.
func FuzzMeant(f *testing.F) {
	for _, given := range []string{"att", "topics[]", "task_id[", "[]", "\xff", "任务", "K"} {
		f.Add(given)
	}
	f.Fuzz(func(t *testing.T, given string) {
		meant := known.Meant(given)
		if meant == given && given != "" {
			t.Errorf("%q: got the name itself, want another or none", given)
		}
		if meant != "" && known.Meant(meant) != "" {
			t.Errorf("%q: got %q, want a known name", given, meant)
		}
	})
}
