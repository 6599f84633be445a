package app

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"trainmock/rest/access"
	"trainmock/rest/origin"
)

// newRules returns the rules for the values of --cors-origin, on a server that listens on a host.
func newRules(named []string, host string) (*origin.Rules, error) {
	rules, err := origin.New(origin.Options{Named: listed(named), Machine: machineNames(host)})
	if err != nil {
		return nil, fmt.Errorf("--cors-origin: %w", err)
	}
	return rules, nil
}

// newAccess returns the rules for control that the flags ask for.
func newAccess(f *flags) (*access.Rules, error) {
	o := access.Options{
		AllowHosts: listed(f.AllowHost), ControlOrigins: listed(f.ControlOrigin), ReadOnly: f.ReadOnly,
	}
	if f.Token != nil {
		if o.Token = *f.Token; o.Token == "" {
			return nil, errors.New("--token: it is empty: leave the flag out, or use, for example, " +
				"the output of openssl rand -hex 16")
		}
	}
	return access.New(o)
}

// listed returns the values of a flag that is a list. kong has an empty list for an empty flag, and none where there
// is no flag.
func listed(values []string) []string {
	if len(values) == 0 && values != nil {
		return []string{""}
	}
	return values
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
