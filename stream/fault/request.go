package fault

import "trainmock/stream/model"

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
