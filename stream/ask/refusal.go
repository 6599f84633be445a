// Package ask owns what clients ask and how they are told that it cannot be: query values in, errors in the service's
// shape out.
package ask

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// Refusal is an answer other than the one asked for: {"detail": …}. It is an error that knows its status.
type Refusal struct {
	// Status is the HTTP status.
	Status int `json:"-"`
	// Detail is a text, or a list of Fault.
	Detail any `json:"detail"`
}

// Fault says what is wrong with one part of a request.
type Fault struct {
	// Loc leads to the part: where it is, and its name.
	Loc []string `json:"loc" nullable:"false" doc:"Where the bad value is, from the outside in." example:"[\"query\",\"at\"]"`
	// Msg says what was wrong and what is accepted, with an example.
	Msg string `json:"msg" doc:"What was wrong, what is accepted, and an example."`
	// Type classifies the fault, such as value_error.datetime.
	Type string `json:"type" example:"value_error.datetime"`
}

// Refuse is a refusal with a text.
func Refuse(status int, detail string) *Refusal { return &Refusal{Status: status, Detail: detail} }

// Query reads the query of a request. Errors are of type *Refusal.
func Query(r *http.Request) (url.Values, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, InvalidAll([]Fault{{
			Loc: []string{"query"}, Type: "value_error.query",
			Msg: err.Error() + ": write %25 for a percent sign and & between parameters, such as ?at=-5m",
		}})
	}
	return query, nil
}

// Invalid is a 422 about one value of the query.
func Invalid(parameter, kind, message string) *Refusal {
	return InvalidAll([]Fault{{Loc: []string{"query", parameter}, Msg: message, Type: "value_error." + kind}})
}

// InvalidAll is a 422 about several parts of a request.
func InvalidAll(faults []Fault) *Refusal {
	return &Refusal{Status: http.StatusUnprocessableEntity, Detail: faults}
}

// RefusalOf returns the refusal that err is or wraps. Any other error is a 500, and its text stays private.
func RefusalOf(err error) *Refusal {
	var known *Refusal
	if errors.As(err, &known) {
		return known
	}
	return Refuse(http.StatusInternalServerError, "Internal Server Error")
}

// Error is the text of the detail.
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

// Write answers a request with the error. Headers that belong to it must be set before.
func (e *Refusal) Write(w http.ResponseWriter) {
	body, err := json.Marshal(e)
	if err != nil {
		http.Error(w, e.Error(), e.Status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(e.Status)
	w.Write(append(body, '\n'))
}
