package app

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/completion"
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

// shellLines are lines behind which Tab is pressed, and what then stands there instead of the last word.
var shellLines = []struct{ typed, want string }{
	{"ctl adv", "advance"}, {"ctl advance --unt", "--until"}, {"ctl advance --until node_s", "node_state"},
	{"ctl scenario ou", "outage"}, {"scenarios chec", "check"}, {"--print=j", "--print=json"},
	{"completion zs", "zsh"}, {"ctl journal save here.n", "here.ndjson"},
}

// inBash is a script for bash -c that prints what the function of completion offers for $0.
const inBash = `source <(trainmock completion bash); COMP_WORDS=($0); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	COMP_LINE="$0"; COMP_POINT=${#COMP_LINE}; _trainmock
	[[ ${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- "${COMP_WORDS[$COMP_CWORD]}"))
	printf '%s\n' "${COMPREPLY[@]}"`

// inFish is a script for fish -c that prints what fish offers for its argument.
const inFish = `trainmock completion fish | source; complete -C $argv[1]`

// inZsh is a script for zsh -c that types $0 and Tab into an interactive zsh, and prints what the line has become.
const inZsh = `zmodload zsh/zpty; zpty z zsh -f -i
	zpty -w z 'PS1=; autoload -U compinit; compinit -u; source <(trainmock completion zsh)'
	zpty -w z 'show() { print -r -- "<<$BUFFER>>" }; zle -N show; bindkey "^I" complete-word; bindkey "^X" show'
	zpty -w z 'print -r -- "REA""DY"'; zpty -r z out '*READY*'
	zpty -n -w z "$0"$'\t\x18'; zpty -r z out '*<<*>>*'; line=${${out##*<<}%%>>*}; print -r -- ${${(z)line}[-1]}`

// TestCompletionInShells presses Tab in each shell that there is a script for.
func TestCompletionInShells(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	directory := t.TempDir()
	binary := filepath.Join(directory, "trainmock")
	if err := os.Symlink(program.Binary(t), binary); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, "here.ndjson"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	scripts := map[string]string{"bash": inBash, "fish": inFish, "zsh": inZsh}
	for _, shell := range completion.Shells() {
		t.Run(shell, func(t *testing.T) {
			path := program.LookFor(t, shell, program.DemandClients)
			for _, tc := range shellLines {
				ctx, cancel := context.WithTimeout(t.Context(), program.Timeout)
				command := exec.CommandContext(ctx, path, "-c", scripts[shell], "trainmock "+tc.typed)
				command.Dir = directory
				command.Env = append(os.Environ(), "PATH="+directory+":"+os.Getenv("PATH"), "TERM=dumb", "HOME="+directory)
				out, err := command.CombinedOutput()
				cancel()
				got := strings.TrimSpace(string(out))
				// readline has split the word at the sign.
				if err != nil || got != tc.want && "--print="+got != tc.want {
					t.Errorf("%q: %v, offered %q, want %q", tc.typed, err, got, tc.want)
				}
			}
		})
	}
}
