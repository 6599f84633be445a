//go:build linux

package load

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// TestSetClock sets the wall clock of the program back and forward. Ticks go on one after the other, and REST's now
// with them. Go reads the clock without any library, so the program runs in an emulator, whose readings can be changed.
func TestSetClock(t *testing.T) {
	emulator := map[string]string{"amd64": "qemu-x86_64", "arm64": "qemu-aarch64"}[runtime.GOARCH]
	libraries, err := filepath.Glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
	if err != nil || len(libraries) == 0 {
		program.Missing(t, "there is no libfaketime (.ci/run clients installs it on Debian)", program.DemandClients)
	}
	offset := filepath.Join(t.TempDir(), "offset")
	set(t, offset, "+0")
	p := program.StartUnder(t, []string{
		"env", "LD_PRELOAD=" + libraries[0], "FAKETIME_TIMESTAMP_FILE=" + offset, "FAKETIME_NO_CACHE=1",
		"FAKETIME_DONT_FAKE_MONOTONIC=1", program.LookFor(t, emulator, program.DemandClients),
	}, "--tick", "200ms")
	ctx, cancel := context.WithTimeout(t.Context(), 2*program.Timeout)
	defer cancel()
	f, err := program.OpenSSE(ctx, p.Client, p.URL+"/stream/sse?topics=cluster&snapshot=false")
	if err != nil {
		t.Fatal(err)
	}
	last := nextTick(t, f)
	for _, tc := range []struct {
		offset string
		by     time.Duration
	}{{"-3600", -time.Hour}, {"+7200", 2 * time.Hour}, {"+0", 0}} {
		set(t, offset, tc.offset)
		for range 10 {
			m := nextTick(t, f)
			if got, want := m.EventID(t).Tick, last.EventID(t).Tick+1; got != want {
				t.Fatalf("set by %v: %.200s, want tick %d", tc.by, m.Raw, want)
			}
			last = m
		}
		checkNow(t, p, last, tc.by)
	}
}

// nextTick returns the next message after hello, which has to be an event.
func nextTick(t *testing.T, f program.Feed) program.Message {
	t.Helper()
	list := readTo(t, f, 0)
	if len(list) == 0 || list[0].Type != "cluster_status" {
		t.Fatalf("got %.300v, want a tick", list)
	}
	return list[0]
}

// set writes the offset of the program's wall clock, in seconds.
func set(t *testing.T, file, offset string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(offset+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// checkNow fails the test unless REST's now is that of the streams, although the program's wall clock is set.
func checkNow(t *testing.T, p *program.Process, last program.Message, by time.Duration) {
	t.Helper()
	r, err := p.Client.Get(p.URL + "/health")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	date, err := http.ParseTime(r.Header.Get("Date"))
	if away := time.Until(date) - by; err != nil || away.Abs() > time.Minute {
		t.Errorf("the program's wall clock is at %v, want one that is set by %v", date, by)
	}
	var health struct {
		Now    time.Time
		Status string
	}
	p.Read(t, "/health", &health)
	told, err := time.Parse(time.RFC3339Nano, last.Time)
	if after := health.Now.Sub(told); err != nil || after < 0 || after > time.Minute {
		t.Errorf("set by %v: now is %v, want a moment after %s", by, health.Now, last.Time)
	}
}
