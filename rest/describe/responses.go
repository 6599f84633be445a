package describe

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
)

// add adds a GET route of another room to the document.
func add(document *huma.OpenAPI, o huma.Operation) {
	o.Method = http.MethodGet
	o.OperationID = answer.OperationID(o.Method, o.Path)
	document.AddOperation(&o)
}

// streamResponses returns the answers of a stream: the good one, some refusals, and those that all streams share.
func streamResponses(document *huma.OpenAPI, status int, media string, refusals ...int) map[string]*huma.Response {
	good := &huma.Response{Description: "The stream"}
	if media != "" {
		good.Content = map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	responses := map[string]*huma.Response{strconv.Itoa(status): good}
	refused := answer.RefusalSchema(document.Components.Schemas)
	refusals = append(refusals, http.StatusNotFound, http.StatusServiceUnavailable)
	for _, status := range refusals {
		responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status),
			Content:     map[string]*huma.MediaType{"application/json": {Schema: refused}},
		}
	}
	return responses
}

// upgradeResponses returns the answers of a WebSocket.
func upgradeResponses(document *huma.OpenAPI, refusals ...int) map[string]*huma.Response {
	refusals = append(refusals, http.StatusBadRequest, http.StatusForbidden, http.StatusUpgradeRequired)
	return streamResponses(document, http.StatusSwitchingProtocols, "", refusals...)
}
