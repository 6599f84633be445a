package model

// Subscription describes one connection of a hub: a stream, or a dashboard.
type Subscription struct {
	ID        string       `json:"id" example:"s1" doc:"Unique for the run."`
	Transport Transport    `json:"transport" enum:"ws,sse,dashboard"`
	Remote    string       `json:"remote" example:"127.0.0.1:52014" doc:"The client's address and port."`
	UserAgent string       `json:"user_agent,omitempty"`
	Filter    StreamFilter `json:"filter"`
	Since     string       `json:"since" format:"date-time" doc:"Wall time at which it connected."`
	Events    int64        `json:"events" minimum:"0" doc:"Events sent, those posted included, snapshots not."`
	Bytes     int64        `json:"bytes" minimum:"0" doc:"Bytes sent, frames and pings included."`
	Behind    int64        `json:"ticks_behind" minimum:"0" doc:"Published ticks that it has yet to be sent."`
	Faults    []string     `json:"faults" doc:"The faults in force for it."`
}

// StreamFilter is the filter of a subscription in plain fields.
type StreamFilter struct {
	Topics   []Topic  `json:"topics" doc:"All five for a stream that asks for none, and none for a dashboard."`
	TaskIDs  []string `json:"task_ids" doc:"Empty for all."`
	NodeIDs  []string `json:"node_ids" doc:"Empty for all."`
	Interval string   `json:"interval" example:"5s" doc:"The wall time between two periodic events of a kind."`
}

// Delivery counts the subscribers that got an event of the user's own.
type Delivery struct {
	Sent    int `json:"sent" minimum:"0" doc:"How many get the event."`
	Skipped int `json:"skipped" minimum:"0" doc:"How many read so slowly that too much waits for them already."`
}
