package ctl

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"trainmock/stream/model"
)

// call is one run of a command: the server that it asks, and where it prints.
type call struct {
	client *client
	out    io.Writer
	// json prints the bodies of answers.
	json bool
}

// show asks the server and prints its answer: as it is with --json, else with a function.
func show[T any](ctx context.Context, s *call, r request, print func(w io.Writer, answer T)) error {
	text, err := s.client.ask(ctx, r)
	if err != nil {
		return err
	}
	if s.json {
		return s.writeBody(text)
	}
	var answer T
	if err := json.Unmarshal(text, &answer); err != nil {
		return fmt.Errorf("%s does not answer as trainmock does (%w): --url names another server", s.client.server, err)
	}
	return s.write(func(w io.Writer) { print(w, answer) })
}

// writeBody prints a body of an answer, and a new line if it has none at its end.
func (s *call) writeBody(text []byte) error {
	if !bytes.HasSuffix(text, []byte("\n")) {
		text = append(text, '\n')
	}
	_, err := s.out.Write(text)
	return err
}

// columnGap is the number of spaces between two columns.
const columnGap = 3

// write prints what a function writes. Tabs separate columns, and characters that act unseen are escaped.
func (s *call) write(print func(w io.Writer)) error {
	var text bytes.Buffer
	table := tabwriter.NewWriter(&text, 0, 0, columnGap, ' ', 0)
	print(table)
	if err := table.Flush(); err != nil {
		return err
	}
	var shown strings.Builder
	for line := range strings.Lines(text.String()) {
		shown.WriteString(model.Visible(strings.TrimRight(line, " \n")) + "\n")
	}
	_, err := io.WriteString(s.out, shown.String())
	return err
}
