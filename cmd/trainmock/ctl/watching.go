package ctl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"trainmock/stream/model"
)

type healthCommand struct{}

func (healthCommand) run(ctx context.Context, s *call) error {
	type health struct {
		Status, Version, Scenario, Start, Now, Epoch string
		Seed                                         uint64
		Uptime                                       float64 `json:"uptime_seconds"`
		Subscribers                                  int
		Late                                         int64 `json:"tick_late_ms"`
		Cluster                                      *cluster
	}
	return show(ctx, s, request{http.MethodGet, "/health", nil}, func(w io.Writer, h health) {
		fmt.Fprintf(w, "status\t%s\nversion\t%s\nuptime\t%.0fs\n", h.Status, h.Version, h.Uptime)
		fmt.Fprintf(w, "scenario\t%s\nseed\t%d\nstart\t%s\nnow\t%s\n", h.Scenario, h.Seed, h.Start, h.Now)
		fmt.Fprintf(w, "epoch\t%s\nsubscribers\t%d\nlate\t%dms\n", h.Epoch, h.Subscribers, h.Late)
		if h.Cluster != nil {
			fmt.Fprintf(w, "cluster\t%s\n", h.Cluster)
		}
	})
}

// cluster is what a server says about the replicas that share its world.
type cluster struct {
	Name             string
	Connected        bool
	Sequence, Behind uint64
	Late             int64
	Warning          string
	Replicas         []struct{}
}

// String returns it as one line, with what is wrong at its end.
func (c *cluster) String() string {
	replicas := "1 replica"
	if len(c.Replicas) != 1 {
		replicas = fmt.Sprintf("%d replicas", len(c.Replicas))
	}
	line := fmt.Sprintf("%s, %s, entry %d", c.Name, replicas, c.Sequence)
	if c.Behind > 0 {
		line += fmt.Sprintf(", %d behind", c.Behind)
	}
	if c.Late > 0 {
		line += fmt.Sprintf(", %d changes too late", c.Late)
	}
	switch {
	case c.Warning != "":
		line += ": " + c.Warning
	case !c.Connected:
		line += ": NATS is away"
	}
	return line
}

type subscribersCommand struct{}

func (subscribersCommand) run(ctx context.Context, s *call) error {
	type subscribers struct{ Subscribers []model.Subscription }
	return show(ctx, s, request{http.MethodGet, "/mock/subscribers", nil}, func(w io.Writer, list subscribers) {
		if len(list.Subscribers) == 0 {
			fmt.Fprintln(w, "nobody is connected")
			return
		}
		fmt.Fprintln(w, "id\ttransport\tremote\tevents\tbytes\tbehind\ttopics\tids\tfaults\tuser agent")
		for _, c := range list.Subscribers {
			topics := make([]string, len(c.Filter.Topics))
			for i, t := range c.Filter.Topics {
				topics[i] = string(t)
			}
			ids := append(append([]string(nil), c.Filter.TaskIDs...), c.Filter.NodeIDs...)
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\t%s\t%s\n", c.ID, c.Transport, c.Remote, c.Events,
				c.Bytes, c.Behind, listed(topics), listed(ids), listed(c.Faults), c.UserAgent)
		}
	})
}

// listed returns words with commas between them, or a dash for none.
func listed(words []string) string {
	if len(words) == 0 {
		return "-"
	}
	return strings.Join(words, ",")
}

// kickCommand closes a connection.
type kickCommand struct {
	ID     chosenName `arg:"" help:"An id that trainmock ctl subscribers lists."`
	Code   *int       `help:"The code of the close frame, such as 1012, which is the default." placeholder:"N"`
	Reason *string    `help:"The reason in the close frame, at most 123 bytes." placeholder:"TEXT"`
	Reset  bool       `help:"Break the connection off without a close frame, which clients see as 1006."`
}

func (c *kickCommand) run(ctx context.Context, s *call) error {
	query := url.Values{}
	if c.Code != nil {
		query.Set("code", strconv.Itoa(*c.Code))
	}
	if c.Reason != nil {
		query.Set("reason", *c.Reason)
	}
	if c.Reset {
		query.Set("reset", "true")
	}
	path := "/mock/subscribers/" + url.PathEscape(string(c.ID))
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return show(ctx, s, request{http.MethodDelete, path, nil}, func(w io.Writer, c model.Subscription) {
		fmt.Fprintf(w, "%s is closed (%s, %s, after %d events)\n", c.ID, c.Transport, c.Remote, c.Events)
	})
}

// sendCommand sends an event of the user's own.
type sendCommand struct {
	Type       string `arg:"" help:"Any type, also one of the stream's own, such as node_state." complete:"event"`
	Topic      string `help:"Who gets it: subscribers whose filter admits the topic." placeholder:"TOPIC"`
	Subscriber string `help:"Who gets it: this one alone, whatever its filter." placeholder:"ID"`
	Payload    string `help:"JSON of at most 64 KiB." default:"{}"`
}

// Help returns the examples of --help.
func (sendCommand) Help() string {
	return `The event gets no id, and is no part of the run.

  trainmock ctl send alert --topic logs --payload '{"message": "a test"}'
  trainmock ctl send system_log --subscriber s1 --payload '{"level": "ERROR", "message": "only you"}'`
}

// Validate is called by kong for values that cannot be sent.
func (c *sendCommand) Validate() error {
	switch {
	case !json.Valid([]byte(c.Payload)):
		return fmt.Errorf(`--payload: %s is no JSON: use, for example, '{"message": "a test"}'`, model.Quote(c.Payload))
	case c.Topic == "" && c.Subscriber == "":
		return errors.New("--topic or --subscriber is missing: use, for example, --topic logs")
	}
	return nil
}

func (c *sendCommand) run(ctx context.Context, s *call) error {
	body := map[string]any{"type": c.Type, "payload": json.RawMessage(c.Payload)}
	if c.Topic != "" {
		body["topic"] = c.Topic
	}
	if c.Subscriber != "" {
		body["subscriber"] = c.Subscriber
	}
	return show(ctx, s, request{http.MethodPost, "/mock/events", body}, func(w io.Writer, d model.Delivery) {
		fmt.Fprintf(w, "sent to %d, skipped %d that read too slowly\n", d.Sent, d.Skipped)
	})
}
