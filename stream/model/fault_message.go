package model

import "fmt"

// Empty leaves out the body of an answer or the content of a message.
type Empty struct{}

var empty = FaultUsage{
	Zero: Empty{}, Default: Empty{}, Answers: true, Streams: messages,
	Sentence: "Leaves out the body of an answer, or the content of a message.",
	Example:  `{}`,
}

// Key returns empty.
func (Empty) Key() string { return "empty" }

// Check returns nil.
func (Empty) Check() error { return nil }

// Malformed makes a body or a message that is no JSON.
type Malformed struct{}

var malformed = FaultUsage{
	Zero: Malformed{}, Default: Malformed{}, Answers: true, Streams: messages,
	Sentence: "Makes a body or a message that is no JSON.",
	Example:  `{}`,
}

// Key returns malformed.
func (Malformed) Key() string { return "malformed" }

// Check returns nil.
func (Malformed) Check() error { return nil }

// Truncate cuts a body or a message.
type Truncate struct {
	// Bytes is how many are left, at most 1,048,576. Defaults to half of them.
	Bytes *int64 `json:"bytes,omitempty" yaml:"bytes"`
	// Frame cuts the frame of a WebSocket instead of the text in it, and ends the connection behind the cut.
	Frame bool `json:"frame,omitempty" yaml:"frame"`
}

var truncate = FaultUsage{
	Zero: Truncate{}, Default: Truncate{}, Answers: true, Streams: messages,
	Sentence: "Cuts a body, whose connection then ends, or the text of a message; with frame a WebSocket's frame.",
	Example:  `{"bytes": 20}`,
}

// Key returns truncate.
func (Truncate) Key() string { return "truncate" }

// maxTruncate is the largest number of bytes that truncate can leave.
const maxTruncate = 1 << 20

// Check returns an error if a value is out of range.
func (k Truncate) Check() error {
	if k.Bytes != nil && (*k.Bytes < 0 || *k.Bytes > maxTruncate) {
		return fmt.Errorf("truncate: bytes is %d: use 0 to %d, such as 20", *k.Bytes, maxTruncate)
	}
	return nil
}

// Left returns how many of so many bytes are left: never all of them.
func (k Truncate) Left(length int) int {
	if k.Bytes == nil {
		return length / 2
	}
	return min(int(*k.Bytes), max(0, length-1))
}

// Drop leaves messages out without a word.
type Drop struct{}

var drop = FaultUsage{
	Zero: Drop{}, Default: Drop{}, Streams: messages,
	Sentence: "Leaves messages out, without a gap.",
	Example:  `{}`,
}

// Key returns drop.
func (Drop) Key() string { return "drop" }

// Check returns nil.
func (Drop) Check() error { return nil }

// Duplicate sends messages more than once.
type Duplicate struct {
	// Times is how often in all, from 2 to 100. Defaults to 2.
	Times *int64 `json:"times,omitempty" yaml:"times"`
}

var duplicate = FaultUsage{
	Zero: Duplicate{}, Default: Duplicate{}, Streams: messages,
	Sentence: "Sends messages more than once: times in all.",
	Example:  `{"times": 2}`,
}

// Key returns duplicate.
func (Duplicate) Key() string { return "duplicate" }

const (
	defaultTimes = 2
	maxTimes     = 100
)

// Check returns an error if a value is out of range.
func (k Duplicate) Check() error {
	if k.Total() < 2 || k.Total() > maxTimes {
		return fmt.Errorf("duplicate: times is %d: use 2 to %d in all, such as 2", k.Total(), maxTimes)
	}
	return nil
}

// Total returns how often a message is sent.
func (k Duplicate) Total() int {
	if k.Times == nil {
		return defaultTimes
	}
	return int(*k.Times)
}

// Reorder makes messages change places within a tick.
type Reorder struct{}

var reorder = FaultUsage{
	Zero: Reorder{}, Default: Reorder{}, Streams: []Transport{TransportWebSocket, TransportSSE},
	Sentence: "Makes messages change places within a tick.",
	Example:  `{}`,
}

// Key returns reorder.
func (Reorder) Key() string { return "reorder" }

// Check returns nil.
func (Reorder) Check() error { return nil }
