package fault

import (
	"net/http"
	"slices"

	"trainmock/stream/model"
)

// Request is what faults need to know of a request.
type Request struct {
	Method string
	// Route is the pattern of the path, such as /tasks/{task_id}, empty if no route has the path.
	Route, Path string
	// Transport is that of the connection which the request opens, empty for none.
	Transport model.Transport
	// TakesAt is set if the route takes the parameter at.
	TakesAt bool
}

// hasBody reports whether the answer can have a body to break. A stream's is broken message by message.
func (q *Request) hasBody() bool { return q.Transport == "" && q.Method != "HEAD" }

// methods are those that routes and proxies know (RFC 9110, section 9.3, and RFC 5789).
var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	http.MethodConnect, http.MethodOptions, http.MethodTrace,
}

// knownMethod returns the method, or an empty text for one that a client made up: those count as one, because a fault
// keeps what it counts apart.
func (q *Request) knownMethod() string {
	if slices.Contains(methods, q.Method) {
		return q.Method
	}
	return ""
}
