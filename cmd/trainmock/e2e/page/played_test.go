package page

import (
	"context"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// playedPage is a page that is open beside its program, to be used by hand.
type playedPage struct {
	*program.Program
	ctx  context.Context
	seen *browser.Recorder
}

func newPlayedPage(t *testing.T, args ...string) *playedPage {
	t.Helper()
	p := program.Start(t, app.Run, args...)
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Await(t, ctx,
		`document.querySelector("#run, #token-form") !== null && document.querySelector("#tasks h3") !== null`)
	return &playedPage{p, ctx, seen}
}

// commands returns the number of commands in the log of the program.
func (p *playedPage) commands(t *testing.T) int {
	t.Helper()
	var log struct{ Commands []any }
	p.Read(t, "/mock/commands", &log)
	return len(log.Commands)
}
