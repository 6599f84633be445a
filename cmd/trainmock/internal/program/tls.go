package program

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Trust returns a configuration that trusts the certificate of a run alone. The certificate has to be the one whose
// fingerprint is in the run's banner.
func Trust(tb testing.TB, e Endpoint, banner *Output) *tls.Config {
	tb.Helper()
	conn, err := tls.Dial("tcp", e.Host(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close()
	leaf := conn.ConnectionState().PeerCertificates[0]
	fingerprint := strings.ReplaceAll(fmt.Sprintf("% X", sha256.Sum256(leaf.Raw)), " ", ":")
	if !strings.Contains(banner.String(), "SHA-256 "+fingerprint+"\n") {
		tb.Fatalf("the banner is %q, want %s in it", banner, fingerprint)
	}
	return Trusting(leaf)
}

// Trusting returns a client's configuration that trusts one certificate alone.
func Trusting(leaf *x509.Certificate) *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return &tls.Config{RootCAs: roots}
}

// NewTLSClient returns a client for HTTP/2, or for HTTP/1.1 only. It shares its connections with no other test.
func NewTLSClient(tb testing.TB, config *tls.Config, http2 bool) *http.Client {
	tb.Helper()
	transport := &http.Transport{TLSClientConfig: config.Clone(), ForceAttemptHTTP2: http2}
	tb.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}
