package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/scenario"
)

// startPrinting runs the program until the test ends. It returns the first line of standard output, and a function
// that ends the run and returns the rest.
func startPrinting(t *testing.T, args ...string) (first string, end func() string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	go func() {
		code := Run(ctx, append([]string{"--host", "127.0.0.1", "--port", "0"}, args...), writer, t.Output())
		writer.CloseWithError(map[bool]error{true: io.EOF, false: fmt.Errorf("exit code %d", code)}[code == exitFine])
	}()
	output := bufio.NewReader(reader)
	end = func() string {
		cancel()
		rest, err := io.ReadAll(output)
		if err != nil {
			t.Errorf("%q: %v, want 0", args, err)
		}
		return string(rest)
	}
	t.Cleanup(func() { end() })
	first, err := output.ReadString('\n')
	if err != nil {
		t.Fatalf("%q: printed %q, %v", args, first, err)
	}
	return first, end
}

// printed is what --print json prints, as a program reads it.
type printed struct {
	Version, Scenario, Start, Epoch, Page, WS, SSE, REST, Docs, Certificate string
	Seed                                                                    uint64
	Args                                                                    []string
}

// startPrintingJSON runs the program with --print json.
func startPrintingJSON(t *testing.T, args ...string) printed {
	t.Helper()
	line, end := startPrinting(t, append(args, "--print", "json")...)
	var p printed
	if err := json.Unmarshal([]byte(line), &p); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	checkSeen(t, "the line", line)
	t.Cleanup(func() {
		if rest := end(); rest != "" {
			t.Errorf("%q: printed %q, too, want one line", args, rest)
		}
	})
	return p
}

// TestPrintJSON asks every address that is printed, and compares the line with what the service says of itself.
func TestPrintJSON(t *testing.T) {
	p := startPrintingJSON(t, "--seed", "9007199254740991", "--start", "2026-01-01", "--scenario", "steady")
	client := program.NewClient(t)
	health := program.Decode(t, program.Get(t, client, p.REST+"/health"))
	for name, got := range map[string]any{
		"scenario": p.Scenario, "start": p.Start, "epoch": p.Epoch, "seed": p.Seed, "version": p.Version,
	} {
		if fmt.Sprint(got) != fmt.Sprint(health[name]) {
			t.Errorf("%s is %v, want %v", name, got, health[name])
		}
	}
	program.Get(t, client, p.Page)
	program.Get(t, client, p.Docs)
	for name, open := range map[string]func() (program.Feed, error){
		p.SSE: func() (program.Feed, error) { return program.OpenSSE(t.Context(), client, p.SSE) },
		p.WS:  func() (program.Feed, error) { return program.OpenWebSocket(t.Context(), "http"+p.WS[len("ws"):]) },
	} {
		f, err := open()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if m, err := f.Next(); err != nil || m.Type != "hello" {
			t.Errorf("%s: begins with %s (%v), want hello", name, m.Raw, err)
		}
	}
	if p.Certificate != "" {
		t.Errorf("the certificate is %s, want none", p.Certificate)
	}
}

// TestPrintedArguments starts a second run with the arguments of the first: it is the same, also with a file whose name
// needs quotes in a shell.
func TestPrintedArguments(t *testing.T) {
	text, _ := scenario.Text("steady")
	file := filepath.Join(t.TempDir(), trick+"\x7f.yaml")
	if err := os.WriteFile(file, []byte("name: mine\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		nil,
		{"--scenario", file, "--tick", "500ms", "--speed", "2.5", "--anchor", "-5m"},
		{"--start", "-3d", "--tls-self-signed"},
	} {
		first := startPrintingJSON(t, args...)
		second := startPrintingJSON(t, first.Args...)
		if first.Epoch != second.Epoch || first.Epoch == "" || fmt.Sprint(first.Args) != fmt.Sprint(second.Args) {
			t.Errorf("%q: got the epoch %s and then %s, with the arguments %q and then %q, want the same", args,
				first.Epoch, second.Epoch, first.Args, second.Args)
		}
		if len(args) == 3 && (len(first.Certificate) != 32*3-1 || !strings.HasPrefix(first.WS, "wss://")) {
			t.Errorf("%q: got %+v, want wss and a certificate", args, first)
		}
	}
}

// TestAllOfTheWorldIsPrinted sets every flag of the group World: each is an argument of the same run.
func TestAllOfTheWorldIsPrinted(t *testing.T) {
	values := map[string]string{
		"scenario": "steady", "seed": "7", "start": "2026-01-01T00:00:00.000000+00:00",
		"anchor": "2026-01-01T00:00:00.000000+00:00", "at": "+2h", "speed": "0.5", "tick": "500ms", "replay": "5m0s",
		"strict": "", "exclusive": "", "error-rate": "0.05",
	}
	var args []string
	for field := range reflect.TypeFor[flags]().Fields() {
		name := flagName(field)
		// A journal names its world, instead of most of these. What is watched may be another world tomorrow.
		if field.Tag.Get("group") != "World" || name == "journal" || name == "watch" {
			continue
		}
		value, ok := values[name]
		if !ok {
			t.Fatalf("there is no value for --%s", name)
		}
		if args = append(args, "--"+name); value != "" {
			args = append(args, value)
		}
	}
	if got := startPrintingJSON(t, args...).Args; !slices.Equal(got, args) {
		t.Errorf("got %q, want %q", got, args)
	}
}

// TestPrintURL prints an address to which paths can be appended.
func TestPrintURL(t *testing.T) {
	for _, args := range []string{"--print url", "--print=URL --scenario empty"} {
		line, end := startPrinting(t, strings.Fields(args)...)
		program.Get(t, program.NewClient(t), strings.TrimSuffix(line, "\n")+"/health")
		if rest := end(); rest != "" {
			t.Errorf("%s: printed %q, too, want one line", args, rest)
		}
	}
	t.Setenv("TRAINMOCK_PRINT", "url")
	if line, _ := startPrinting(t); !strings.HasPrefix(line, "http://127.0.0.1:") {
		t.Errorf("TRAINMOCK_PRINT: printed %q, want an address", line)
	}
}
