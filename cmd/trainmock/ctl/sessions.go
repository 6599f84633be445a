package ctl

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"trainmock/stream/session"
)

// sessionCommand groups the commands about the worlds beside the main one.
type sessionCommand struct {
	Create createCommand `cmd:"" help:"Make a world of its own, with an address of its own."`
	List   listCommand   `cmd:"" help:"List the sessions of the server."`
	Delete deleteCommand `cmd:"" help:"End a session and its streams."`
}

// createCommand makes a session. Flags that are left out are left out of the request, too.
type createCommand struct {
	Name     *world   `arg:"" optional:"" help:"1 to 64 letters, digits, dots, _ and -; by default a free one."`
	Scenario *string  `help:"One of ctl scenarios, or a file; by default the server's." placeholder:"NAME"`
	Seed     *uint64  `help:"Which of the scenario's worlds; a random one by default." placeholder:"N"`
	Start    *string  `help:"World time of tick 0, such as 2026-01-01 or -1d; now by default." placeholder:"TIME"`
	Speed    *float64 `help:"World seconds per second; 0 begins paused." placeholder:"X"`
	Tick     *string  `help:"Time between two ticks, such as 500ms." placeholder:"TIME"`
	Strict   *bool    `help:"Answer 404 to ids that the scenario does not hold."`
	Idle     *string  `help:"How long it stays unused, 1s to 24h; 0 is for good; 10m by default." placeholder:"TIME"`
}

// Help returns the examples of --help.
func (createCommand) Help() string {
	return `The session is served below its address, and goes when it has been unused for a while.

  trainmock ctl session create
  trainmock ctl session create test-1 --scenario chaos --seed 7 --speed 0
  trainmock ctl --session test-1 advance 30s
  curl localhost:6677/s/test-1/monitor/ray/cluster/node
  trainmock ctl session delete test-1`
}

func (c *createCommand) run(ctx context.Context, s *call) error {
	body := map[string]any{}
	set(body, "name", c.Name)
	set(body, "seed", c.Seed)
	set(body, "start", c.Start)
	set(body, "speed", c.Speed)
	set(body, "tick", c.Tick)
	set(body, "strict", c.Strict)
	set(body, "idle", c.Idle)
	if c.Scenario != nil {
		named, err := scenarioBody(ctx, *c.Scenario)
		if err != nil {
			return err
		}
		body["scenario"] = named
	}
	type created struct {
		Name, Epoch string
		Seed        uint64
	}
	return show(ctx, s.withoutSession(), request{http.MethodPost, session.Route, body}, func(w io.Writer, c created) {
		address := s.addressOf(c.Name)
		_, rest, _ := strings.Cut(address, "http") // Of http the stream is ws, of https wss.
		fmt.Fprintf(w, "name\t%s\nurl\t%s\nws\tws%s/stream/ws\nseed\t%d\nepoch\t%s\n", c.Name, address, rest, c.Seed,
			c.Epoch)
	})
}

// addressOf returns the address of a session, below the one by which this client reaches the server. The server's own
// answer does not know the scheme and the path of a proxy in between.
func (s *call) addressOf(name string) string { return s.client.server + session.Path(name) }

// withoutSession returns the call without the session of --session, because the routes about sessions are the same in
// every world.
func (s *call) withoutSession() *call {
	client := *s.client
	client.base = client.server
	return &call{client: &client, out: s.out, json: s.json}
}

// set sets a key to a value unless that is nil.
func set[T any](body map[string]any, key string, value *T) {
	if value != nil {
		body[key] = *value
	}
}

// sessionEntry is a session as the server lists it.
type sessionEntry struct {
	Name, Scenario, Now, Idle string
	Seed                      uint64
	Subscribers               int
	GoesAt                    string `json:"goes_at"`
}

type listCommand struct{}

func (listCommand) run(ctx context.Context, s *call) error {
	type sessions struct{ Sessions []sessionEntry }
	return show(ctx, s.withoutSession(), request{http.MethodGet, session.Route, nil}, func(w io.Writer, list sessions) {
		if len(list.Sessions) == 0 {
			fmt.Fprintln(w, "there are no sessions")
			return
		}
		const row = "%s\t%s\t%d\t%s\t%d\t%s\t%s\n"
		fmt.Fprintln(w, "name\tscenario\tseed\tnow\tsubscribers\tgoes at\turl")
		for _, d := range list.Sessions {
			if d.GoesAt == "" {
				d.GoesAt = "-"
			}
			fmt.Fprintf(w, row, d.Name, d.Scenario, d.Seed, d.Now, d.Subscribers, d.GoesAt,
				s.addressOf(d.Name))
		}
	})
}

type deleteCommand struct {
	Name world `arg:"" help:"A name that trainmock ctl session list shows."`
}

func (c *deleteCommand) run(ctx context.Context, s *call) error {
	path := session.Route + "/" + string(c.Name)
	return show(ctx, s.withoutSession(), request{http.MethodDelete, path, nil}, func(w io.Writer, d sessionEntry) {
		fmt.Fprintf(w, "%s is gone (%s, seed %d, %d subscribers)\n", d.Name, d.Scenario, d.Seed, d.Subscribers)
	})
}
