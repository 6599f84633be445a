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
	Control  string  `json:"control" enum:"open,token,none" doc:"What this client may do under /mock."`
}

// Clock is the answer of GET /mock/clock.
type Clock struct {
	Now    string  `json:"now" format:"date-time" doc:"World time."`
	Tick   int64   `json:"tick" doc:"The newest tick."`
	Speed  float64 `json:"speed" minimum:"0" doc:"World seconds per second."`
	Paused bool    `json:"paused"`
	TickMS float64 `json:"tick_ms" doc:"Wall milliseconds between two ticks."`
	Epoch  string  `json:"epoch" doc:"Names this world on the stream."`
}

// ClockChange is the payload of the message behind a change of the clock, of the commands or of the world.
type ClockChange struct {
	Speed    float64 `json:"speed" minimum:"0" doc:"World seconds per second from now on; 0 while the world stands."`
	Now      string  `json:"now" format:"date-time" doc:"World time of the change, in a new epoch that of its tick 0."`
	Scenario string  `json:"scenario"`
	Reason   string  `json:"reason" enum:"pause,speed,advance,seek,scenario,reset,undo,journal"`
}

// Gap is the payload of the message that tells of missed events.
type Gap struct {
	From    string `json:"from" doc:"The first event id that is missing."`
	To      string `json:"to" doc:"The last event id that is missing."`
	Reason  string `json:"reason" enum:"too_old,ahead,slow_consumer,other_epoch,suspended,late_command"`
	Recover string `json:"recover" doc:"What to do."`
}

// GapReasons lists the reasons for a gap.
var GapReasons = []string{"too_old", "ahead", "slow_consumer", "other_epoch", "suspended", "late_command"}

// Ending is the reason for the end of a stream when its world ends: with the server, or with its session.
const Ending = "the server or the session is ending"

// Bye is the payload of the last message before the server or the session ends.
type Bye struct {
	Reason  string `json:"reason"`
	RetryMS int64  `json:"retry_ms" doc:"When to come back, in milliseconds; drawn anew for each subscriber."`
}

// Problem is the payload of the reply to a message that makes no sense.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}
