package answer

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/refuse"
)

// refusals is the table of statuses that refuse: when a route answers with one, and the detail of an example.
var refusals = map[int]struct {
	when   string
	detail any
}{
	http.StatusBadRequest: {
		"The handshake breaks the protocol of WebSockets.",
		"A WebSocket begins with a request of HTTP/1.1: this is HTTP/2.0",
	},
	http.StatusUnauthorized: {
		"The server has a token, and the request does not give it.",
		`/mock needs the token that trainmock was started with: send "Authorization: Bearer …", or for a stream ` +
			"?__token=…",
	},
	http.StatusUnsupportedMediaType: {
		"The body is not declared as JSON.",
		"POST under /mock needs one header Content-Type: application/json, also without a body",
	},
	http.StatusForbidden: {
		"A page of another site asks for it, or the server was started with --read-only.",
		"A page of \"https://a.example\" may not change anything here; " +
			"start trainmock with --cors-origin https://a.example to allow it",
	},
	http.StatusNotFound: {"There is no such route, task or node.", "Not Found"},
	http.StatusRequestTimeout: {
		"The body does not arrive within ten seconds.", "Request Timeout: the body took too long to arrive",
	},
	http.StatusConflict: {
		"The cluster cannot follow the command.", "a command at 1m0s comes too late: the last one was at 1m1s",
	},
	http.StatusRequestEntityTooLarge: {
		"The body is too large.", []refuse.Fault{Fault("the body has more than 1048576 bytes: send less", "size")},
	},
	http.StatusUnprocessableEntity: {
		"A parameter, its name or the body is bad; the detail shows what is accepted.",
		[]refuse.Fault{{Loc: []string{"query"}, Type: "value_error.query", Msg: `invalid URL escape "%zz": ` +
			"write %25 for a percent sign and & between parameters, such as ?at=-5m"}},
	},
	http.StatusUpgradeRequired: {
		"The request is no handshake of a WebSocket.",
		`This is a WebSocket: connect with new WebSocket("ws://localhost:6677/stream/ws")`,
	},
	http.StatusTooManyRequests: {
		"The run holds as many commands as it can.",
		"the journal is full: 10,000 commands and changes, or 64 MiB with their parameters and lists of nodes, " +
			"are the most that a run can hold",
	},
	http.StatusRequestHeaderFieldsTooLarge: {
		"The address and the header fields are too long together.",
		"Request Header Fields Too Large: at most 64 KiB of address and header fields",
	},
	http.StatusInternalServerError: {"The server made a mistake, which it logs.", "Internal Server Error"},
	http.StatusServiceUnavailable: {
		"The server is busy; Retry-After says when to come back.",
		"Too many large answers are being made: try again later, or ask for less at a time",
	},
}

// Refuses documents statuses of the table, with their examples.
func Refuses(statuses ...int) Trait {
	return func(o *huma.Operation) {
		for _, status := range statuses {
			RefusesWith(status, refusals[status].detail)(o)
		}
	}
}

// RefusesWith documents a status of the table with an example of the route's own: a text or a []refuse.Fault. It
// panics if the table does not have the status.
func RefusesWith(status int, detail any) Trait {
	row, ok := refusals[status]
	if !ok {
		panic("answer: nothing is known of the status " + strconv.Itoa(status))
	}
	return RefusesWhen(status, row.when, detail)
}

// RefusesWhen documents a status that a route answers with for a reason of its own, with an example: a text or a
// []refuse.Fault.
func RefusesWhen(status int, when string, detail any) Trait {
	return func(o *huma.Operation) {
		if o.Responses == nil {
			o.Responses = map[string]*huma.Response{}
		}
		o.Responses[strconv.Itoa(status)] = response(when, &huma.MediaType{
			Schema: &huma.Schema{Ref: refusalRef}, Example: map[string]any{"detail": detail},
		})
	}
}

// NoTask and NoNode document the 404 of routes about one task or one node.
var (
	NoTask = RefusesWith(http.StatusNotFound, "Task not found")
	NoNode = RefusesWith(http.StatusNotFound, "Node not found")
)

// response returns an answer in JSON.
func response(description string, content *huma.MediaType) *huma.Response {
	return &huma.Response{
		Description: description, Content: map[string]*huma.MediaType{"application/json": content},
	}
}
