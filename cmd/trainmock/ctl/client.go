package ctl

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// dialTimeout limits the time to reach a server. An answer may take longer: an advance publishes up to 100,000 ticks.
const dialTimeout = 5 * time.Second

// client sends requests to one server.
type client struct {
	// server is the address as people read it, and base the one to which paths are appended.
	server, base string
	token        string
	http         *http.Client
}

// newClient returns a client of a server. Close ends its connections.
func newClient(server, prefix, token string, insecure bool) *client {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout: dialTimeout,
	}
	if insecure {
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	}
	return &client{server: server, base: server + prefix, token: token, http: &http.Client{Transport: transport}}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// request is what a command asks the server.
type request struct {
	method, path string
	// body is encoded as JSON, except for raw text. It may be nil.
	body any
}

// raw is a body that is sent as it is.
type raw []byte

// unreachable is the error for a server that gives no answer.
type unreachable struct {
	server string
	cause  error
}

func (u *unreachable) Error() string {
	var untrusted *tls.CertificateVerificationError
	if errors.As(u.cause, &untrusted) {
		return fmt.Sprintf("the certificate of %s is not trusted (%v): --insecure accepts any", u.server, untrusted.Err)
	}
	return fmt.Sprintf("no server answers at %s (%v): start one with trainmock, or name another with --url or "+
		"TRAINMOCK_URL", u.server, u.cause)
}

// open sends a request. Its error is of type *unreachable or *refuse.Refusal, or that of the context.
func (c *client) open(ctx context.Context, r request) (*http.Response, error) {
	text, isRaw := r.body.(raw)
	if r.body != nil && !isRaw {
		var err error
		if text, err = json.Marshal(r.body); err != nil {
			return nil, err
		}
	}
	sent, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	if r.method == http.MethodPost || r.method == http.MethodPut {
		sent.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		sent.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := c.http.Do(sent)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &unreachable{c.server, withoutAddress(err)}
	case answer.StatusCode >= http.StatusMultipleChoices:
		defer answer.Body.Close()
		return nil, refusalOf(answer)
	}
	return answer, nil
}

// withoutAddress returns the cause of an error of a request, without its method and address.
func withoutAddress(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// ask returns the body of an answer.
func (c *client) ask(ctx context.Context, r request) ([]byte, error) {
	answer, err := c.open(ctx, r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &unreachable{c.server, err}
	}
	return text, nil
}

// maxRefusal limits how much of a refusal is read, in bytes.
const maxRefusal = 64 << 10

// refusalOf returns the server's own words. An answer of another shape is shown by its status and its first words.
func refusalOf(answer *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxRefusal))
	var body struct {
		Detail json.RawMessage `json:"detail"`
	}
	var words string
	var faults []refuse.Fault
	switch {
	case err == nil && json.Unmarshal(text, &body) == nil && json.Unmarshal(body.Detail, &words) == nil:
		return refuse.New(answer.StatusCode, words)
	case err == nil && json.Unmarshal(body.Detail, &faults) == nil && len(faults) > 0:
		return refuse.InvalidAll(faults)
	}
	const maxShown = 200
	return refuse.New(answer.StatusCode, fmt.Sprintf("the server answers %s %s", answer.Status,
		model.Quote(string(text[:min(len(text), maxShown)]))))
}
