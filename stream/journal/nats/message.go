package nats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/journal/lines"
)

// format is the version of the messages. Programs that write another one cannot share a journal.
const format = 1

// message is an entry in the stream.
type message struct {
	Format int `json:"format"`
	// Entry is a line of a saved journal.
	Entry json.RawMessage `json:"entry"`
	// Wall is when the entry takes effect, which a saved journal does not tell.
	Wall *time.Time `json:"wall,omitempty"`
	// Last is set for the last step of an advance.
	Last bool `json:"last,omitempty"`
}

// encode returns an entry as a message. The instants of commands count from the start of the world.
func encode(e journal.Entry, from time.Time) ([]byte, error) {
	m := message{Format: format, Entry: bytes.TrimSpace(lines.Line(e, start(e, from))), Wall: wall(&e)}
	m.Last = e.Clock != nil && e.Clock.Last
	return json.Marshal(m)
}

// decode returns the entry of a message.
func decode(data []byte, from time.Time) (e journal.Entry, err error) {
	var m message
	if err := json.Unmarshal(data, &m); err != nil {
		return e, fmt.Errorf("it is no message of trainmock (%w): use another --cluster", err)
	}
	if m.Format != format {
		return e, fmt.Errorf("its format is %d, and this program reads %d: run the same version everywhere, or use "+
			"another --cluster", m.Format, format)
	}
	if e, err = lines.Parse(m.Entry, from); err != nil {
		return e, err
	}
	if at := wall(&e); at != nil && m.Wall != nil {
		*at = *m.Wall
	}
	if e.Clock != nil {
		e.Clock.Last = m.Last
	}
	return e, nil
}

// start returns the start of the world in which an entry ends, given that of the world before it.
func start(e journal.Entry, before time.Time) time.Time { return lines.Start(e, before) }

// wall returns the wall time of an entry, nil if it has none.
func wall(e *journal.Entry) *time.Time {
	switch {
	case e.Genesis != nil:
		return &e.Genesis.Anchor
	case e.Clock != nil:
		return &e.Clock.Wall
	case e.Epoch != nil:
		return &e.Epoch.Wall
	case e.Faults != nil:
		return &e.Faults.Wall
	}
	return nil
}
