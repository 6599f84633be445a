package model

// Hello is the payload of the first message on every connection, and of the reply to subscribe.
type Hello struct {
	Epoch    string  `json:"epoch" doc:"Names this world: scenario, seed, start, tick and initial speed."`
	Seed     uint64  `json:"seed"`
	Scenario string  `json:"scenario"`
	TickMS   int64   `json:"tick_ms" doc:"Wall milliseconds between two ticks."`
	Speed    float64 `json:"speed" doc:"World seconds per second."`
	Resumed  bool    `json:"resumed" doc:"Whether the stream goes on behind the id that was given."`
	Topics   []Topic `json:"topics" enum:"nodes,training,cluster,tasks,logs"`
}

// Gap is the payload of the message that tells of missed events.
type Gap struct {
	From    string `json:"from" doc:"The first event id that is missing."`
	To      string `json:"to" doc:"The last event id that is missing."`
	Reason  string `json:"reason" enum:"too_old,ahead,slow_consumer,other_epoch,suspended"`
	Recover string `json:"recover" doc:"What to do."`
}

// Bye is the payload of the last message before the server ends.
type Bye struct {
	Reason  string `json:"reason"`
	RetryMS int64  `json:"retry_ms" doc:"When to come back, in milliseconds; drawn anew for each subscriber."`
}

// Problem is the payload of the reply to a message that makes no sense.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}
