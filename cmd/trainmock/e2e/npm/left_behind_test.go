//go:build unix

package npm

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestNothingLeftBehind ends processes that have started a server, in every way: the server ends, too, and its port is
// free.
func TestNothingLeftBehind(t *testing.T) {
	p := newProject(t)
	p.write(t, "worker.js", `import { parentPort } from "node:worker_threads";
		import { start } from "trainmock";
		parentPort.postMessage({ url: (await start({ scenario: "empty" })).url });`)
	p.write(t, "in-a-worker-that-is-ended.js", `import { Worker } from "node:worker_threads";
		const worker = new Worker(new URL("worker.js", import.meta.url));
		setInterval(() => {}, 1000);
		worker.on("message", (line) => {
			console.log(JSON.stringify(line));
			worker.terminate();
		});`)
	const begin = `import { start } from "trainmock";
		const abort = new AbortController();
		const server = await start({ signal: abort.signal, scenario: "empty" });
		console.log(JSON.stringify({ url: server.url }));
		const forever = () => setInterval(() => {}, 1000);
		`
	for name, tc := range map[string]struct {
		script string
		signal os.Signal
	}{
		"it comes to its end":       {"", nil},
		"it exits":                  {"forever(); process.exit(3)", nil},
		"it throws":                 {"forever(); throw new Error('a test')", nil},
		"a promise is refused":      {"forever(); Promise.reject(new Error('a test'))", nil},
		"it aborts":                 {"process.abort()", nil},
		"it stops the server":       {"forever(); await server.stop(); await server.stop()", nil},
		"the signal aborts":         {"forever(); abort.abort()", nil},
		"in a worker that is ended": {"", nil},
		"SIGTERM":                   {"forever()", syscall.SIGTERM},
		"SIGINT":                    {"forever()", syscall.SIGINT},
		"SIGHUP":                    {"forever()", syscall.SIGHUP},
		"SIGKILL":                   {"for (;;);", syscall.SIGKILL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script := strings.ReplaceAll(name, " ", "-") + ".js"
			if _, err := os.Stat(filepath.Join(p.folder, script)); err != nil {
				p.write(t, script, begin+tc.script)
			}
			var line struct{ URL string }
			run := startJSON(t, p.node(t, script), &line)
			if tc.signal != nil {
				run.signal(t, tc.signal)
			}
			checkGone(t, line.URL)
			// A process that goes on has shown what it is for.
			_ = run.Process.Kill()
			<-run.done
		})
	}
}

// TestScript ends the package's own command: it passes signals and exit codes on, takes two signals at once, as from a
// terminal and from npm, for one, and leaves no server behind where it is killed.
func TestScript(t *testing.T) {
	p := newProject(t)
	bin := "node_modules/trainmock/bin.js"
	args := []string{bin, "--host", "127.0.0.1", "--port", "0", "--print", "json"}
	// The same signal again could arrive together with the first.
	for signal, second := range map[syscall.Signal]syscall.Signal{
		syscall.SIGTERM: syscall.SIGINT, syscall.SIGINT: syscall.SIGTERM, syscall.SIGHUP: syscall.SIGINT,
		syscall.SIGKILL: syscall.SIGINT,
	} {
		var line struct{ REST string }
		run := startJSON(t, p.node(t, args...), &line)
		signals := []syscall.Signal{signal}
		if signal != syscall.SIGKILL { // It stands until both have arrived.
			signals = []syscall.Signal{syscall.SIGSTOP, signal, second, syscall.SIGCONT}
		}
		for _, s := range signals {
			run.signal(t, s)
		}
		checkGone(t, line.REST)
		if err := <-run.done; (err == nil) == (signal == syscall.SIGKILL) {
			t.Errorf("%v: ended with %v, want exit code 0 but after SIGKILL", signal, err)
		}
	}
	for args, want := range map[string]int{"--version": 0, "--port x": 2, "scenarios check mine.yaml": 1} {
		stdout, stderr, code := p.run(t, p.node(t, append([]string{bin}, strings.Fields(args)...)...))
		if code != want {
			t.Errorf("%s: exit code %d, want %d; printed %q, logged %q", args, code, want, stdout, stderr)
		}
	}
	c := p.node(t, bin, "scenarios", "check", "-")
	c.Stdin = strings.NewReader("groups: [{name: a, count: 2, cpus: 8, memory_gb: 64}]\n")
	if stdout, stderr, code := p.run(t, c); code != 0 || !strings.Contains(stdout, "2 nodes") {
		t.Errorf("a scenario from standard input: exit code %d, printed %q, logged %q", code, stdout, stderr)
	}
}

// TestStartFails: an error has the program's own words.
func TestStartFails(t *testing.T) {
	p := newProject(t)
	script, wants := `import { start } from "trainmock";
		const fail = (options) => start(options).then(() => "it started", (error) => error.message ?? error);`, []string{}
	for options, want := range map[string]string{
		`{ scenario: "nonsense" }`:               `--scenario: there is no scenario "nonsense"`,
		`{ args: ["--tick", "1ms"] }`:            "--tick: 1ms is not whole milliseconds",
		`{ timeout: 1 }`:                         "no address after 1 ms",
		`{ signal: AbortSignal.abort("enough")}`: "enough",
		`{ signal: AbortSignal.timeout(1) }`:     "aborted due to timeout",
	} {
		script += fmt.Sprintf("\nconsole.log(await fail(%s));", options)
		wants = append(wants, want)
	}
	p.write(t, "fails.js", script)
	stdout, stderr, code := p.run(t, p.node(t, "fails.js"))
	for i, want := range wants {
		if lines := strings.Split(stdout, "\n"); code != 0 || len(lines) <= i || !strings.Contains(lines[i], want) {
			t.Errorf("exit code %d, printed %q, logged %q, want %q in line %d", code, stdout, stderr, want, i)
		}
	}
}
