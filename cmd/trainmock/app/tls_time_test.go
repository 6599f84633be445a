package app

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// serveInMemory serves over TLS, as mock.test, until the test ends; it returns a client.
func serveInMemory(t *testing.T, args ...string) *http.Client {
	t.Helper()
	f, err := parseFlags(append([]string{"--host", "mock.test", "--tls-self-signed"}, args...), io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMock(f, io.Discard, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(m.tls.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	listener := make(pipes)
	serveOn(t, m, tls.NewListener(listener, m.tls))
	transport := &http.Transport{
		DialContext: listener.dial, TLSClientConfig: program.Trusting(leaf), ForceAttemptHTTP2: true,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// TestStreamOutlivesTheTimeOfAnAnswer: over HTTP/2 the time that the server gives an answer runs out even while
// nothing is written, so a stream has to set it anew.
func TestStreamOutlivesTheTimeOfAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const tick = 12 * time.Second
		client := serveInMemory(t, "--tick", tick.String(), "--scenario", "empty")
		f, err := program.OpenSSE(t.Context(), client, "https://mock.test/stream/sse")
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if _, err := program.ReadTicks(f, int64(4*answerWait/tick)); err != nil {
			t.Errorf("the stream ended after %v with %v, want it to go on", time.Since(begun), err)
		}
	})
}
