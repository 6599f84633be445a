// Package refuse owns how a request is refused: a status and a detail in the service's shape, {"detail": …}.
package refuse

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Refusal is an error that the client gets as the body of its response.
type Refusal struct {
	// Status is the HTTP status, from 400 to 599.
	Status int `json:"-"`
	// Detail is a text, or a []Fault.
	Detail any `json:"detail"`
	// RetryAfter is when the client should try again, sent in whole seconds. Defaults to no such header.
	RetryAfter time.Duration `json:"-"`
}

// Fault describes what is wrong with one part of a request.
type Fault struct {
	// Loc leads to the part, from the outside in: query or body first, then names and indices.
	Loc []string `json:"loc" doc:"Where the bad value is, from the outside in." example:"query,at"`
	// Msg describes the mistake and the accepted values, with an example.
	Msg string `json:"msg" doc:"What was wrong, what is accepted, and an example."`
	// Type classifies the fault, such as value_error.datetime.
	Type string `json:"type" example:"value_error.datetime"`
}

// New returns a refusal with a text.
func New(status int, detail string) *Refusal { return &Refusal{Status: status, Detail: detail} }

// Invalid returns a 422 about one parameter of the query. kind becomes the fault's type, behind "value_error.".
func Invalid(parameter, kind, message string) *Refusal {
	return InvalidAll([]Fault{{Loc: []string{"query", parameter}, Msg: message, Type: "value_error." + kind}})
}

// InvalidAll returns a 422 about several parts of a request.
func InvalidAll(faults []Fault) *Refusal {
	return &Refusal{Status: http.StatusUnprocessableEntity, Detail: faults}
}

// clientGone is the status of a request whose client has left, for the log alone. nginx has it, HTTP does not.
const clientGone = 499

// Of returns the refusal that err is or wraps. Any other error becomes a 500 without its text, which stays private, but
// for that of a client who has left.
func Of(err error) *Refusal {
	var known *Refusal
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled):
		return New(clientGone, "Client Closed Request")
	}
	return New(http.StatusInternalServerError, "Internal Server Error")
}

// Error returns the detail as text, the faults on one line.
func (e *Refusal) Error() string {
	faults, ok := e.Detail.([]Fault)
	if !ok {
		text, _ := e.Detail.(string)
		return text
	}
	texts := make([]string, len(faults))
	for i, f := range faults {
		texts[i] = strings.Join(f.Loc, ".") + ": " + f.Msg
	}
	return strings.Join(texts, "; ")
}

// Write sends the refusal as the response. Headers that belong to it must be set before.
func (e *Refusal) Write(w http.ResponseWriter) {
	var body bytes.Buffer
	text := json.NewEncoder(&body)
	text.SetEscapeHTML(false)
	if err := text.Encode(e); err != nil {
		http.Error(w, e.Error(), e.Status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.FormatInt(int64(e.RetryAfter/time.Second), 10))
	}
	w.WriteHeader(e.Status)
	w.Write(body.Bytes())
}
