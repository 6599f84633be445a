package app

import (
	"errors"
	"fmt"
	"io"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// complain prints an error about the command line. Errors in a file are about more than a flag, so they get no hint.
func complain(stderr io.Writer, err error) {
	var inFile *scenario.Error
	hint := " (trainmock --help lists all flags)"
	if errors.As(err, &inFile) {
		hint = ""
	}
	fmt.Fprintf(stderr, "trainmock: %s%s\n", shownError(err), hint)
}

// shownError returns the text of an error on one line. The error of a scenario file has an excerpt below, in which
// characters that act unseen are replaced already.
func shownError(err error) string {
	var inFile *scenario.Error
	if errors.As(err, &inFile) {
		return err.Error()
	}
	return model.Visible(err.Error())
}
