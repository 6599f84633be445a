package ctl

import (
	"context"
	"errors"
	"fmt"
	"io"

	"trainmock/stream/model"
)

// The exit codes.
const (
	exitFine = iota
	exitRefused
	exitUsage
	exitUnreachable
)

// mistake is an error about the arguments, or about a file that they name.
type mistake struct{ error }

func (m *mistake) Unwrap() error { return m.error }

// mistakeIn returns an error as a mistake, except for that of a context.
func mistakeIn(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return &mistake{err}
}

// end prints an error and returns the exit code.
func end(stderr io.Writer, err error) int {
	if err == nil {
		return exitFine
	}
	code, text := exitRefused, model.Visible(err.Error())
	var bad *mistake
	var silent *unreachable
	switch {
	case errors.Is(err, context.Canceled):
		text = "interrupted; the server may have carried it out"
	case errors.As(err, &bad):
		code = exitUsage
	case errors.As(err, &silent):
		code = exitUnreachable
	}
	fmt.Fprintf(stderr, "%s: %s\n", program, text)
	return code
}
