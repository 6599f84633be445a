package ctl

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"trainmock/stream/model"
)

// requestsCommand prints the log of requests.
type requestsCommand struct {
	Limit  *int `help:"How many, at most 1000; by default 100, and none with --follow." placeholder:"N"`
	Follow bool `short:"f" help:"Print requests as they come, until Ctrl-C." xor:"how"`
	Clear  bool `help:"Forget the requests so far." xor:"how"`
}

func (c *requestsCommand) run(ctx context.Context, s *call) error {
	query := ""
	if c.Limit != nil {
		query = "?limit=" + strconv.Itoa(*c.Limit)
	}
	switch {
	case c.Follow:
		return follow(ctx, s, query)
	case c.Clear:
		type cleared struct{ Deleted int }
		return show(ctx, s, request{http.MethodDelete, "/mock/requests", nil}, func(w io.Writer, c cleared) {
			fmt.Fprintf(w, "forgot %d requests\n", c.Deleted)
		})
	}
	type list struct{ Requests []model.Request }
	return show(ctx, s, request{http.MethodGet, "/mock/requests" + query, nil}, func(w io.Writer, l list) {
		for _, r := range l.Requests {
			printRequest(w, r)
		}
	})
}

// printRequest prints an entry in columns. A connection that is still open has no duration. A request held by a fault
// has neither duration nor status.
func printRequest(w io.Writer, r model.Request) {
	path := r.Path
	if r.Query != "" {
		path += "?" + r.Query
	}
	status, duration, bytes := strconv.Itoa(r.Status), "open", "-"
	if r.Status == 0 && r.DurationMS == nil {
		status, duration = "-", "held"
	}
	if r.DurationMS != nil {
		duration = fmt.Sprintf("%.1fms", *r.DurationMS)
	}
	if r.Bytes != nil {
		bytes = fmt.Sprintf("%dB", *r.Bytes)
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s %s\n", r.Time, status, duration, bytes, r.Method, path,
		strings.TrimSpace(r.Origin+" "+r.Fault))
}

// maxEntry limits an entry of the stream, in bytes.
const maxEntry = 1 << 20

// follow prints requests as they come. It returns nil if the context ends.
func follow(ctx context.Context, s *call, query string) error {
	answer, err := s.client.open(ctx, request{http.MethodGet, "/mock/requests/stream" + query, nil})
	if err != nil {
		return ignoreCanceled(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, maxEntry)
	for lines.Scan() {
		text, isData := strings.CutPrefix(lines.Text(), "data: ")
		if !isData {
			continue
		}
		if err := printEntry(s, []byte(text)); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	if err := lines.Err(); err != nil {
		return &unreachable{s.client.server, err}
	}
	return &unreachable{s.client.server, errors.New("the stream has ended")}
}

// printEntry prints one entry of the stream.
func printEntry(s *call, text []byte) error {
	if s.json {
		return s.writeBody(text)
	}
	var r model.Request
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	return s.write(func(w io.Writer) { printRequest(w, r) })
}

// ignoreCanceled returns nil for context.Canceled, otherwise the error.
func ignoreCanceled(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
