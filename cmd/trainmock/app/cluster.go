package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"trainmock/cmd/trainmock/internal/version"
	"trainmock/rest/service"
	"trainmock/stream/journal"
	"trainmock/stream/journal/nats"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// minLead and maxLead bound --lead: a message to NATS and on to the replicas takes some milliseconds, and a user waits
// for as long as the lead.
const (
	minLead = 20 * time.Millisecond
	maxLead = 10 * time.Second
)

// unavailable is the failure of something that the flags name and that is not there. It is no mistake in them.
type unavailable struct{ error }

// checkCluster returns an error for the first flag of replicas whose value does not fit.
func (f *flags) checkCluster() error {
	lead := time.Duration(f.Lead)
	switch {
	case !nats.ValidCluster(f.Cluster):
		return fmt.Errorf("--cluster: %s is not 1 to 32 letters, digits and hyphens: use, for example, --cluster demo-1",
			model.Quote(f.Cluster))
	case f.NATSReplicas < 1 || f.NATSReplicas > nats.MaxCopies:
		return fmt.Errorf("--nats-replicas: %d is not from 1 to %d: use, for example, --nats-replicas 3", f.NATSReplicas,
			nats.MaxCopies)
	case lead < minLead || lead > maxLead:
		return fmt.Errorf("--lead: %s is not from %s to %s: use, for example, --lead 250ms", lead, minLead, maxLead)
	case f.NATS == "":
		return f.checkAlone()
	case f.Journal != "":
		return errors.New("--journal: the journal is the one that the replicas share: use only one of --journal and --nats")
	case f.At != "":
		return errors.New("--at: replicas share the time of the world: leave it out, and seek with POST /mock/clock/seek")
	case f.Watch:
		return errors.New("--watch: replicas share the scenario: leave it out, and change the scenario with " +
			"trainmock ctl scenario FILE")
	}
	return f.checkServer()
}

// checkAlone returns an error if a flag needs --nats.
func (f *flags) checkAlone() error {
	for _, name := range []string{"nats-creds", "nats-replicas", "cluster", "lead"} {
		if f.given[name] {
			return fmt.Errorf("--%s: it is for replicas: add, for example, --nats nats://localhost:4222", name)
		}
	}
	return nil
}

// checkServer returns an error if --nats is no address, or if the file of --nats-creds cannot be read.
func (f *flags) checkServer() error {
	for one := range strings.SplitSeq(f.NATS, ",") {
		scheme, host, ok := strings.Cut(one, "://")
		if !ok || host == "" || scheme != "nats" && scheme != "tls" {
			return fmt.Errorf("--nats: %s is not an address of NATS: use, for example, --nats nats://localhost:4222",
				model.Quote(one))
		}
	}
	if f.NATSCreds == "" {
		return nil
	}
	if _, err := os.ReadFile(f.NATSCreds); err != nil {
		return fmt.Errorf("--nats-creds: %w", err)
	}
	return nil
}

// join opens the journal that the replicas share, begins it if it is empty, and takes over the world that it began with.
func (m *mock) join() error {
	f := m.flags
	if err := addErrorRate(&m.genesis.Scenario, f.ErrorRate); err != nil {
		return err
	}
	if fault := countingFault(m.genesis.Scenario); fault != "" {
		return fmt.Errorf("--scenario: the fault %s counts, and replicas do not count together: leave out nth, count, per "+
			"and subscribers, or --nats", model.Quote(fault))
	}
	ctx := context.Background()
	shared, err := nats.Open(ctx, nats.Options{
		URL: f.NATS, Credentials: f.NATSCreds, Cluster: f.Cluster, Copies: f.NATSReplicas, Lead: time.Duration(f.Lead),
		Version: version.Number(), Log: m.log,
	})
	if err != nil {
		return unavailable{err}
	}
	m.journal, m.shared = shared, shared
	_, err = shared.Append(ctx, 0, journal.Entry{Genesis: &m.genesis})
	if err != nil && !errors.Is(err, journal.ErrConflict) {
		return unavailable{err}
	}
	for first, err := range shared.Follow(ctx, 0) {
		if err != nil {
			return unavailable{err}
		}
		if err := f.contradicts(m.genesis, *first.Genesis); err != nil {
			return err
		}
		m.genesis = *first.Genesis
		break
	}
	return nil
}

// countingFault returns the name of a fault of a scenario that replicas cannot share, or "".
func countingFault(s model.Scenario) string {
	for _, f := range s.Faults {
		if f.Counts() != "" {
			return f.Name
		}
	}
	return ""
}

// contradicts returns an error if a flag that was given says another world than the one that the replicas show.
func (f *flags) contradicts(own, shared journal.Genesis) error {
	for _, one := range []struct {
		flags       []string
		same        bool
		own, shared string
	}{
		{
			[]string{"scenario", "error-rate"}, scenario.Whole(own.Scenario) == scenario.Whole(shared.Scenario),
			own.Scenario.Name, shared.Scenario.Name,
		},
		{[]string{"seed"}, own.Seed == shared.Seed, fmt.Sprint(own.Seed), fmt.Sprint(shared.Seed)},
		{[]string{"start"}, own.Start.Equal(shared.Start), model.Stamp(own.Start), model.Stamp(shared.Start)},
		{[]string{"anchor"}, own.Anchor.Equal(shared.Anchor), model.Stamp(own.Anchor), model.Stamp(shared.Anchor)},
		{[]string{"tick"}, own.Tick == shared.Tick, own.Tick.String(), shared.Tick.String()},
		{[]string{"speed"}, own.Speed == shared.Speed, fmt.Sprint(own.Speed), fmt.Sprint(shared.Speed)},
	} {
		for _, name := range one.flags {
			if f.given[name] && !one.same {
				return fmt.Errorf("--%s: %s is not what the replicas of %s began with, which is %s: leave the flag out, or "+
					"use another --cluster", name, one.own, model.Quote(f.Cluster), one.shared)
			}
		}
	}
	return nil
}

// clusterHealth returns what /health says about the replicas.
func clusterHealth(j *nats.Journal) func() *service.Replicas {
	if j == nil {
		return nil
	}
	return func() *service.Replicas {
		s := j.Status()
		c := &service.Replicas{
			Name: s.Name, Connected: s.Connected, Sequence: s.Sequence, Behind: s.Behind,
			OffsetMS: float64(s.Offset.Microseconds()) / 1e3, Warning: s.Problem,
		}
		for _, r := range s.Replicas {
			c.Replicas = append(c.Replicas, service.Replica{
				ID: r.ID, Host: r.Host, Version: r.Version, Sequence: r.Sequence, Self: r.ID == s.ID,
			})
		}
		return c
	}
}
