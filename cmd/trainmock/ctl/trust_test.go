package ctl_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
)

// TestInsecure asks a server whose certificate nobody vouches for.
func TestInsecure(t *testing.T) {
	fake := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`{"now":"x"}`))
	}))
	defer fake.Close()
	code, _, stderr := run(t, "ctl", "--url", fake.URL, "clock")
	if code != 3 || !strings.Contains(stderr, "--insecure") {
		t.Errorf("exit code %d, logged %q, want 3 and --insecure", code, stderr)
	}
	if code, _, stderr := run(t, "ctl", "--url", fake.URL, "--insecure", "clock"); code != 0 {
		t.Errorf("with --insecure: exit code %d, logged %q, want 0", code, stderr)
	}
}

// TestInterrupt interrupts a command while its server is silent.
func TestInterrupt(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	fake := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		interrupt()
		<-r.Context().Done()
	}))
	defer fake.Close()
	var stdout, stderr bytes.Buffer
	code := app.Run(ctx, []string{"ctl", "--url", fake.URL, "clock"}, &stdout, &stderr)
	if code != 1 || stdout.Len() > 0 || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("exit code %d, printed %q, logged %q, want 1 and interrupted", code, &stdout, &stderr)
	}
}
