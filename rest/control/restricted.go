package control

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
)

// restricted documents how package access refuses requests for control.
var restricted = []answer.Trait{
	answer.Refuses(http.StatusUnauthorized),
	answer.RefusesWhen(http.StatusForbidden,
		"Control is not open to this client or page, or the server was started with --read-only.",
		`/mock is open to this machine only: start trainmock with --token and send "Authorization: Bearer …"`),
	restrictedBody,
}

// restrictedBody documents how the body of a change is refused.
func restrictedBody(o *huma.Operation) {
	if o.Method == http.MethodGet {
		return
	}
	answer.Refuses(http.StatusRequestTimeout, http.StatusRequestEntityTooLarge)(o)
	if o.Method != http.MethodDelete {
		answer.RefusesWith(http.StatusUnsupportedMediaType,
			o.Method+" under /mock needs one header Content-Type: application/json, also without a body")(o)
	}
}
