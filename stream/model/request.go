package model

// Request is an entry of the log of requests: a request, or a connection that goes on, such as a stream.
type Request struct {
	ID     uint64 `json:"id" doc:"Counts the entries from 1. The end of a connection has the id of its beginning."`
	Time   string `json:"time" format:"date-time" doc:"Wall time at which it began."`
	Method string `json:"method" example:"GET"`
	Path   string `json:"path" example:"/monitor/training/task_123" doc:"As sent, with its escapes."`
	Query  string `json:"query,omitempty" example:"at=-5m" doc:"As sent, without the value of __token."`
	Status int    `json:"status,omitempty" doc:"Left out without an answer: held up or broken off."`
	// DurationMS and Bytes are left out while a connection goes on or a fault holds the answer up.
	DurationMS *float64 `json:"duration_ms,omitempty" minimum:"0" doc:"Left out while it goes on."`
	Bytes      *int64   `json:"bytes,omitempty" minimum:"0" doc:"Of the body or stream; left out while it goes on."`
	Origin     string   `json:"origin,omitempty" example:"http://localhost:5173" doc:"The origin of the page."`
	Fault      string   `json:"fault,omitempty" doc:"The names of the faults that struck, joined by commas."`
}
