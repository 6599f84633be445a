package app

import (
	"strings"

	"github.com/alecthomas/kong"

	"trainmock/stream/scenario"
)

// flagTexts returns what --help says of the flags whose texts are long, and the names of the built-in scenarios.
func flagTexts() kong.Vars {
	scenarios := strings.Join(scenario.Names(), ", ")
	return clusterTexts.CloneWith(kong.Vars{
		"scenarios": scenarios,
		"about_cors": "Origins whose pages may use the API and the streams, such as https://app.example. " +
			"By default every page may read, and pages of this machine may change things; '*' lets every page do both.",
		"about_token": "Secret that every client of /mock has to send, as Authorization: Bearer TOKEN. Without one, " +
			"/mock is open to clients on this machine alone.",
		"about_allow_host": "Names besides localhost by which clients on this machine may ask for /mock, where there " +
			"is no --token.",
		"about_control": "Origins whose pages may use /mock, such as https://app.example, beside the server's own " +
			"page. --cors-origin admits none to it.",
		"about_read_only":       "Refuse every request that would change something.",
		"about_max_subscribers": "How many may subscribe to the streams at a time; more get 503.",
		"about_max_sessions": "How many sessions, worlds of their own below /s/NAME, may be there at a time; " +
			"more get 429. 0 admits none.",
		"about_print": "What to print on standard output when the port is open: text for people; json, one " +
			"line with addresses, seed and the arguments of the same run; or url, the address alone.",
		"about_until_stdin_ends": "Exit when standard input closes. A child process with a pipe then ends with its parent, " +
			"even if that is killed.",
		"about_tls_cert": "Serve HTTPS and wss with this certificate, PEM, followed by its intermediate " +
			"certificates. Over HTTP/2 a page may hold more than six streams.",
		"about_tls_key": "The certificate's private key, PEM.",
		"about_tls_self_signed": "Serve HTTPS and wss with a certificate made at the start for this machine; a " +
			"browser asks once before it trusts it.",
		"about_scenario": "Which cluster: " + scenarios + ", or a file such as mine.yaml; " +
			"- is standard input. By default demo.",
		"about_watch": "Load the file of --scenario again when it changes, which begins a new epoch. With a mistake in " +
			"it, the world goes on as it is.",
		"about_seed": "Seed of the world; random by default, " +
			"and printed so that runs are reproducible.",
		"about_start": "World time of tick 0: RFC 3339, a date, Unix seconds, or a time from now such as -1d; " +
			"by default the anchor.",
		"about_anchor": "Wall time of tick 0, in the forms of --start; now by default. The same on several " +
			"replicas makes their ticks coincide.",
		"about_at": "Instant at which to begin: a time in the forms of --start, or one from the start " +
			"such as +2h.",
		"about_journal": "Play a journal, as GET /mock/journal saves it, and pause at its end; - is standard input. " +
			"It names the scenario, seed, start, tick and speed.",
		"about_speed": "World seconds per second; 0 starts paused at tick 0.",
		"about_strict": "Answer 404 to ids that the scenario does not hold, instead of deriving an " +
			"entity from the id.",
		"about_exclusive": "Refuse to start a task while one runs or waits to, as the service does.",
		"about_error_rate": "Share of the task routes' answers, from 0 to 1, that are made-up validation " +
			"errors, as the service's are.",
		"about_log_level": "Least level of the log on standard error: debug,info,warn,error.",
	})
}
