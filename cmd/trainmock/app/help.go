package app

import (
	"strings"

	"github.com/alecthomas/kong"

	"trainmock/stream/scenario"
)

const description = `A training-monitor service (Ray nodes, training tasks), mocked: REST, WebSocket and SSE ` +
	`over one simulated cluster, and a page that shows it live.

  trainmock                                   serve on http://localhost:6677
  trainmock --port 0 --scenario large         1,000 nodes on a free port
  trainmock --seed 7 --start 2026-01-01T00:00:00Z    the same run every time
  trainmock scenarios                         list the built-in scenarios
  trainmock scenarios demo > mine.yaml        print one, to begin your own with
  trainmock --scenario mine.yaml              serve it
  trainmock --tls-self-signed                 serve on https://localhost:6677, over HTTP/2
  curl -N localhost:6677/stream/sse           watch it without a browser

Every flag can also be set in the environment: TRAINMOCK_PORT=8080.`

// help returns the texts that the tags of flags refer to.
func help() kong.Vars {
	return kong.Vars{
		"host":        "Address to listen on.",
		"port":        "Port to listen on; 0 picks a free one.",
		"cors":        "Origins whose pages may use the API and the streams.",
		"subscribers": "How many may subscribe to the streams at a time; over it: 503.",
		"tls_cert": "Serve HTTPS and wss with this certificate, PEM, followed by those that vouch for it. " +
			"Over HTTP/2 a page may hold more than six streams.",
		"tls_key": "The certificate's private key, PEM.",
		"tls_self_signed": "Serve HTTPS and wss with a certificate made at the start for this machine; " +
			"a browser asks once before it trusts it.",
		"scenario": "Which cluster: " + strings.Join(scenario.Names(), ", ") +
			", or a file such as mine.yaml; by default demo.",
		"seed":      "Which of the scenario's worlds; random by default, and printed so that a run can be had again.",
		"start":     "World time of tick 0, RFC 3339; by default the anchor.",
		"anchor":    "Wall time of tick 0; now by default. The same on several replicas makes their ticks coincide.",
		"speed":     "World seconds in a second.",
		"tick":      "Time between two ticks of the streams.",
		"replay":    "How far back a stream can resume.",
		"strict":    "Answer 404 to ids that the scenario does not hold, instead of deriving an entity from the id.",
		"exclusive": "Refuse to start a task while one runs or waits to, as the service does.",
		"error_rate": "Share of the task routes' answers, from 0 to 1, that are made-up validation errors, " +
			"as the service's are.",
		"log_level":  "Least level of the log on standard error: debug,info,warn,error.",
		"log_format": "Form of the log: text,json.",
		"version":    "Print the version and end.",
	}
}
