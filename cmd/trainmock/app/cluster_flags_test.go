package app

import (
	"io"
	"slices"
	"strings"
	"testing"

	"trainmock/stream/journal"
)

// TestPasswordOfNATS looks for the password of --nats in what the program says of its flags.
func TestPasswordOfNATS(t *testing.T) {
	t.Parallel()
	wrong := clusterFlags{NATS: "http://bob:s3cr@et@localhost"}
	err := wrong.checkServer()
	if err == nil || strings.Contains(err.Error(), "et@") || !strings.Contains(err.Error(), `"http://localhost"`) {
		t.Errorf("got %v, want an error without the password", err)
	}
	f, err := parseFlags([]string{"--nats", "nats://bob:s3cr@et@one,tls://two:4222"}, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if args := f.sameRun(journal.Genesis{}); !slices.Contains(args, "nats://one,tls://two:4222") {
		t.Errorf("got %q, want the addresses without the password", args)
	}
}

// TestSameRunOfReplicas checks that what starts the same run names no scenario by default: the replicas may have begun
// with another one.
func TestSameRunOfReplicas(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]bool{
		"--nats nats://one": false, "--nats nats://one --scenario demo": true, "--seed 1": true,
	} {
		f, err := parseFlags(strings.Fields(args), io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(f.sameRun(journal.Genesis{}), "--scenario"); got != want {
			t.Errorf("%s: got %t, want %t", args, got, want)
		}
	}
}
