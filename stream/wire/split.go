package wire

import (
	"bytes"
	"encoding/binary"
	"iter"
	"slices"
)

// Part is a part of what a connection is sent: a message, or bytes that belong to none, such as a ping.
type Part struct {
	// Bytes are the part as it is on the wire. They have no spare capacity.
	Bytes []byte
	// Message is the JSON of the message. It is nil for other bytes.
	Message []byte
}

// Parts yields the parts of bytes that Append and its siblings made.
func (f Framing) Parts(all []byte) iter.Seq[Part] {
	cut := cutBlock
	if f == WebSocket {
		cut = cutFrame
	}
	return func(yield func(Part) bool) {
		for len(all) > 0 {
			part := cut(all)
			if !yield(part) {
				return
			}
			all = all[len(part.Bytes):]
		}
	}
}

// cutFrame returns the first frame.
func cutFrame(all []byte) Part {
	header, length := 2, uint64(all[1])
	switch length {
	case 126:
		header, length = 4, uint64(binary.BigEndian.Uint16(all[2:]))
	case 127:
		header, length = maxHeader, binary.BigEndian.Uint64(all[2:])
	}
	end := header + int(length)
	p := Part{Bytes: all[:end:end]}
	if all[0] == OpText {
		p.Message = p.Bytes[header:]
	}
	return p
}

// cutBlock returns the first block of server-sent events, up to its empty line.
func cutBlock(all []byte) Part {
	p := Part{Bytes: slices.Clip(all)}
	if end := bytes.Index(all, []byte("\n\n")); end >= 0 {
		end += len("\n\n")
		p.Bytes = all[:end:end]
	}
	if _, data, ok := bytes.Cut(p.Bytes, []byte("data: ")); ok {
		p.Message = bytes.TrimRight(data, "\n")
	}
	return p
}

// Head is the beginning of a message, before its payload.
type Head struct {
	// ID is empty for messages without one.
	ID, Type, Time string
}

// ReadHead returns the head of a message that this program encoded. It is empty for other texts.
func ReadHead(message []byte) Head {
	var h Head
	rest := bytes.TrimPrefix(message, []byte("{"))
	for _, field := range []struct {
		key  string
		into *string
	}{{`"id":"`, &h.ID}, {`"type":"`, &h.Type}, {`"time":"`, &h.Time}} {
		after, ok := bytes.CutPrefix(rest, []byte(field.key))
		if !ok {
			continue
		}
		value, next, _ := bytes.Cut(after, []byte(`"`))
		*field.into, rest = string(value), bytes.TrimPrefix(next, []byte(","))
	}
	return h
}
