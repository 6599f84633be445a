package app

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/scenario"
)

// trick is a name that would change how the text around it is shown.
const trick = "it's\u202eevil\u2066\x1b[2J\u009b\n"

// checkSeen fails the test if a text has one of the characters of trick that act unseen.
func checkSeen(t *testing.T, what, text string) {
	t.Helper()
	if strings.ContainsAny(text, "\u202e\u2066\x1b\u009b") {
		t.Errorf("%s is %q, want escapes", what, text)
	}
}

// TestTrickInTheBanner runs a scenario file with a bad name: the banner shows its escapes, and a shell undoes them.
func TestTrickInTheBanner(t *testing.T) {
	text, _ := scenario.Text("demo")
	file := filepath.Join(t.TempDir(), trick+".yaml")
	if err := os.WriteFile(file, []byte("name: mine\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := program.Start(t, Run, "--scenario", file)
	checkSeen(t, "the banner", p.Stdout.String())
	_, word, _ := strings.Cut(p.Stdout.String(), "--scenario ")
	word, _, _ = strings.Cut(word, " --seed")
	bash := program.LookFor(t, "bash", program.DemandClients)
	if out, err := exec.Command(bash, "-c", "printf %s "+word).Output(); err != nil || string(out) != file {
		t.Errorf("for a shell %s is %q (%v), want %q", word, out, err, file)
	}
}

// TestTrickOnTheCommandLine gives a bad text to flags and arguments: the complaint is one line that shows it.
func TestTrickOnTheCommandLine(t *testing.T) {
	for _, args := range [][]string{
		{"--scenario", trick}, {"--scenario", trick + ".yaml"}, {"--tick", trick}, {"--start", trick}, {trick},
		{"--" + trick}, {"--cors-origin", trick}, {"--tls-cert", trick, "--tls-key", trick}, {"--host", trick},
		{"scenarios", trick}, {"scenarios", "--" + trick},
	} {
		code, stdout, stderr := runBriefly(t, args...)
		if code == exitFine || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: exit code %d, printed %q, logged %q, want one line", args, code, stdout, stderr)
		}
		checkSeen(t, fmt.Sprintf("%q: the complaint", args), stderr)
	}
}

// TestTrickInTheLog logs a bad text in each form, as a text and as an error.
func TestTrickInTheLog(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		var out bytes.Buffer
		log := (&flags{LogLevel: "info", LogFormat: format}).logger(&out)
		log.Info(trick, "name", trick, "error", errors.New(trick))
		checkSeen(t, format, out.String())
		if n := strings.Count(out.String(), `u202e`); n != 3 || strings.Count(out.String(), "\n") != 1 {
			t.Errorf("%s: logged %q, want one line that shows the text three times", format, out.String())
		}
	}
}

// TestTrickInAnswers sends bad texts to every place that an answer repeats, and to the log of the cluster.
func TestTrickInAnswers(t *testing.T) {
	p := program.Start(t, Run, "--tick", "20ms", "--strict")
	feed := p.OpenBoth(t, "?topics=logs&snapshot=false")["SSE"]
	escaped := "%E2%80%AE%C2%9B%E2%81%A6"
	for _, path := range []string{
		"/stream/ws?topics=" + escaped, "/stream/sse?since=" + escaped, "/stream/sse?task_id=" + escaped,
		"/api/edgeai/nodes/ws/" + escaped, "/monitor/training/" + escaped, "/monitor/training/x?at=" + escaped,
		"/monitor/training/x/history?step=" + escaped, "/tasks/" + escaped, "/" + escaped,
		"/health?" + escaped + "=%zz",
	} {
		status, body := p.Try(t, path)
		if status < 400 {
			t.Errorf("%s: %d, want a refusal", path, status)
		}
		checkSeen(t, path, string(body))
	}
	name := "\u202e\u2066\u009b"
	for _, tc := range []struct{ method, path, body string }{
		{http.MethodDelete, "/tasks/" + escaped, ""},
		{http.MethodPost, "/train", `{"parameters": {"num_rounds": "` + name + `"}}`},
		{http.MethodPost, "/train", name},
		{http.MethodPost, "/cluster/add-nodes", `{"nodes": ["` + name + `"]}`},
		{http.MethodPost, "/cluster/remove-nodes", `{"nodes": ["` + name + `"]}`},
	} {
		_, body := p.Send(t, tc.method, tc.path, tc.body)
		checkSeen(t, tc.method+" "+tc.path, string(body))
	}
	p.Train(t, `{"parameters": {"model_name": "`+name+`"}}`)
	for {
		m, err := feed.Next()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(m.Raw), "submitted") {
			checkSeen(t, "the log", string(m.Raw))
			break
		}
	}
}
