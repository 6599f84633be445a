package answer

import (
	"errors"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/refuse"
)

// refusal is an *refuse.Refusal as huma takes it.
type refusal struct{ *refuse.Refusal }

// GetStatus returns the HTTP status.
func (r refusal) GetStatus() int { return r.Status }

// ContentType keeps errors plain JSON, as the service has them.
func (refusal) ContentType(string) string { return "application/json" }

// Schema describes the two forms of detail.
func (refusal) Schema(r huma.Registry) *huma.Schema {
	faults := r.Schema(reflect.TypeFor[[]refuse.Fault](), true, "Fault")
	return &huma.Schema{
		Type: huma.TypeObject, Required: []string{"detail"},
		Properties: map[string]*huma.Schema{"detail": {
			OneOf: []*huma.Schema{{Type: huma.TypeString, Examples: []any{"Task not found"}}, faults},
		}},
	}
}

// RefusalSchema returns the schema of all errors.
func RefusalSchema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[refusal](), true, "Error")
}

// huma has no option for either of these, so its globals are set once, before anything reads them: no list is null on
// the wire, and errors of huma's own have the service's shape.
func init() {
	huma.DefaultArrayNullable = false
	huma.NewError = newError
}

// newError replaces huma.NewError.
func newError(status int, message string, causes ...error) huma.StatusError {
	if len(causes) == 0 {
		return refusal{refuse.New(status, message)}
	}
	faults := make([]refuse.Fault, len(causes))
	for i, cause := range causes {
		faults[i] = refuse.Fault{Loc: []string{"query"}, Msg: cause.Error(), Type: "value_error"}
		var detail *huma.ErrorDetail
		if errors.As(cause, &detail) {
			faults[i].Loc, faults[i].Msg = strings.Split(detail.Location, "."), detail.Message
		}
	}
	return refusal{refuse.InvalidAll(faults)}
}
