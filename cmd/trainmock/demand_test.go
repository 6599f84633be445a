package main

import (
	"os"
	"os/exec"
	"testing"
)

// Where a client is absent its tests are skipped, unless one of these is "required" in the environment.
const (
	demandClients = "TRAINMOCK_CLIENTS"
	demandBrowser = "TRAINMOCK_BROWSER"
)

// lookFor finds a program, which any of the variables may demand.
func lookFor(t testing.TB, program string, demands ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		absent(t, "there is no "+program+" on the PATH (.ci/run installs it on Debian)", demands...)
	}
	return path
}

// absent ends a test for want of something.
func absent(t testing.TB, what string, demands ...string) {
	t.Helper()
	for _, variable := range demands {
		if os.Getenv(variable) == "required" {
			t.Fatalf("%s, and %s=required", what, variable)
		}
	}
	t.Skip(what)
}
