// Package ctl is the command trainmock ctl: it steers and watches a running server from a shell.
package ctl

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"trainmock/stream/model"
)

// runner is a command that can be run.
type runner interface {
	run(ctx context.Context, s *call) error
}

// Run runs the command with its arguments, and returns the exit code: 0 when it is done, 1 if the server refuses, 2 for
// a mistake in the arguments or in a file that they name, and 3 if no server answers. It ends at once when the context
// is done.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	l, selected, err := parse(args, stdout, stderr)
	if errors.Is(err, errAnswered) {
		return exitFine
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %s (%s --help tells more)\n", program, model.Visible(err.Error()), helped(err))
		return exitUsage
	}
	c, err := l.client()
	if err != nil {
		return end(stderr, &mistake{err})
	}
	defer c.close()
	return end(stderr, selected.run(ctx, &call{client: c, out: stdout, json: l.JSON}))
}

// helped returns the command whose help is about a mistake in the arguments.
func helped(err error) string {
	var mistake *kong.ParseError
	if errors.As(err, &mistake) && mistake.Context.Selected() != nil {
		return mistake.Context.Selected().FullPath()
	}
	return program
}

// newParser returns the parser of a command line, and a function from a command's node to the command.
func newParser(l *line, more ...kong.Option) (*kong.Kong, func(*kong.Node) runner, error) {
	named := map[string]*verbCommand{}
	faults := newFaultCommands()
	all := append(options(), faults.option())
	for _, usage := range model.Verbs {
		v := newVerb(usage)
		all = append(all, v.option())
		named[v.name()] = v
	}
	parser, err := kong.New(l, append(all, more...)...)
	if err != nil {
		return nil, nil, err
	}
	verbs := map[*kong.Node]*verbCommand{}
	for _, node := range parser.Model.Children {
		if v := named[node.Name]; v != nil {
			verbs[node], node.Detail = v, "An example:\n\n  "+v.example()
		}
	}
	added := faults.complete(parser.Model.Node)
	return parser, func(node *kong.Node) runner {
		if v := verbs[node]; v != nil {
			return v
		}
		if a := added[node]; a != nil {
			return a.withGrammar(node.Target)
		}
		return node.Target.Addr().Interface().(runner)
	}, nil
}

// Model returns the commands and flags, for completion.
func Model() (*kong.Node, error) {
	parser, _, err := newParser(&line{})
	if err != nil {
		return nil, err
	}
	return parser.Model.Node, nil
}

// parse reads the arguments and returns the command that they select.
func parse(args []string, stdout, stderr io.Writer) (*line, runner, error) {
	l, answered := &line{}, false
	parser, commandOf, err := newParser(l, kong.Writers(stdout, stderr), kong.Exit(func(int) { answered = true }))
	if err != nil {
		return nil, nil, err
	}
	parsed, err := parser.Parse(withInstants(args))
	switch {
	case answered:
		return nil, nil, errAnswered
	case err != nil:
		return nil, nil, err
	}
	return l, commandOf(parsed.Selected()), nil
}
