package app

import (
	"maps"
	"strings"

	"github.com/alecthomas/kong"

	"trainmock/stream/scenario"
)

// describeFlags sets what --help says of the flags whose texts are long. As variables of kong they would be searched
// for one another, once for each flag, at every start (BenchmarkStart).
func describeFlags(k *kong.Kong) error {
	texts := allFlagTexts()
	for _, flag := range k.Model.Flags {
		if text, ok := texts[flag.Name]; ok {
			flag.Help = text
		}
	}
	return nil
}

// allFlagTexts returns the texts of all flags that have a long one, by the names of the flags.
func allFlagTexts() map[string]string {
	texts := flagTexts()
	maps.Copy(texts, clusterTexts)
	return texts
}

// flagTexts returns the texts of the flags of one server, by the names of the flags.
func flagTexts() map[string]string {
	scenarios := strings.Join(scenario.Names(), ", ")
	return map[string]string{
		"cors-origin": "Origins whose pages may use the API and the streams, such as https://app.example. " +
			"By default every page may read, and pages of this machine may change things; '*' lets every page do both.",
		"token": "Secret that every client of /mock has to send, as Authorization: Bearer TOKEN. Without one, " +
			"/mock is open to clients on this machine alone.",
		"allow-host": "Names besides localhost by which clients on this machine may ask for /mock, where there " +
			"is no --token.",
		"control-origin": "Origins whose pages may use /mock, such as https://app.example, beside the server's own " +
			"page. --cors-origin admits none to it.",
		"read-only":       "Refuse every request that would change something.",
		"max-subscribers": "How many may subscribe to the streams at a time; more get 503.",
		"max-sessions": "How many sessions, worlds of their own below /s/NAME, may be there at a time; " +
			"more get 429. 0 admits none.",
		"print": "What to print on standard output when the port is open: text for people; json, one " +
			"line with addresses, seed and the arguments of the same run; or url, the address alone.",
		"until-stdin-ends": "Exit when standard input closes. A child process with a pipe then ends with its parent, " +
			"even if that is killed.",
		"tls-cert": "Serve HTTPS and wss with this certificate, PEM, followed by its intermediate " +
			"certificates. Over HTTP/2 a page may hold more than six streams.",
		"tls-key": "The certificate's private key, PEM.",
		"tls-self-signed": "Serve HTTPS and wss with a certificate made at the start for this machine; a " +
			"browser asks once before it trusts it.",
		"scenario": "Which cluster: " + scenarios + ", or a file such as mine.yaml; " +
			"- is standard input. By default demo.",
		"watch": "Load the file of --scenario again when it changes, which begins a new epoch. With a mistake in " +
			"it, the world goes on as it is.",
		"seed": "Seed of the world; random by default, " +
			"and printed so that runs are reproducible.",
		"start": "World time of tick 0: RFC 3339, a date, Unix seconds, or a time from now such as -1d; " +
			"by default the anchor.",
		"anchor": "Wall time of tick 0, in the forms of --start; now by default. The same on several " +
			"replicas makes their ticks coincide.",
		"at": "Instant at which to begin: a time in the forms of --start, or one from the start " +
			"such as +2h.",
		"journal": "Play a journal, as GET /mock/journal saves it, and pause at its end; - is standard input. " +
			"It names the scenario, seed, start, tick and speed.",
		"speed": "World seconds per second; 0 starts paused at tick 0.",
		"strict": "Answer 404 to ids that the scenario does not hold, instead of deriving an " +
			"entity from the id.",
		"exclusive": "Refuse to start a task while one runs or waits to, as the service does.",
		"error-rate": "Share of the task routes' answers, from 0 to 1, that are made-up validation " +
			"errors, as the service's are.",
		"log-level": "Least level of the log on standard error: debug,info,warn,error.",
	}
}
