package app

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"trainmock/cmd/trainmock/completion"
	"trainmock/cmd/trainmock/ctl"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// completionCommand is the command line of the command trainmock completion.
type completionCommand struct {
	Shell string `arg:"" help:"bash, fish or zsh." complete:"shell"`
}

const completionDescription = `Prints a script that has a shell complete the commands and flags of trainmock.

  source <(trainmock completion bash)         in ~/.bashrc
  source <(trainmock completion zsh)          in ~/.zshrc, behind compinit
  trainmock completion fish | source          in ~/.config/fish/config.fish`

// runCompletion runs the command trainmock completion. The scripts call it with --complete -- and the words so far, and
// get the words that may follow, one a line.
func runCompletion(_ context.Context, args []string, stdout, stderr io.Writer) int {
	const name = "trainmock completion"
	if len(args) > 1 && args[0] == "--complete" && args[1] == "--" {
		root, err := commandLine()
		if err != nil {
			return endCommand(stderr, name, err)
		}
		for _, word := range completion.Words(root, args[2:], valuesOf) {
			fmt.Fprintln(stdout, word)
		}
		return exitFine
	}
	command := &completionCommand{}
	if err := parseCommand(command, name, completionDescription, args, stdout, stderr); err != nil {
		return endCommand(stderr, name, err)
	}
	script, ok := completion.Script(command.Shell)
	if !ok {
		return endCommand(stderr, name, fmt.Errorf("there is no script for %s: use one of %s",
			model.Quote(command.Shell), strings.Join(completion.Shells(), ", ")))
	}
	if _, err := io.WriteString(stdout, script); err != nil {
		return exitFailed
	}
	return exitFine
}

// commandLine returns the commands and flags of the whole program.
func commandLine() (*kong.Node, error) {
	parser, err := newParser(&flags{})
	if err != nil {
		return nil, err
	}
	root := parser.Model.Node
	for _, c := range []struct {
		name, parent string
		grammar      any
	}{
		{"scenarios", "", &scenariosCommand{}},
		{"check", "scenarios", &checkCommand{}},
		{"completion", "", &completionCommand{}},
	} {
		parser, err := kong.New(c.grammar, kong.Name(c.name), scenarioNames())
		if err != nil {
			return nil, err
		}
		parent := root
		for _, n := range root.Children {
			if n.Name == c.parent {
				parent = n
			}
		}
		parent.Children = append(parent.Children, parser.Model.Node)
	}
	control, err := ctl.Model()
	if err != nil {
		return nil, err
	}
	control.Name = "ctl"
	root.Children = append(root.Children, control)
	return root, nil
}

// valuesOf returns the words that a flag or an argument takes by its tag complete.
func valuesOf(kind string) []string {
	switch kind {
	case "scenario":
		return scenario.Names()
	case "shell":
		return completion.Shells()
	case "event":
		var types []string
		for _, t := range model.EventTypes {
			types = append(types, t.Type)
		}
		return types
	case "transport":
		var names []string
		for _, t := range model.Transports {
			names = append(names, string(t))
		}
		return names
	case "distribution":
		return []string{model.Uniform, model.Lognormal}
	case "per":
		return []string{model.PerSubscriber}
	case "topic":
		var topics []string
		for _, t := range model.Topics {
			topics = append(topics, string(t))
		}
		return topics
	}
	return nil
}
