package model

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// FaultStatus answers with a status of its own, in place of the answer or of the connection.
type FaultStatus struct {
	// Code is from 200 to 599. A stream is refused by one from 400 on.
	Code int64 `json:"code" yaml:"code"`
	// Body is the body, at most 48 KiB. Defaults to one in the service's shape, or to none for a code that has none.
	Body string `json:"body,omitempty" yaml:"body"`
	// Headers are set, at most 32, each of at most 1 KiB.
	Headers map[string]string `json:"headers,omitempty" yaml:"headers"`
	// RetryAfter is that header, at most a day.
	RetryAfter Seconds `json:"retry_after,omitempty" yaml:"retry_after"`
}

var status = FaultUsage{
	Zero: FaultStatus{}, Default: FaultStatus{Code: 503}, Answers: true, Streams: messages,
	Connects: true,
	Sentence: "Answers with a status in place of the answer, or refuses a connection; 200 and a body make a stub.",
	Example:  `{"code": 503, "retry_after": 2}`,
}

// Key returns status.
func (FaultStatus) Key() string { return "status" }

const (
	maxStatusBody  = 48 << 10
	maxHeaders     = 32
	maxHeaderBytes = 1 << 10
	maxRetryAfter  = 24 * 60 * 60
	firstCode      = 200
	leastRefusal   = 400
	lastCode       = 599
)

// Check returns an error if a value is out of range.
func (k FaultStatus) Check() error {
	switch {
	case k.Code < firstCode || k.Code > lastCode:
		return fmt.Errorf("status: code is %d: use %d to %d, such as 503", k.Code, firstCode, lastCode)
	case k.Body != "" && (k.Code == http.StatusNoContent || k.Code == http.StatusNotModified):
		return fmt.Errorf("status: body: an answer with %d has none: leave it out, or use, for example, \"code\": 200",
			k.Code)
	case len(k.Body) > maxStatusBody:
		return fmt.Errorf("status: body has %d bytes: use at most %d", len(k.Body), maxStatusBody)
	case len(k.Headers) > maxHeaders:
		return fmt.Errorf("status: headers has %d entries: use at most %d", len(k.Headers), maxHeaders)
	case k.RetryAfter < 0 || k.RetryAfter > maxRetryAfter:
		return fmt.Errorf("status: retry_after is %d: use 0 to %d seconds, such as 2", k.RetryAfter, maxRetryAfter)
	}
	return k.checkHeaders()
}

// Refuses reports whether the status refuses a connection.
func (k FaultStatus) Refuses() bool { return k.Code >= leastRefusal }

// checkHeaders refuses headers that the head of an answer cannot have, the first one in order.
func (k FaultStatus) checkHeaders() error {
	known := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(k.Headers)) {
		if err := checkHeader(name, k.Headers[name]); err != nil {
			return err
		}
		lower := strings.ToLower(name)
		if other, ok := known[lower]; ok {
			return fmt.Errorf("status: headers: %s and %s are one header, because case does not count: leave one out",
				Quote(other), Quote(name))
		}
		known[lower] = name
	}
	return nil
}

// serverHeaders are those that the server sets itself.
const serverHeaders = " content-length transfer-encoding connection upgrade trailer "

// checkHeader refuses what would break the head of an answer.
func checkHeader(name, value string) error {
	switch {
	case len(name)+len(value) > maxHeaderBytes:
		return fmt.Errorf("status: headers has an entry of %d bytes: use at most %d", len(name)+len(value), maxHeaderBytes)
	case name == "" || strings.Trim(name, nameLetters) != "" || strings.ContainsFunc(value, isControl):
		return fmt.Errorf("status: headers: %s is not a header: use, for example, {\"X-Reason\": \"maintenance\"}",
			Quote(name+": "+value))
	case strings.HasPrefix(strings.ToLower(name), "x-mock-"), strings.HasPrefix(strings.ToLower(name), "access-control-"):
		return fmt.Errorf("status: headers: %s is set by the server, so that clients can trust it: use another name, "+
			"such as X-Reason", Quote(name))
	case strings.Contains(serverHeaders, " "+strings.ToLower(name)+" "):
		return fmt.Errorf("status: headers: %s is set by the server: to break an answer, use truncate or reset",
			Quote(name))
	}
	return nil
}

// isControl reports whether a header's value cannot hold a character.
func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// Reset breaks a connection off.
type Reset struct{}

var reset = FaultUsage{
	Zero: Reset{}, Default: Reset{}, Answers: true, Streams: messages,
	Sentence: "Breaks the connection off by a TCP reset, over HTTP/2 by RST_STREAM.",
	Example:  `{}`,
}

// Key returns reset.
func (Reset) Key() string { return "reset" }

// Check returns nil.
func (Reset) Check() error { return nil }

// Close ends a stream in good order: by a close frame, or by the end of the response.
type Close struct {
	// Code is that of the close frame: 1000 to 1003, 1007 to 1014, 3000 to 4999. Defaults to 1011.
	Code *int64 `json:"code,omitempty" yaml:"code"`
	// Reason is its text, at most 123 bytes.
	Reason string `json:"reason,omitempty" yaml:"reason"`
}

var closing = FaultUsage{
	Zero: Close{}, Default: Close{}, Streams: messages,
	Sentence: "Ends a stream by a close frame with a code, or by the end of the response.",
	Example:  `{"code": 1011, "reason": "internal error"}`,
}

// Key returns close.
func (Close) Key() string { return "close" }

// Status returns the code of the close frame: 1011, an internal error, unless one is set (RFC 6455, section 7.4.1).
func (k Close) Status() int {
	if k.Code == nil {
		return 1011
	}
	return int(*k.Code)
}

// Check returns an error if a value is out of range.
func (k Close) Check() error {
	switch {
	case k.Status() == abnormalClosure:
		return fmt.Errorf("close: code is 1006, which a client sees when there is no close frame: use the kind reset")
	case !MayClose(k.Status()):
		return fmt.Errorf("close: code is %d: use 1000 to 1003, 1007 to 1014 or 3000 to 4999, such as 1011", k.Status())
	case len(k.Reason) > MaxCloseReason || !utf8.ValidString(k.Reason):
		return fmt.Errorf("close: reason has %d bytes: use UTF-8 of at most %d", len(k.Reason), MaxCloseReason)
	}
	return nil
}

const (
	// abnormalClosure is never sent (RFC 6455, section 7.4.1).
	abnormalClosure = 1006
	// MaxCloseReason is the longest reason of a close frame, in bytes (RFC 6455, section 5.5).
	MaxCloseReason = 123
)

// MayClose reports whether a close frame may have a code (RFC 6455, section 7.4, and the registry of IANA).
func MayClose(code int) bool {
	return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 || code >= 3000 && code <= 4999
}
