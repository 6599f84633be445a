package app

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// TestCompletion asks for the words that may follow a line; ␣ is a word that has yet to begin.
func TestCompletion(t *testing.T) {
	for _, tc := range []struct{ line, want string }{
		{"␣", "completion ctl scenarios"},
		{"c", "completion ctl"},
		{"--scen", "--scenario"},
		{"--scenario d", "demo"},
		{"--print=j", "--print=json"},
		{"--read-only s", "scenarios"},
		{"scenarios ch", "chaos check"},
		{"completion ␣", "bash fish zsh"},
		{"ctl adv", "advance"},
		{"ctl --json jo", "journal"},
		{"ctl --url x jo", "journal"},
		{"ctl journal ␣", "load save"},
		{"ctl journal save ␣", ""},
		{"ctl slow-node --fa", "--factor"},
		{"ctl advance --until node_s", "node_state"},
		{"ctl send alert --topic lo", "logs"},
		{"ctl scenario cha", "chaos"},
		{"ctl fault ␣", "add clear list profiles"},
		{"ctl fault add d", "drop duplicate degraded"},
		{"ctl fault add latency --j", "--json --jitter"},
		{"ctl fault add latency --distribution l", "lognormal"},
		{"ctl fault add drop --streams ␣", "ws sse dashboard"},
		{"ctl fault add drop --topics tr", "training"},
		{"ctl fault add drop --r", ""},
	} {
		words := strings.Fields(strings.ReplaceAll(tc.line, "␣", ` "" `))
		for i := range words {
			words[i] = strings.Trim(words[i], `"`)
		}
		code, stdout, stderr := runBriefly(t, append([]string{"completion", "--complete", "--"}, words...)...)
		got := strings.Join(strings.Fields(stdout), " ")
		if code != exitFine || stderr != "" || !sameWords(got, tc.want) {
			t.Errorf("%q: exit code %d, logged %q, offered %q, want %q", tc.line, code, stderr, got, tc.want)
		}
	}
}

// sameWords reports whether two texts have the same words in any order.
func sameWords(a, b string) bool {
	count := map[string]int{}
	for _, w := range strings.Fields(a) {
		count[w]++
	}
	for _, w := range strings.Fields(b) {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// TestCompletionInBash presses Tab in bash.
func TestCompletionInBash(t *testing.T) {
	bash := program.LookFor(t, "bash", program.DemandClients)
	binary := filepath.Join(t.TempDir(), "trainmock")
	if out, err := exec.Command("go", "build", "-o", binary, "..").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, tc := range []struct{ words, want string }{
		{"ctl adv", "advance"}, {"ctl advance --unt", "--until"}, {"ctl scenario ou", "outage"},
		{"scenarios chec", "check"},
	} {
		script := `source <("$0" completion bash); COMP_WORDS=("$0" $1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
			COMP_LINE="$0 $1"; COMP_POINT=${#COMP_LINE}; _trainmock; printf '%s\n' "${COMPREPLY[@]}"`
		out, err := exec.Command(bash, "-c", script, binary, tc.words).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != tc.want {
			t.Errorf("%q: %v, offered %q, want %q", tc.words, err, got, tc.want)
		}
	}
}
