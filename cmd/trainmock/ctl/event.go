package ctl

import (
	"encoding/json"
	"strings"
)

// event is an event of an answer.
type event struct {
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// change holds the fields of the payloads of node_state, task_update and system_log.
type change struct {
	At             string `json:"at"`
	ID             string `json:"id"`
	State          string `json:"state"`
	PreviousState  string `json:"previous_state"`
	Status         string `json:"status"`
	PreviousStatus string `json:"previous_status"`
	Reason         string `json:"reason"`
	Level          string `json:"level"`
	Message        string `json:"message"`
}

// text returns an event on one line: a change in words, any other payload as JSON.
func (e *event) text() string {
	var c change
	if json.Unmarshal(e.Payload, &c) != nil {
		return e.Type + " " + string(e.Payload)
	}
	words := []string{c.At, e.Type}
	switch {
	case c.Message != "":
		words = append(words, c.Level, c.Message)
	case c.PreviousState+c.PreviousStatus != "":
		words = append(words, c.ID, c.PreviousState+c.PreviousStatus, "→", c.State+c.Status)
		if c.Reason != "" {
			words = append(words, "("+c.Reason+")")
		}
	default:
		words = append(words, string(e.Payload))
	}
	return strings.TrimSpace(strings.Join(words, " "))
}
