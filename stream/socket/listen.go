package socket

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"sync"

	"trainmock/stream/wire"
)

// readBuffer is the size of a buffer that frames are read through, in bytes. Clients send little.
const readBuffer = 512

// readBuffers holds buffers of readBuffer bytes, for as many clients as send something at a time.
var readBuffers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, readBuffer) }}

// Listener handles what a client sends. Its methods are called one after the other.
type Listener interface {
	// Heard is called for every sign of life.
	Heard()
	// Message is called for every message, text in UTF-8 or binary.
	Message(text bool, body []byte)
	// Reply is called for frames that the protocol demands. If last is set, the connection must end after them.
	Reply(frames []byte, last bool)
}

// Listen passes everything that the client sends to a listener, until the client leaves or makes a mistake.
func (t *WebSocket) Listen(to Listener) {
	if early := t.early; len(early) > 0 {
		t.early = nil
		// The buffer has room for all early bytes, so that none is left behind it.
		in := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(early), t), len(early))
		if receive(in, to) != nil {
			return
		}
	}
	t.attend(func() error {
		in := readBuffers.Get().(*bufio.Reader)
		defer readBuffers.Put(in)
		in.Reset(t)
		defer in.Reset(nil)
		return receive(in, to)
	})
}

// receive passes what has arrived to a listener, and returns between two messages. An error means that nothing more is
// to be read.
func receive(in *bufio.Reader, to Listener) error {
	r := receiver{in: in, to: to}
	for {
		err := r.frame()
		var wrong *mistake
		if errors.As(err, &wrong) {
			to.Reply(wire.AppendClose(nil, wrong.code, wrong.reason), true)
		}
		if err != nil || !r.within && in.Buffered() == 0 {
			return err
		}
	}
}
