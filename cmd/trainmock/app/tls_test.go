package app

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// writePair makes a certificate and its key, as files.
func writePair(tb testing.TB) (certFile, keyFile string) {
	tb.Helper()
	certificate, err := selfSigned("127.0.0.1", time.Now())
	if err != nil {
		tb.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		tb.Fatal(err)
	}
	directory := tb.TempDir()
	write := func(name, kind string, der []byte) string {
		file := filepath.Join(directory, name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			tb.Fatal(err)
		}
		return file
	}
	return write("my cert.pem", "CERTIFICATE", certificate.Certificate[0]), write("key.pem", "PRIVATE KEY", key)
}

// TestTLSFromFiles: REST over HTTP/2 and HTTP/1.1, in the service's shape; and a banner from which to start again.
func TestTLSFromFiles(t *testing.T) {
	certFile, keyFile := writePair(t)
	p := program.Start(t, Run, "--tls-cert", certFile, "--tls-key", keyFile)
	for _, want := range []string{
		"live page   https://", "streams     wss://127.0.0.1:", "/stream/ws   https://127.0.0.1:",
		"REST        https://", "API docs    https://",
		" --tls-cert '" + certFile + "' --tls-key " + keyFile + "\n",
	} {
		if !strings.Contains(p.Stdout.String(), want) {
			t.Errorf("the banner does not say %q: %s", want, p.Stdout)
		}
	}
	config := program.Trust(t, p.Endpoint, p.Stdout)
	for _, tc := range []struct {
		name  string
		http2 bool
		proto int
	}{{"HTTP/2", true, 2}, {"HTTP/1.1", false, 1}} {
		t.Run(tc.name, func(t *testing.T) {
			client := program.NewTLSClient(t, config, tc.http2)
			for _, ask := range []struct {
				path   string
				status int
				body   string
			}{
				{"/health", 200, `{"status":"healthy",`},
				{"/nope", 404, `{"detail":"Not Found"}`},
				{"/monitor/training/task_123?at=soon", 422, `{"detail":[{"loc":["query","at"],"msg":`},
				{"/stream/sse?topics=bogus", 422, `{"detail":[{"loc":["query","topics"],"msg":`},
			} {
				r, err := client.Get(p.URL + ask.path)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(r.Body)
				r.Body.Close()
				if err != nil || r.ProtoMajor != tc.proto || r.StatusCode != ask.status ||
					!strings.HasPrefix(string(body), ask.body) {
					t.Errorf("%s: %s %d %s (%v), want HTTP/%d %d %s", ask.path, r.Proto, r.StatusCode, body, err,
						tc.proto, ask.status, ask.body)
				}
				if kind := r.Header.Get("Content-Type"); kind != "application/json" {
					t.Errorf("%s: Content-Type %s, want application/json", ask.path, kind)
				}
			}
		})
	}
}

// TestTLSTerms: what the port agrees to, and what it says to those who do not know that it is for TLS.
func TestTLSTerms(t *testing.T) {
	p := program.Start(t, Run, "--tls-self-signed")
	if !strings.Contains(p.Stdout.String(), " --tls-self-signed\n") {
		t.Errorf("the banner is %s, want --tls-self-signed in it", p.Stdout)
	}
	address := strings.TrimPrefix(p.URL, "https://")
	config := program.Trust(t, p.Endpoint, p.Stdout)
	config.MaxVersion = tls.VersionTLS11
	config.MinVersion = tls.VersionTLS10
	if conn, err := tls.Dial("tcp", address, config); err == nil {
		conn.Close()
		t.Error("TLS 1.1 was accepted, want a refusal")
	}
	config.MinVersion, config.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	config.NextProtos = []string{"http/1.1", "h2"}
	conn, err := tls.Dial("tcp", address, config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := conn.ConnectionState().NegotiatedProtocol; got != "h2" {
		t.Errorf("%q was chosen, want h2", got)
	}
	status, body := program.Try(t, p.Client, "http://"+address+"/health")
	if status != http.StatusBadRequest || !strings.Contains(string(body), "HTTPS") {
		t.Errorf("plain HTTP: %d %s, want 400 with a word about HTTPS", status, body)
	}
}

func TestSelfSigned(t *testing.T) {
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for _, tc := range []struct {
		host string
		// names are what the certificate is good for beside this machine's names.
		names []string
	}{
		{"0.0.0.0", nil},
		{"", nil},
		{"::", nil},
		{"localhost", nil},
		{"mock.test", []string{"mock.test"}},
		{"192.0.2.7", []string{"192.0.2.7"}},
		{"fe80::1%eth0", []string{"fe80::1"}},
		{"größe.test", nil},
	} {
		t.Run(tc.host, func(t *testing.T) {
			certificate, err := selfSigned(tc.host, now)
			if err != nil {
				t.Fatal(err)
			}
			leaf, err := x509.ParseCertificate(certificate.Certificate[0])
			if err != nil {
				t.Fatal(err)
			}
			roots := program.Trusting(leaf).RootCAs
			for _, name := range append([]string{"localhost", "127.0.0.1", "::1", machine}, tc.names...) {
				if _, err := leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots}); err != nil {
					t.Errorf("for %s it is not good: %v, want it good", name, err)
				}
			}
			if leaf.VerifyHostname("0.0.0.0") == nil || leaf.VerifyHostname("elsewhere.test") == nil {
				t.Error("it is good for other names, want only its own")
			}
			if life := leaf.NotAfter.Sub(now); life < 24*time.Hour || life > 30*24*time.Hour {
				t.Errorf("it lives %v, want from one day to thirty", life)
			}
		})
	}
}

func TestBadTLSFlags(t *testing.T) {
	certFile, keyFile := writePair(t)
	_, otherKey := writePair(t)
	t.Chdir(t.TempDir())
	spoilt := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("spoilt")})
	if err := errors.Join(
		os.Rename(certFile, "cert.pem"), os.Rename(keyFile, "key.pem"), os.Rename(otherKey, "other.pem"),
		os.WriteFile("spoilt.pem", spoilt, 0o600), os.WriteFile("notes.txt", []byte("nothing\n"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		args string
		// names is the flag at fault, says what else is told.
		names, says string
	}{
		{"--tls-cert cert.pem", "--tls-cert:", "its key"},
		{"--tls-key key.pem", "--tls-key:", "its certificate"},
		{"--tls-self-signed --tls-cert cert.pem", "--tls-self-signed", "--tls-cert names another"},
		{"--tls-self-signed --tls-key key.pem", "--tls-self-signed", "--tls-key names another"},
		{"--tls-self-signed --tls-cert cert.pem --tls-key key.pem", "--tls-self-signed", "--tls-cert names another"},
		{"--tls-cert none.pem --tls-key key.pem", "--tls-cert:", "none.pem"},
		{"--tls-cert cert.pem --tls-key none.pem", "--tls-key:", "none.pem"},
		{"--tls-cert notes.txt --tls-key key.pem", "--tls-cert:", "notes.txt"},
		{"--tls-cert spoilt.pem --tls-key key.pem", "--tls-cert:", "spoilt.pem"},
		{"--tls-cert key.pem --tls-key cert.pem", "--tls-cert:", "switched"},
		{"--tls-cert cert.pem --tls-key notes.txt", "--tls-key:", "notes.txt"},
		{"--tls-cert cert.pem --tls-key other.pem", "--tls-key:", "other.pem does not go with cert.pem"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			code, stdout, stderr := runBriefly(t, append([]string{"--host", "127.0.0.1", "--port", "0"},
				strings.Fields(tc.args)...)...)
			if code != exitUsage || stdout != "" {
				t.Errorf("exit code %d, printed %q, want %d and nothing", code, stdout, exitUsage)
			}
			if !strings.HasPrefix(stderr, "trainmock: "+tc.names) ||
				!strings.Contains(stderr, "use, for example, --tls-cert cert.pem") {
				t.Errorf("logged %q, want %s at its beginning, and an example", stderr, tc.names)
			}
			checkLine(t, stderr, tc.says)
		})
	}
}
