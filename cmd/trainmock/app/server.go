package app

import (
	"log/slog"
	"net/http"
	"time"
)

const (
	// headerWait limits the time for the headers of a request, idleWait the time between two requests of a connection.
	headerWait = 10 * time.Second
	idleWait   = 2 * time.Minute
	// headerBytes limits the headers of a request. It is more than the routes accept, so that most refusals are theirs,
	// and little enough for hundreds of requests at a time.
	headerBytes = 128 << 10
	// answerWait limits the time to write an answer; streams set a limit for each of their writes.
	answerWait = 30 * time.Second
	// maxStreams limits the requests that an HTTP/2 connection carries at a time. All tabs of a browser share one
	// connection, and requests beyond the limit wait without a word. Chromium stops at 256 by itself.
	maxStreams = 1000
)

// newServer returns a server of routes. Without TLS, HTTP/2 is for clients that know that it is spoken here.
func newServer(routes http.Handler, log *slog.Logger) *http.Server {
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler: routes, MaxHeaderBytes: headerBytes,
		ReadHeaderTimeout: headerWait, WriteTimeout: answerWait, IdleTimeout: idleWait,
		// The library's own answer to OPTIONS * would wait for a body without an end.
		DisableGeneralOptionsHandler: true,
		Protocols:                    protocols, HTTP2: &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
