package socket

import (
	"net/http"
	"strings"

	"trainmock/stream/pattern"
)

// subprotocolHeader carries the subprotocols that a client offers, in one line or in several, and the selected one
// (RFC 6455, section 11.3.4).
const subprotocolHeader = "Sec-WebSocket-Protocol"

// token is the form of a subprotocol's name (RFC 7230, section 3.2.6).
var token = pattern.Lazy("^[-!#$%&'*+.^_`|~0-9A-Za-z]+$")

// selectSubprotocol returns the first offered subprotocol, or "" where none is offered. Clients that send a token as a
// subprotocol, because browsers allow no header, need one of theirs selected.
func selectSubprotocol(r *http.Request) string {
	for offered := range strings.SplitSeq(strings.Join(r.Header.Values(subprotocolHeader), ","), ",") {
		if offered = strings.Trim(offered, " \t"); token().MatchString(offered) {
			return offered
		}
	}
	return ""
}
