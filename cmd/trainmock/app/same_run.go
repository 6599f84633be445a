package app

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// sameRun returns the arguments that start the same run: those of the group World, and those of TLS. Except for
// --scenario, --seed and --start, only those are there that are not the defaults.
func (f *flags) sameRun(g journal.Genesis) []string {
	return slices.Concat(f.sameWorld(g), f.clusterFlags.same(), f.sameAnswers(), f.sameTLS())
}

// defaultReplay is the default of --replay.
const defaultReplay = 10 * time.Minute

// sameWorld returns the arguments that make a world and its clock.
func (f *flags) sameWorld(g journal.Genesis) []string {
	if f.Journal != "" {
		// The journal names the world.
		return []string{"--journal", f.Journal}
	}
	var args []string
	if f.NATS == "" || f.given["scenario"] { // Else it may be another one that replicas share.
		args = append(args, "--scenario", f.Scenario)
	}
	args = append(args, "--seed", strconv.FormatUint(g.Seed, 10), "--start", model.Stamp(g.Start))
	if f.Anchor != "" {
		args = append(args, "--anchor", model.Stamp(g.Anchor))
	}
	if f.At != "" {
		args = append(args, "--at", f.At)
	}
	if g.Speed != 1 {
		args = append(args, "--speed", fmt.Sprint(g.Speed))
	}
	if g.Tick != time.Second {
		args = append(args, "--tick", g.Tick.String())
	}
	return args
}

// sameAnswers returns the arguments that decide what is answered about the world.
func (f *flags) sameAnswers() []string {
	var args []string
	if replay := time.Duration(f.Replay); replay != defaultReplay {
		args = append(args, "--replay", replay.String())
	}
	if f.Strict {
		args = append(args, "--strict")
	}
	if f.Exclusive {
		args = append(args, "--exclusive")
	}
	if f.ErrorRate != 0 {
		args = append(args, "--error-rate", fmt.Sprint(f.ErrorRate))
	}
	return args
}

// sameTLS returns the arguments that decide how connections are encrypted.
func (f *flags) sameTLS() []string {
	switch {
	case f.TLSSelfSigned:
		return []string{"--tls-self-signed"}
	case f.TLSCert != "":
		return []string{"--tls-cert", f.TLSCert, "--tls-key", f.TLSKey}
	}
	return nil
}
