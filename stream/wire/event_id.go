package wire

import (
	"fmt"
	"strconv"

	"trainmock/stream/pattern"
)

// EventID is the position of an event in the stream: EPOCH:TICK:INDEX.
type EventID struct {
	// Epoch names the world by eight hexadecimal digits. Once commands have had an effect on it a dot and six more
	// follow, which name these.
	Epoch string
	// Tick counts from the anchor, and is negative before it.
	Tick int64
	// Index counts the events of a tick from 0.
	Index int
}

var idPattern = pattern.Lazy(EventIDPattern)

// EventIDPattern matches the text of an id. It is a regular expression of Go and of JavaScript.
const EventIDPattern = `^([0-9a-f]{8}(?:\.[0-9a-f]{6})?):(-?[0-9]{1,18}):([0-9]{1,9})$`

// ParseEventID reads an id in the form of String. Its error shows an example.
func ParseEventID(text string) (EventID, error) {
	parts := idPattern().FindStringSubmatch(text)
	if parts == nil {
		return EventID{}, fmt.Errorf("an event id is EPOCH:TICK:INDEX, such as 9f3ab2c1:1042:3")
	}
	// The pattern admits only digits that fit.
	tick, _ := strconv.ParseInt(parts[2], 10, 64)
	index, _ := strconv.Atoi(parts[3])
	return EventID{Epoch: parts[1], Tick: tick, Index: index}, nil
}

// String returns the id as it is on the wire.
func (id EventID) String() string {
	return id.Epoch + ":" + strconv.FormatInt(id.Tick, 10) + ":" + strconv.Itoa(id.Index)
}
