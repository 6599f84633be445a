package ctl

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// command is a command of an answer: the instant, and the values of one verb under its key.
type command map[string]json.RawMessage

// print prints a command in three columns: the instant, the verb and its values.
func (c command) print(w io.Writer) {
	for verb, text := range c {
		var values map[string]json.RawMessage
		if verb == "at" || json.Unmarshal(text, &values) != nil {
			continue
		}
		var words []string
		for _, key := range slices.Sorted(maps.Keys(values)) {
			words = append(words, key+"="+plain(values[key]))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", plain(c["at"]), verb, strings.Join(words, " "))
	}
}

// plain returns a text without its quotes, and any other value as compact JSON.
func plain(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	var compact bytes.Buffer
	if json.Compact(&compact, value) != nil {
		return string(value)
	}
	return compact.String()
}

// given is the answer to commands.
type given struct {
	Commands []command `json:"commands"`
	Effects  []event   `json:"effects"`
}

func (g given) print(w io.Writer) {
	for _, c := range g.Commands {
		c.print(w)
	}
	for _, e := range g.Effects {
		fmt.Fprintln(w, "  "+e.text())
	}
}

type logCommand struct{}

func (logCommand) run(ctx context.Context, s *call) error {
	return show(ctx, s, request{http.MethodGet, "/mock/commands", nil}, func(w io.Writer, g given) {
		if g.print(w); len(g.Commands) == 0 {
			fmt.Fprintln(w, "no commands are in effect")
		}
	})
}

type undoCommand struct{}

func (undoCommand) run(ctx context.Context, s *call) error {
	return show(ctx, s, request{http.MethodDelete, "/mock/commands/last", nil}, printClock)
}

type resetCommand struct{}

func (resetCommand) run(ctx context.Context, s *call) error {
	return show(ctx, s, request{http.MethodDelete, "/mock/commands", nil}, printClock)
}
