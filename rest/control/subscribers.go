package control

import (
	"context"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// bytesPerSubscriber is about what a subscriber takes in an answer, in memory and as JSON.
const bytesPerSubscriber = 1 << 10

// subscribers is the answer to GET /mock/subscribers.
type subscribers struct {
	Subscribers []model.Subscription `json:"subscribers"`
}

// listSubscribers answers with the connections.
func listSubscribers(ctx context.Context, _ *struct{}) (subscribers, error) {
	source := sourceOf(ctx)
	if err := turn.Take(ctx, int64(source.Subscribers())*bytesPerSubscriber); err != nil {
		return subscribers{}, err
	}
	return subscribers{source.Subscriptions()}, nil
}

// closing is the input of DELETE /mock/subscribers/{id}.
type closing struct {
	ID     string `path:"id" kind:"id" example:"s1"`
	Code   string `query:"code" kind:"count" example:"1012"`
	Reason string `query:"reason" kind:"text" example:"deploy"`
	Reset  string `query:"reset" kind:"boolean" example:"false"`
}

// Describe describes the parameters.
func (closing) Describe() map[string]string {
	return map[string]string{
		"id": "An id that GET /mock/subscribers lists.",
		"code": "The code of the close frame: 1000 to 1003, 1007 to 1014 or 3000 to 4999, 1012 by default. " +
			"Server-sent events just end.",
		"reason": "The reason in the close frame, at most 123 bytes.",
		"reset":  "true breaks the connection off without a close frame, which clients see as 1006.",
	}
}

// closeSubscriber closes a connection, and answers with what it was.
func closeSubscriber(ctx context.Context, c *closing) (model.Subscription, error) {
	reset, err := c.reset()
	if err != nil {
		return model.Subscription{}, err
	}
	code, err := c.code()
	if err != nil {
		return model.Subscription{}, err
	}
	if len(c.Reason) > maxReason || !utf8.ValidString(c.Reason) {
		return model.Subscription{}, refuse.Invalid("reason", "any_str.max_length",
			fmt.Sprintf("a reason is UTF-8 of at most %d bytes: use, for example, reason=deploy", maxReason))
	}
	return sourceOf(ctx).Kick(c.ID, code, c.Reason, reset)
}

// maxReason is the longest reason of a close frame, in bytes (RFC 6455, section 5.5).
const maxReason = 123

// reset reports whether the connection is to break off. It refuses a code or reason beside that.
func (c *closing) reset() (bool, error) {
	if c.Reset == "" {
		return false, nil
	}
	wanted, err := strconv.ParseBool(c.Reset)
	switch {
	case err != nil:
		return false, refuse.Invalid("reset", "bool", model.Quote(c.Reset)+
			" is neither true nor false: use, for example, reset=true")
	case wanted && c.Code+c.Reason != "":
		return false, refuse.Invalid("reset", "conflict",
			"a connection that is reset gets no code and no reason: leave either reset or both of them out")
	}
	return wanted, nil
}

// code returns the code of the close frame.
func (c *closing) code() (int, error) {
	if c.Code == "" {
		return websocket.CloseServiceRestart, nil
	}
	code, err := strconv.Atoi(c.Code)
	switch {
	case err == nil && code == websocket.CloseAbnormalClosure:
		return 0, refuse.Invalid("code", "number.range",
			"1006 is what a client sees when there is no close frame: use reset=true for that")
	case err != nil || !mayBeSent(code):
		return 0, refuse.Invalid("code", "number.range", model.Quote(c.Code)+
			" is not a code that a server may send: use 1000 to 1003, 1007 to 1014 or 3000 to 4999, such as code=1012")
	}
	return code, nil
}

// mayBeSent reports whether a close frame may have a code (RFC 6455, section 7.4, and the registry of IANA).
func mayBeSent(code int) bool {
	return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999
}
