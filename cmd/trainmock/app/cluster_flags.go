package app

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"trainmock/stream/journal/nats"
	"trainmock/stream/model"
)

// clusterFlags are the flags of replicas that share a world.
type clusterFlags struct {
	NATS         string       `name:"nats" placeholder:"URL" address:"" group:"Replicas"`
	NATSCreds    string       `name:"nats-creds" placeholder:"FILE" group:"Replicas"`
	NATSReplicas int          `name:"nats-replicas" default:"1" group:"Replicas"`
	Cluster      string       `default:"trainmock" placeholder:"NAME" group:"Replicas"`
	Lead         durationFlag `default:"250ms" group:"Replicas"`
}

// clusterTexts are what --help says of them, by their names.
var clusterTexts = map[string]string{
	"nats": "Share the world with other replicas over NATS JetStream: its address, such as " +
		"nats://host:4222 or tls://host:4222; several, separated by commas.",
	"nats-creds":    "File with the credentials of a user of NATS.",
	"nats-replicas": "How many servers of NATS keep the journal of the replicas.",
	"cluster": "Name of the replicas that share a world. The first one begins it; flags of others that " +
		"contradict it are refused.",
	"lead": "How long after it was given a command takes effect, so that all replicas have it by then.",
}

// minLead and maxLead bound --lead: a message to NATS and on to the replicas takes some milliseconds, and a user waits
// for as long as the lead.
const (
	minLead = 20 * time.Millisecond
	maxLead = 10 * time.Second
)

// check returns an error for the first of the flags whose value does not fit, or does not fit to others that are given.
func (f *clusterFlags) check(given map[string]bool) error {
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
		return f.checkAlone(given)
	case given["journal"]:
		return errors.New("--journal: the journal is the one that the replicas share: use only one of --journal and --nats")
	case given["at"]:
		return errors.New("--at: replicas share the time of the world: leave it out, and seek with POST /mock/clock/seek")
	case given["watch"]:
		return errors.New("--watch: replicas share the scenario: leave it out, and change the scenario with " +
			"trainmock ctl scenario FILE")
	}
	return f.checkServer()
}

// checkAlone returns an error if a flag needs --nats.
func (f *clusterFlags) checkAlone(given map[string]bool) error {
	for _, name := range []string{"nats-creds", "nats-replicas", "cluster", "lead"} {
		if given[name] {
			return fmt.Errorf("--%s: it is for replicas: add, for example, --nats nats://localhost:4222", name)
		}
	}
	return nil
}

// checkServer returns an error if --nats is no address, or if the file of --nats-creds cannot be read.
func (f *clusterFlags) checkServer() error {
	for one := range strings.SplitSeq(f.NATS, ",") {
		scheme, host, ok := strings.Cut(one, "://")
		if !ok || host == "" || scheme != "nats" && scheme != "tls" {
			return fmt.Errorf("--nats: %s is not an address of NATS: use, for example, --nats nats://localhost:4222",
				model.Quote(nats.WithoutPassword(one)))
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

// same returns the arguments that join the same replicas, without the user of NATS.
func (f *clusterFlags) same() []string {
	if f.NATS == "" {
		return nil
	}
	args := []string{"--nats", nats.WithoutPassword(f.NATS), "--cluster", f.Cluster}
	if f.NATSCreds != "" {
		args = append(args, "--nats-creds", f.NATSCreds)
	}
	return append(args, "--lead", time.Duration(f.Lead).String())
}
