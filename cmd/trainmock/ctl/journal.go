package ctl

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"

	"trainmock/cmd/trainmock/internal/interrupt"
	"trainmock/stream/input"
	"trainmock/stream/journal/lines"
)

// journalCommand groups the commands about the journal of the run.
type journalCommand struct {
	Save saveCommand `cmd:"" help:"Write the run to a file: its world, and all that was decided since."`
	Load loadCommand `cmd:"" help:"Replace the world by a run from a file. Then the world stands."`
}

type saveCommand struct {
	File string `arg:"" help:"Where to; - is standard output." complete:"file"`
}

func (c *saveCommand) run(ctx context.Context, s *call) error {
	text, err := s.client.ask(ctx, request{http.MethodGet, "/mock/journal", nil})
	switch {
	case err != nil:
		return err
	case c.File == input.Standard:
		// The sign also stands for standard output.
		return s.writeBody(text)
	}
	const ownerWrites = 0o644
	if err := os.WriteFile(c.File, text, ownerWrites); err != nil {
		return err
	}
	if s.json {
		return nil
	}
	return s.write(func(w io.Writer) { fmt.Fprintf(w, "%s has %d bytes\n", c.File, len(text)) })
}

type loadCommand struct {
	File string `arg:"" help:"What trainmock ctl journal save wrote; - is standard input." complete:"file"`
}

func (c *loadCommand) run(ctx context.Context, s *call) error {
	text, err := interrupt.Call(ctx, func() ([]byte, error) { return lines.LoadText(c.File) })
	if err != nil {
		return mistakeIn(err)
	}
	return show(ctx, s, request{http.MethodPost, "/mock/journal", raw(text)}, printClock)
}
