package app

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// flagNames returns the names of all flags that have a variable.
func flagNames(tb testing.TB) []string {
	tb.Helper()
	var names []string
	for field := range reflect.TypeFor[flags]().Fields() {
		if field.IsExported() && field.Tag.Get("variable") != "-" {
			names = append(names, flagName(field))
		}
	}
	if len(names) < 20 {
		tb.Fatalf("got %q, want all flags", names)
	}
	return names
}

// flagName returns the name of the flag of a field, as kong makes it.
func flagName(field reflect.StructField) string {
	if name := field.Tag.Get("name"); name != "" {
		return name
	}
	var b strings.Builder
	for i, r := range field.Name {
		if i > 0 && strings.ToUpper(string(r)) == string(r) {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}

// variableOf returns the name of a flag's variable.
func variableOf(flag string) string {
	return "TRAINMOCK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func TestBadEnvironment(t *testing.T) {
	for _, tc := range []struct{ variable, value, names string }{
		{"TRAINMOCK_PORT", "abc", "TRAINMOCK_PORT"},
		{"TRAINMOCK_SEED", "-1", "TRAINMOCK_SEED"},
		{"TRAINMOCK_TICK", "1ms", "TRAINMOCK_TICK: --tick: 1ms"},
		{"TRAINMOCK_AT", "soon", "TRAINMOCK_AT: --at: "},
		{"TRAINMOCK_CORS_ORIGIN", "a", "TRAINMOCK_CORS_ORIGIN: --cors-origin: "},
		{"TRAINMOCK_TLS_CERT", "a.pem", "TRAINMOCK_TLS_CERT: --tls-cert: "},
		{"TRAINMOCK_JOURNAL", "a.ndjson", "TRAINMOCK_JOURNAL: --journal: "},
		{"TRAINMOCK_ERROR_RATE", "5", "TRAINMOCK_ERROR_RATE: --error-rate: "},
		{"TRAINMOCK_SPEED", "x", "TRAINMOCK_SPEED"},
		{"TRAINMOCK_SCENARIO", "nope", "TRAINMOCK_SCENARIO: --scenario: "},
		{"TRAINMOCK_LOG_LEVEL", "x", "TRAINMOCK_LOG_LEVEL"},
		{"TRAINMOCK_LOG_FORMAT", "x", "TRAINMOCK_LOG_FORMAT"},
		{"TRAINMOCK_STRICT", "maybe", "TRAINMOCK_STRICT"},
		{"TRAINMOCK_START", "abc", "TRAINMOCK_START: --start: "},
	} {
		t.Run(tc.variable, func(t *testing.T) {
			t.Setenv(tc.variable, tc.value)
			code, _, stderr := runBriefly(t, "--host", "127.0.0.1")
			if code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
			checkLine(t, stderr, tc.names)
		})
	}
}

func TestEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"HOST": "127.0.0.1", "PORT": "0", "SEED": "42", "SCENARIO": "chaos", "START": "2026-01-01T00:00:00Z",
		"TICK":   "50ms",
		"STRICT": "true", "LOG_FORMAT": "json", "SPEED": "2",
	} {
		t.Setenv("TRAINMOCK_"+name, value)
	}
	p := program.StartBare(t, Run, "--scenario", "steady")
	health := program.Decode(t, p.Get(t, "/health"))
	for name, want := range map[string]string{"seed": "42", "scenario": "steady",
		"start": "2026-01-01T00:00:00.000000+00:00"} {
		if got := fmt.Sprint(health[name]); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if status, body := p.Try(t, "/monitor/training/task_123"); status != 404 {
		t.Errorf("TRAINMOCK_STRICT: %d %s, want 404", status, body)
	}
	for _, want := range []string{"--scenario steady", "--seed 42", "--start 2026-01-01T00:00:00.000000+00:00",
		"--speed 2", "--tick 50ms"} {
		if !strings.Contains(p.Stdout.String(), want) {
			t.Errorf("the banner does not say %s: %s", want, p.Stdout)
		}
	}
}

// TestEmptyVariables sets every variable to nothing, which is as if it were not set.
func TestEmptyVariables(t *testing.T) {
	for _, flag := range flagNames(t) {
		t.Setenv(variableOf(flag), "")
	}
	p := program.Start(t, Run)
	if health := program.Decode(t, p.Get(t, "/health")); health["scenario"] != "demo" {
		t.Errorf("the scenario is %v, want demo", health["scenario"])
	}
	if p.Stderr.String() != "" {
		t.Errorf("logged %q, want nothing", p.Stderr)
	}
}

// TestForeignVariables sets every variable to what Kubernetes sets for a Service: the defaults hold, and the log has
// one line that names the variables. Flags that take addresses refuse this one, because it is no origin.
func TestForeignVariables(t *testing.T) {
	const address = "tcp://10.96.0.12:6677"
	takeAddresses := []string{"cors-origin", "control-origin", "token"}
	var foreign []string
	for _, flag := range flagNames(t) {
		// The tests' own host and port are on the command line.
		if slices.Contains(takeAddresses, flag) {
			continue
		}
		t.Setenv(variableOf(flag), address)
		if flag != "host" && flag != "port" {
			foreign = append(foreign, variableOf(flag))
		}
	}
	p := program.Start(t, Run)
	if health := program.Decode(t, p.Get(t, "/health")); health["scenario"] != "demo" {
		t.Errorf("the scenario is %v, want demo", health["scenario"])
	}
	logged := p.Stderr.String()
	if strings.Count(logged, "\n") != 1 || strings.Contains(logged, "TRAINMOCK_PORT") {
		t.Errorf("logged %q, want one line without TRAINMOCK_PORT, as --port is there", logged)
	}
	for _, name := range foreign {
		if !strings.Contains(logged, name) {
			t.Errorf("logged %q, want %s in it", logged, name)
		}
	}
	t.Setenv("TRAINMOCK_CORS_ORIGIN", "https://app.example")
	own := program.Start(t, Run)
	r, _ := exchange(t, own, "GET", "/health", "", map[string][]string{"Origin": {"https://app.example"}})
	if got := r.Header.Get("Access-Control-Allow-Credentials"); got != "true" {
		t.Errorf("TRAINMOCK_CORS_ORIGIN: credentials are %q, want true", got)
	}
}

// TestForeignPortAlone: without --port the default holds.
func TestForeignPortAlone(t *testing.T) {
	t.Setenv("TRAINMOCK_PORT", "tcp://10.96.0.12:6677")
	f, err := parseFlags(nil, t.Output(), t.Output())
	if err != nil || f.Port != 6677 {
		t.Errorf("got %v (%v), want port 6677", f, err)
	}
}

// TestFlagsComeFirst sets every variable to a value that is refused: texts are printed all the same, and a flag hides
// its variable.
func TestFlagsComeFirst(t *testing.T) {
	for _, flag := range flagNames(t) {
		t.Setenv(variableOf(flag), "?")
	}
	for _, args := range []string{"--version", "--help", "--port 1 --version", "scenarios", "scenarios demo"} {
		code, stdout, stderr := runBriefly(t, strings.Fields(args)...)
		if code != exitFine || stdout == "" || stderr != "" {
			t.Errorf("%s: exit code %d, printed %q, logged %q, want 0, a text and nothing", args, code, stdout, stderr)
		}
	}
	p := program.Start(t, Run, "--cors-origin", "*", "--token", "x", "--allow-host", "mock.example", "--control-origin",
		"https://app.example", "--read-only=false", "--max-subscribers", "5", "--max-sessions", "5", "--tls-cert=",
		"--tls-key=", "--tls-self-signed=false", "--scenario", "empty", "--seed", "7", "--start", "now", "--anchor",
		"now", "--speed", "1", "--tick", "1s", "--replay", "1m", "--strict=false", "--exclusive=false",
		"--error-rate", "0", "--print", "Text", "--log-level", "WARNING", "--log-format", "JSON", "--at=", "--journal=",
		"--watch=false")
	if p.Stderr.String() != "" {
		t.Errorf("logged %q, want nothing", p.Stderr)
	}
}

// TestWordsInEitherCase tries names of levels and formats as other programs write them.
func TestWordsInEitherCase(t *testing.T) {
	for given, want := range map[string]string{
		"INFO": "info", "Warning": "warn", "WARN": "warn", "warning": "warn", "Debug": "debug", "ERROR": "error",
	} {
		t.Setenv("TRAINMOCK_LOG_LEVEL", given)
		t.Setenv("TRAINMOCK_LOG_FORMAT", "JSON")
		fromVariable, err := parseFlags(nil, t.Output(), t.Output())
		if err != nil {
			t.Fatalf("%s: %v", given, err)
		}
		fromFlag, err := parseFlags([]string{"--log-level", given, "--log-format", "Text"}, t.Output(), t.Output())
		if err != nil {
			t.Fatalf("%s: %v", given, err)
		}
		if fromVariable.LogLevel != want || fromFlag.LogLevel != want || fromVariable.LogFormat != "json" ||
			fromFlag.LogFormat != "text" {
			t.Errorf("%s: got %s %s and %s %s, want %s json and %s text", given, fromVariable.LogLevel,
				fromVariable.LogFormat, fromFlag.LogLevel, fromFlag.LogFormat, want, want)
		}
	}
}
