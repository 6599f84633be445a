package describe

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream"
)

// add adds a GET route of another room to the document. Every route can refuse its headers.
func add(document *huma.OpenAPI, o huma.Operation) {
	o.Method = http.MethodGet
	answer.Refuses(http.StatusRequestHeaderFieldsTooLarge)(&o)
	document.AddOperation(&o)
}

// streamResponses returns the answers of a stream: the good one with its events, some refusals, and those that all
// streams share.
func streamResponses(status string, good *huma.Response, refusals ...int) map[string]*huma.Response {
	o := huma.Operation{Responses: map[string]*huma.Response{status: good}}
	answer.Refuses(http.StatusNotFound)(&o)
	answer.Refuses(refusals...)(&o)
	answer.RefusesWith(http.StatusServiceUnavailable, stream.TooMany)(&o)
	return o.Responses
}

// upgradeResponses returns the answers of a WebSocket whose messages are described in words, and by a schema if it is
// not nil.
func upgradeResponses(messages string, schema *huma.Schema, refusals ...int) map[string]*huma.Response {
	good := &huma.Response{Description: messages}
	if schema != nil {
		good.Content = map[string]*huma.MediaType{"application/json": {Schema: schema}}
	}
	refusals = append(refusals, http.StatusBadRequest, http.StatusForbidden, http.StatusUpgradeRequired)
	return streamResponses("101", good, refusals...)
}
