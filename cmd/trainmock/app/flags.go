package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/alecthomas/kong"

	"trainmock/cmd/trainmock/internal/numbers"
	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// flags is the command line. Each flag can also be set in the environment.
type flags struct {
	Host           string   `help:"Address to listen on." default:"0.0.0.0" group:"Serving"`
	Port           uint16   `help:"Port to listen on; 0 picks a free one." default:"6677" group:"Serving"`
	CORSOrigin     []string `name:"cors-origin" placeholder:"ORIGIN" address:"" group:"Serving"`
	ReadOnly       bool     `group:"Serving"`
	MaxSubscribers int      `default:"10000" group:"Serving"`
	MaxSessions    int      `default:"64" group:"Serving"`
	Print          string   `type:"word" enum:"text,json,url" default:"text" group:"Serving"`
	UntilStdinEnds bool     `variable:"-" group:"Serving"`

	Token         *string  `placeholder:"TOKEN" address:"" group:"Control"`
	AllowHost     []string `placeholder:"HOST" group:"Control"`
	ControlOrigin []string `placeholder:"ORIGIN" address:"" group:"Control"`

	TLSCert       string `name:"tls-cert" placeholder:"FILE" group:"TLS"`
	TLSKey        string `name:"tls-key" placeholder:"FILE" group:"TLS"`
	TLSSelfSigned bool   `name:"tls-self-signed" group:"TLS"`

	Scenario  string       `default:"demo" placeholder:"NAME|FILE.yaml" group:"World"`
	Watch     bool         `group:"World"`
	Seed      *uint64      `placeholder:"N" group:"World"`
	Start     string       `placeholder:"TIME" group:"World"`
	Anchor    string       `placeholder:"TIME" group:"World"`
	At        string       `placeholder:"TIME" group:"World"`
	Journal   string       `placeholder:"FILE" group:"World"`
	Speed     float64      `default:"1" group:"World"`
	Tick      durationFlag `help:"Time between two ticks of the streams." default:"1s" group:"World"`
	Replay    durationFlag `help:"How far back a stream can resume." default:"10m" group:"World"`
	Strict    bool         `group:"World"`
	Exclusive bool         `group:"World"`
	ErrorRate float64      `default:"0" placeholder:"P" group:"World"`

	clusterFlags

	LogLevel  string      `type:"level" enum:"debug,info,warn,error" default:"info" group:"Log"`
	LogFormat string      `help:"Form of the log: ${enum}." type:"word" enum:"text,json" default:"text" group:"Log"`
	Version   versionFlag `help:"Print the version and end." variable:"-"`

	environment environment
	// given holds the names of the flags that the command line or the environment has.
	given map[string]bool
}

const description = "A training-monitor service (Ray nodes, training tasks), mocked: " +
	"REST, WebSocket and SSE over one simulated cluster, and a page that shows it live." + `

  trainmock                                   serve on http://localhost:6677
  trainmock --port 0 --scenario large         1,000 nodes on a free port
  trainmock --seed 7 --start 2026-01-01T00:00:00Z    the same run every time
  trainmock scenarios                         list the built-in scenarios
  trainmock scenarios demo > mine.yaml        print one, to begin your own with
  trainmock scenarios check mine.yaml         check it without serving it
  trainmock --scenario mine.yaml              serve it
  trainmock --tls-self-signed                 serve on https://localhost:6677, over HTTP/2
  curl -N localhost:6677/stream/sse           watch it without a browser
  trainmock ctl --help                        steer it from another shell
  trainmock completion bash                   a script for the Tab key

Every flag can also be set in the environment: TRAINMOCK_PORT=8080. A flag
comes before its variable, and an empty variable counts as not set.

Exit codes: 0 a good end, also by a signal; 1 it cannot listen or serve, or a
second signal; 2 a mistake in a flag, a variable or a file that they name.`

// errAnswered says that the command line asked for a text, and got it.
var errAnswered = errors.New("answered")

// parseFlags reads the command line and the environment.
func parseFlags(args []string, stdout, stderr io.Writer) (*flags, error) {
	f := &flags{}
	e := &f.environment
	parser, err := newParser(f, kong.Writers(stdout, stderr), kong.Exit(func(int) { e.off = true }))
	if err != nil {
		return nil, err
	}
	parsed, err := parser.Parse(args)
	switch {
	case e.off:
		return nil, errAnswered
	case err != nil:
		return nil, err
	}
	f.given = map[string]bool{}
	for _, p := range parsed.Path {
		if p.Flag != nil {
			f.given[p.Flag.Name] = true
		}
	}
	f.Host = withoutBrackets(f.Host)
	return f, nil
}

// newParser returns the parser of the server's command line.
func newParser(f *flags, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(f, slices.Concat(f.environment.options(), numbers.Options(), []kong.Option{
		kong.Name("trainmock"), kong.Description(description),
		// --start -5m is a value, not a flag.
		kong.WithHyphenPrefixedParameters(true),
		wordMapper, levelMapper, kong.PostBuild(describeFlags),
	}, more)...)
}

const maxReplay = 24 * time.Hour

// check returns an error for the first value that a flag's type admits and the program does not.
func (f *flags) check() error {
	switch {
	case f.Journal != "" && f.At != "":
		return errors.New("--at: a journal says where its world stands: use only one of --journal and --at")
	case time.Duration(f.Replay) < time.Second || time.Duration(f.Replay) > maxReplay:
		return fmt.Errorf("--replay: %s is not from 1s to %s: use, for example, --replay 10m",
			time.Duration(f.Replay), maxReplay)
	case !(f.ErrorRate >= 0 && f.ErrorRate <= 1):
		return fmt.Errorf("--error-rate: %v is not from 0 to 1: use, for example, --error-rate 0.05", f.ErrorRate)
	case f.MaxSubscribers < 1:
		return fmt.Errorf("--max-subscribers: %d is less than 1: use, for example, --max-subscribers 10000",
			f.MaxSubscribers)
	case f.MaxSessions < 0:
		return fmt.Errorf("--max-sessions: %d is less than 0: use, for example, --max-sessions 64", f.MaxSessions)
	}
	if err := f.checkInput(); err != nil {
		return err
	}
	if err := f.clusterFlags.check(f.given); err != nil {
		return err
	}
	return f.checkWatch()
}

// genesis reads the flags that say which world it is, and when.
func (f *flags) genesis(now time.Time) (journal.Genesis, error) {
	if f.Seed == nil {
		f.Seed = new(stream.DrawSeed())
	}
	g := journal.Genesis{
		Seed: *f.Seed, Anchor: now.Truncate(time.Microsecond), Tick: time.Duration(f.Tick), Speed: f.Speed,
	}
	if err := f.setTimes(&g, now); err != nil {
		return g, err
	}
	var err error
	if g.Scenario, err = scenario.Load(f.Scenario); err != nil {
		return g, fmt.Errorf("--scenario: %w", err)
	}
	return g, nil
}

// setTimes reads the flags that say when tick 0 is, by the wall and in the world, and checks all values but the
// scenario.
func (f *flags) setTimes(g *journal.Genesis, now time.Time) (err error) {
	if f.Anchor != "" {
		if g.Anchor, err = model.ParseInstant(f.Anchor, now); err != nil {
			return fmt.Errorf("--anchor: %w", err)
		}
	}
	g.Start = g.Anchor
	if f.Start != "" {
		if g.Start, err = model.ParseInstant(f.Start, now); err != nil {
			return fmt.Errorf("--start: %w", err)
		}
	}
	if wrong := stream.CheckGenesis(g); wrong != nil {
		return fmt.Errorf("--%s: %s: use, for example, --%[1]s %[3]s", wrong.Field, wrong.Wrong, wrong.Example)
	}
	if away := now.Sub(g.Anchor).Abs().Seconds() * f.Speed; away > model.Reach.Seconds() {
		return fmt.Errorf("--anchor: %s at speed %v is more than ten years of world time away: "+
			"use an anchor nearer to now", f.Anchor, f.Speed)
	}
	return nil
}

// logger writes to w what the flags ask for.
func (f *flags) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	// The flag's enum admits only names of levels.
	_ = level.UnmarshalText([]byte(f.LogLevel))
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: visible}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// visible returns an attribute of the log as it is shown. slog's handler for JSON escapes only some characters.
func visible(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(model.Visible(a.Value.String()))
	case slog.KindAny:
		if err, isError := a.Value.Any().(error); isError {
			a.Value = slog.StringValue(model.Visible(err.Error()))
		}
	}
	return a
}
