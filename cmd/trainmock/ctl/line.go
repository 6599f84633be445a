package ctl

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"trainmock/cmd/trainmock/internal/numbers"
	"trainmock/stream/session"
)

// defaultURL is where trainmock listens by default.
const defaultURL = "http://localhost:6677"

// line is the command line. The commands for model.Verbs and for faults are added to it.
type line struct {
	URL      string `name:"url" env:"TRAINMOCK_URL" help:"Address; by default http://localhost:6677." placeholder:"URL"`
	Session  *world `help:"Which of the server's sessions; by default its main world." placeholder:"NAME"`
	Token    string `env:"TRAINMOCK_TOKEN" help:"The token that the server was started with." placeholder:"TOKEN"`
	Insecure bool   `help:"Accept any certificate, such as that of --tls-self-signed."`
	JSON     bool   `name:"json" help:"Print the bodies of the server's answers."`

	Clock   clockCommand   `cmd:"" group:"Clock" help:"Show the clock."`
	Pause   pauseCommand   `cmd:"" group:"Clock" help:"Stop the time of the world."`
	Run     runCommand     `cmd:"" group:"Clock" help:"Let the time go on, or change its speed."`
	Advance advanceCommand `cmd:"" group:"Clock" help:"Publish ticks of a world that stands, all at once."`
	Seek    seekCommand    `cmd:"" group:"Clock" help:"Begin a new epoch at another instant. Commands stay."`

	Log       logCommand       `cmd:"" group:"Run" help:"List the commands in effect."`
	Undo      undoCommand      `cmd:"" group:"Run" help:"Undo the newest command."`
	Reset     resetCommand     `cmd:"" group:"Run" help:"Drop all commands."`
	Journal   journalCommand   `cmd:"" group:"Run" help:"Save the run to a file, or load one."`
	Scenario  scenarioCommand  `cmd:"" group:"Run" help:"Show the scenario, or replace the world."`
	Scenarios scenariosCommand `cmd:"" group:"Run" help:"List the scenarios that come with the server."`

	Worlds sessionCommand `cmd:"" name:"session" group:"Sessions" help:"Make worlds of their own, one for each test."`

	Health      healthCommand      `cmd:"" group:"Watch" help:"Show the state of the server."`
	Subscribers subscribersCommand `cmd:"" group:"Watch" help:"List who is connected to the streams."`
	Kick        kickCommand        `cmd:"" group:"Watch" help:"Close a connection."`
	Send        sendCommand        `cmd:"" group:"Watch" help:"Send an event of your own to subscribers."`
	Requests    requestsCommand    `cmd:"" group:"Watch" help:"List the last requests and connections."`
}

// Validate is called by kong for values that name no server.
func (l *line) Validate() error {
	_, err := l.server()
	return err
}

// server returns the address of the server, without a slash at its end.
func (l *line) server() (string, error) {
	text := l.URL
	switch {
	case text == "":
		// Compose files and CI set variables to nothing where a person has set none.
		text = defaultURL
	case !strings.Contains(text, "://"):
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery+u.Fragment != "" {
		return "", fmt.Errorf("--url: %q is not the address of a server: use, for example, %s", l.URL, defaultURL)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// client returns a client of the server, in the session that is named.
func (l *line) client() (*client, error) {
	server, err := l.server()
	if err != nil {
		return nil, err
	}
	prefix := ""
	if l.Session != nil {
		prefix = session.Path(string(*l.Session))
	}
	return newClient(server, prefix, l.Token, l.Insecure), nil
}

// withInstants returns arguments in which seek -5m is seek now-5m, because kong takes -5m for a flag.
func withInstants(args []string) []string {
	out := append([]string(nil), args...)
	for i := 1; i < len(out); i++ {
		if out[i-1] == "seek" && len(out[i]) > 1 && out[i][0] == '-' && out[i][1] >= '0' && out[i][1] <= '9' {
			out[i] = "now" + out[i]
		}
	}
	return out
}

// errAnswered says that the command line asked for a text, and got it.
var errAnswered = errors.New("answered")

// options returns the settings of kong other than its outputs.
func options() []kong.Option {
	return append(numbers.Options(),
		kong.Name(program), kong.Description(description),
		kong.KindMapper(reflect.Map, kong.MapperFunc(readPairs)),
		// --at -5m is a value, not a flag.
		kong.WithHyphenPrefixedParameters(true),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Help(printHelp),
	)
}
