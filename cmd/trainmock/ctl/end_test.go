package ctl_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
)

// TestExitCodes checks the exit codes, and what is said on standard error.
func TestExitCodes(t *testing.T) {
	s := start(t)
	s.ctl(t, "run")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + l.Addr().String()
	l.Close()
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("name: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		url, args string
		code      int
		want      string
	}{
		{nobody, "clock", 3, "no server answers at " + nobody},
		{nobody, "requests --follow", 3, "start one with trainmock"},
		{strings.Replace(s.URL, "http:", "https:", 1), "clock", 3, "HTTP response"},
		{s.URL, "advance 30s", 1, "pause"},
		{s.URL, "advance 7ms", 1, "multiple of 1s"},
		{s.URL, "fail-node nobody", 1, "Node not found"},
		{s.URL, "fail-node #2 --for soon", 2, "is not a duration"},
		{s.URL, "scenario nope", 1, "nope"},
		{s.URL, "kick s99", 1, "Subscriber not found"},
		{s.URL, "--session nope clock", 1, "Not Found"},
		{s.URL, "scenario " + bad, 2, "bad.yaml"},
		{s.URL, "journal load " + bad + ".not", 2, "bad.yaml.not"},
		{s.URL, "", 2, "(trainmock ctl --help tells more)"},
		{s.URL, "clock --speed 3", 2, "(trainmock ctl clock --help tells more)"},
		{s.URL, "fault add drop --routes /health", 2, "(trainmock ctl fault add drop --help tells more)"},
		{s.URL, "nope", 2, "nope"},
		{s.URL, "slow-node #2", 2, "--factor"},
		{s.URL, "advance", 2, "exactly one"},
		{s.URL, "advance 3s --ticks 3", 2, "exactly one"},
		{s.URL, "advance 3s --state DEAD", 2, "--until"},
		{s.URL, "advance --until system_log --where ERROR", 2, `--where: "ERROR" is not a name with a value: use ` +
			"FIELD=VALUE, such as level=ERROR"},
		{s.URL, "send alert --topic logs --payload {", 2, "no JSON"},
		{s.URL, "send alert", 2, "--topic"},
		{s.URL, "--session .. clock", 2, "--session"},
		{"ftp://x", "clock", 2, "--url"},
	} {
		code, stdout, stderr := run(t, append([]string{"ctl", "--url", tc.url}, strings.Fields(tc.args)...)...)
		if code != tc.code || stdout != "" || !strings.Contains(stderr, tc.want) || strings.Count(stderr, "\n") < 1 {
			t.Errorf("%s: exit code %d, printed %q, logged %q, want %d and %q",
				tc.args, code, stdout, stderr, tc.code, tc.want)
		}
	}
}

// TestFollow prints a request as it comes, and ends well by an interrupt.
func TestFollow(t *testing.T) {
	s := start(t)
	ctx, interrupt := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- app.Run(ctx, []string{"ctl", "--url", s.URL, "requests", "--follow", "--limit", "1"}, in, in)
		in.Close()
	}()
	lines := bufio.NewScanner(out)
	for _, path := range []string{"/mock/clock/seek", "/monitor/training/task_123"} {
		if !lines.Scan() || !strings.Contains(lines.Text(), path) {
			t.Fatalf("follow printed %q and then %v, want %s", lines.Text(), lines.Err(), path)
		}
		s.Get(t, "/monitor/training/task_123")
	}
	interrupt()
	for lines.Scan() {
	}
	if code := <-done; code != 0 {
		t.Errorf("exit code %d behind an interrupt, want 0", code)
	}
}

// TestRequestsSent looks at what a server gets: the prefix of a session, the token and the journal as it is.
func TestRequestsSent(t *testing.T) {
	var got []string
	fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, strings.Join([]string{r.Method, r.URL.String(), r.Header.Get("Authorization"),
			r.Header.Get("Content-Type"), string(body)}, "|"))
		io.WriteString(w, `{"now":"x"}`)
	}))
	defer fake.Close()
	t.Setenv("TRAINMOCK_URL", fake.URL+"/")
	t.Setenv("TRAINMOCK_TOKEN", "secret")
	file := filepath.Join(t.TempDir(), "run.ndjson")
	for _, tc := range []struct{ args, want string }{
		{"--session a.b clock", "GET|/s/a.b/mock/clock|Bearer secret||"},
		{"--token other pause", `PUT|/mock/clock|Bearer other|application/json|{"paused":true}`},
		{"journal save " + file, "GET|/mock/journal|Bearer secret||"},
		{"journal load " + file, `POST|/mock/journal|Bearer secret|application/json|{"now":"x"}`},
		{"journal save -", "GET|/mock/journal|Bearer secret||"},
		{"kick s1 --code 1012 --reason a&b", "DELETE|/mock/subscribers/s1?code=1012&reason=a%26b|Bearer secret||"},
		{"kick s/1 --reset", "DELETE|/mock/subscribers/s%2F1?reset=true|Bearer secret||"},
		{"scenario --seed 0", `PUT|/mock/scenario|Bearer secret|application/json|{"seed":0}`},
	} {
		got = nil
		code, _, stderr := run(t, append([]string{"ctl"}, strings.Fields(tc.args)...)...)
		if code != 0 || len(got) != 1 || got[0] != tc.want {
			t.Errorf("%s: exit code %d, logged %q, sent %q, want %q", tc.args, code, stderr, got, tc.want)
		}
	}
}
