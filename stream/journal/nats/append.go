package nats

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"

	"trainmock/stream/journal"
)

// attempts is how many times an entry is sent until the server acknowledges it.
const attempts = 3

// Append adds an entry, once, also if its acknowledgement is lost. Beside journal.ErrConflict and journal.ErrFull, it
// fails with journal.ErrTooLarge, and with an error that wraps journal.ErrAway if the server does not answer. It is
// then unknown whether the entry was added: Follow tells when the server is back.
func (j *Journal) Append(ctx context.Context, after uint64, e journal.Entry) (journal.Entry, error) {
	if err := j.err(); err != nil {
		return e, err
	}
	if !j.connected.Load() {
		return e, errApart
	}
	if err := j.read.Check(after, e); err != nil {
		return e, err
	}
	j.mu.Lock()
	data, err := encode(e, j.start)
	j.mu.Unlock()
	if err != nil {
		return e, err
	}
	if most := j.conn.MaxPayload(); int64(len(data))+headerBytes > most {
		return e, fmt.Errorf("%w: %d bytes, and NATS takes %d", journal.ErrTooLarge, len(data), most-headerBytes)
	}
	if err := j.publish(ctx, after, data); err != nil {
		return e, err
	}
	if err := j.keep(after+1, data); err != nil && !errors.Is(err, errSkipped) {
		j.fail(err)
		return e, err
	}
	e.Seq = after + 1
	return e, nil
}

// headerBytes is more than the headers of a message need.
const headerBytes = 512

// publish sends a message that has to follow another one, and waits until it is stored.
func (j *Journal) publish(ctx context.Context, after uint64, data []byte) error {
	m := nats.NewMsg(j.subject("journal"))
	m.Data = data
	id := nuid.Next()
	var err error
	for attempt := range attempts {
		if err = j.send(ctx, m, id, after); err == nil {
			return nil
		}
		if isConflict(err) {
			return j.conflict(ctx, after, id)
		}
		if attempt == 0 && errors.As(err, new(*jetstream.APIError)) {
			return away(err) // It has taken nothing.
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !j.connected.Load() {
			break
		}
	}
	if err = away(err); errors.Is(err, errApart) {
		return err
	}
	return fmt.Errorf("%w, and may have taken the change: look before you try again", err)
}

// send sends a message once.
func (j *Journal) send(ctx context.Context, m *nats.Msg, id string, after uint64) error {
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	_, err := j.js.PublishMsg(ctx, m, jetstream.WithMsgID(id), jetstream.WithExpectLastSequence(after),
		jetstream.WithRetryAttempts(0))
	return err
}

// isConflict reports whether a server refuses a message because the stream has gone on.
func isConflict(err error) bool {
	var refused *jetstream.APIError
	return errors.As(err, &refused) && (refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// conflict returns nil if the message that was in the way is the one with an id, whose acknowledgement was lost.
func (j *Journal) conflict(ctx context.Context, after uint64, id string) error {
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	m, err := j.stream.GetMsg(ctx, after+1)
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return errGone(j.name(), "its entry %d is missing", after+1)
	case err != nil:
		return away(err)
	case m.Header.Get(jetstream.MsgIDHeader) == id:
		return nil
	}
	return journal.ErrConflict
}
