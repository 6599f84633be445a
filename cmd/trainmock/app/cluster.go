package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"trainmock/cmd/trainmock/internal/version"
	"trainmock/rest/service"
	"trainmock/stream/journal"
	"trainmock/stream/journal/nats"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// unavailable is the failure of something that the flags name and that is not there. It is no mistake in them.
type unavailable struct{ error }

// joinWait limits the time to open the journal of the replicas and to begin it.
const joinWait = 10 * time.Second

// join opens the journal that the replicas share, begins it with a genesis if it is empty, and returns the genesis with
// which it began. given are the names of the flags that may not contradict that.
func join(
	f clusterFlags, given map[string]bool, own journal.Genesis, log *slog.Logger,
) (*nats.Journal, journal.Genesis, error) {
	if fault := countingFault(own.Scenario); fault != "" {
		return nil, own, fmt.Errorf("--scenario: the fault %s counts, and replicas do not count together: leave out nth, "+
			"count, per and subscribers, or --nats", model.Quote(fault))
	}
	ctx, cancel := context.WithTimeout(context.Background(), joinWait)
	defer cancel()
	shared, err := nats.Open(ctx, nats.Options{
		URL: f.NATS, Credentials: f.NATSCreds, Cluster: f.Cluster, Copies: f.NATSReplicas, Lead: time.Duration(f.Lead),
		Version: version.Number(), Log: log,
	})
	if err != nil {
		return nil, own, unavailable{err}
	}
	first, err := begun(ctx, shared, own)
	if err != nil {
		err = unavailable{err}
	} else {
		err = contradiction(f.Cluster, given, own, first)
	}
	if err != nil {
		shared.Close()
		return nil, own, err
	}
	return shared, first, nil
}

// begun begins a journal with a genesis if it is empty, and returns the genesis with which it began.
func begun(ctx context.Context, j journal.Journal, own journal.Genesis) (journal.Genesis, error) {
	_, err := j.Append(ctx, 0, journal.Entry{Genesis: &own})
	if err != nil && !errors.Is(err, journal.ErrConflict) {
		return own, err
	}
	for first, err := range j.Follow(ctx, 0) {
		if err != nil {
			return own, err
		}
		if first.Genesis == nil {
			break
		}
		return *first.Genesis, nil
	}
	return own, errors.New("the first entry of the journal that the replicas share does not begin a world: use another " +
		"--cluster")
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

// contradiction returns an error if a flag that was given says another world than the one that the replicas of a
// cluster began with.
func contradiction(cluster string, given map[string]bool, own, shared journal.Genesis) error {
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
			if given[name] && !one.same {
				return fmt.Errorf("--%s: %s is not what the replicas of %s began with, which is %s: leave the flag out, or "+
					"use another --cluster", name, one.own, model.Quote(cluster), one.shared)
			}
		}
	}
	return nil
}

// clusterHealth returns what /health says about the replicas, given how many of their changes came too late.
func clusterHealth(j *nats.Journal, late func() int64) func() *service.Replicas {
	if j == nil {
		return nil
	}
	return func() *service.Replicas {
		s := j.Status()
		c := &service.Replicas{
			Name: s.Name, Connected: s.Connected, Sequence: s.Sequence, Behind: s.Behind,
			OffsetMS: float64(s.Offset.Microseconds()) / 1e3, Late: late(), Warning: s.Problem,
		}
		for _, r := range s.Replicas {
			c.Replicas = append(c.Replicas, service.Replica{
				ID: r.ID, Host: r.Host, Version: r.Version, Sequence: r.Sequence, Self: r.ID == s.ID,
			})
		}
		return c
	}
}
