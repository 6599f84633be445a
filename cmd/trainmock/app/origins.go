package app

import (
	"fmt"
	"os"
	"strings"

	"trainmock/rest/origin"
)

// newRules returns the rules for the values of --cors-origin, on a server that listens on a host.
func newRules(named []string, host string) (*origin.Rules, error) {
	// kong has an empty list for an empty flag, and none where there is no flag.
	if len(named) == 0 && named != nil {
		named = []string{""}
	}
	rules, err := origin.New(origin.Options{Named: named, Machine: machineNames(host)})
	if err != nil {
		return nil, fmt.Errorf("--cors-origin: %w", err)
	}
	return rules, nil
}

// machineNames returns the names under which browsers reach this machine: the host on which it listens, and the names
// by which other machines find it, the last one by multicast DNS.
func machineNames(host string) []string {
	names := []string{strings.ToLower(host)}
	if machine, err := os.Hostname(); err == nil {
		machine = strings.ToLower(machine)
		short, _, _ := strings.Cut(machine, ".")
		names = append(names, machine, short, short+".local")
	}
	return names
}
