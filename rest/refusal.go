package rest

import (
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"trainmock/stream/ask"
	"trainmock/stream/world"
)

// maxHeaderBytes is how much of header fields a request may bring.
const maxHeaderBytes = 64 << 10

// refusal is an *ask.Refusal as huma takes it.
type refusal struct{ *ask.Refusal }

// GetStatus is the HTTP status.
func (r refusal) GetStatus() int { return r.Status }

// ContentType keeps errors plain JSON, as the service has them.
func (refusal) ContentType(string) string { return "application/json" }

// Schema describes the two forms of detail.
func (refusal) Schema(r huma.Registry) *huma.Schema {
	faults := r.Schema(reflect.TypeFor[[]ask.Fault](), true, "Fault")
	return &huma.Schema{
		Type: huma.TypeObject, Required: []string{"detail"},
		Properties: map[string]*huma.Schema{"detail": {
			OneOf: []*huma.Schema{{Type: huma.TypeString, Examples: []any{"Task not found"}}, faults},
		}},
	}
}

// huma reports errors of its own through this hook: it gives them the service's shape. No list is null on the wire.
func init() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, causes ...error) huma.StatusError {
		if len(causes) == 0 {
			return refusal{ask.Refuse(status, message)}
		}
		faults := make([]ask.Fault, len(causes))
		for i, cause := range causes {
			faults[i] = ask.Fault{Loc: []string{"query"}, Msg: cause.Error(), Type: "value_error"}
			var detail *huma.ErrorDetail
			if errors.As(cause, &detail) {
				faults[i].Loc, faults[i].Msg = strings.Split(detail.Location, "."), detail.Message
			}
		}
		return refusal{ask.InvalidAll(faults)}
	}
}

// refuse passes a handler's error on to huma.
func refuse(err error) error {
	var known *ask.Refusal
	if errors.As(err, &known) {
		return refusal{known}
	}
	return err
}

// refuseCommand is what to answer when the world does not take a command.
func refuseCommand(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, world.ErrNoTask), errors.Is(err, world.ErrNoNode):
		return ask.Refuse(http.StatusNotFound, err.Error())
	case errors.Is(err, world.ErrFull):
		return ask.Refuse(http.StatusTooManyRequests, err.Error())
	default:
		return ask.Refuse(http.StatusConflict, err.Error())
	}
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	ask.Refuse(http.StatusNotFound, "Not Found").Write(w)
}

// notAllowed answers a method that the path does not have, and says which it has.
func notAllowed(routes chi.Routes) http.HandlerFunc {
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}
	return func(w http.ResponseWriter, r *http.Request) {
		path := "/" + strings.Trim(r.URL.Path, "/")
		for _, method := range methods {
			if routes.Match(chi.NewRouteContext(), method, path) {
				w.Header().Add("Allow", method)
				if method == http.MethodGet {
					w.Header().Add("Allow", http.MethodHead)
				}
			}
		}
		ask.Refuse(http.StatusMethodNotAllowed, "Method Not Allowed").Write(w)
	}
}

// checkQuery refuses queries that cannot be read, of which parts would otherwise be ignored.
func checkQuery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var refusal *ask.Refusal
		if _, err := ask.Query(r); errors.As(err, &refusal) {
			refusal.Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limitHeaders refuses requests whose header fields are beyond all use, in the shape of the other errors.
func limitHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size := len(r.RequestURI)
		for name, values := range r.Header {
			for _, value := range values {
				size += len(name) + len(value)
			}
		}
		if size > maxHeaderBytes {
			w.Header().Set("Connection", "close")
			ask.Refuse(http.StatusRequestHeaderFieldsTooLarge, "Request Header Fields Too Large: at most 64 KiB of address and header fields").Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}
