package model

// Mark is one event in a history.
type Mark struct {
	Time    string `json:"time" format:"date-time" doc:"When it happened."`
	Type    string `json:"type" enum:"task_update,node_state,system_log"`
	Payload any    `json:"payload" doc:"As in the stream: a TaskUpdate, a NodeStateChange or a SystemLog."`
}
