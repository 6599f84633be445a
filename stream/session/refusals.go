package session

import (
	"fmt"
	"net/http"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// BadName refuses a name that no session can have, with a 422. loc leads to it in the request.
func BadName(name string, loc ...string) *refuse.Refusal {
	return refuse.InvalidAll([]refuse.Fault{{
		Loc: loc, Type: "value_error.name",
		Msg: model.Quote(name) + " is not the name of a session: " + model.SessionNames,
	}})
}

// Missing refuses a request for a session that is not there, with a 404.
func Missing(name string) *refuse.Refusal {
	const text = "Not Found: there is no session %[1]s, or it has gone after its idle time: make it with " +
		"POST /mock/sessions and {\"name\": %[1]s}, or with trainmock ctl session create %[2]s"
	return refuse.New(http.StatusNotFound, fmt.Sprintf(text, model.Quote(name), name))
}

// Taken refuses to create a session under the name of another one, with a 409.
func Taken(name string) *refuse.Refusal {
	return refuse.New(http.StatusConflict, fmt.Sprintf("There is a session %s already: use another name, leave it out "+
		"for a free one, or delete that one with DELETE /mock/sessions/%s", model.Quote(name), name))
}

// TooMany refuses to create a session beside so many, with a 429.
func TooMany(there int) *refuse.Refusal {
	return refuse.New(http.StatusTooManyRequests, fmt.Sprintf("There are %d sessions, the most of --max-sessions: "+
		"delete one that GET /mock/sessions lists, with DELETE /mock/sessions/NAME, or start trainmock with a higher "+
		"--max-sessions", there))
}

// Ended refuses a request when the program ends, with a 503.
func Ended() *refuse.Refusal {
	return refuse.New(http.StatusServiceUnavailable, "The server is ending: start it again")
}
