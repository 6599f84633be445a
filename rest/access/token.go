package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"

	"trainmock/stream/ask"
)

// secret is the SHA-256 of a token. Hashes have one length, so that comparing them takes one time.
type secret [sha256.Size]byte

func newSecret(token string) *secret {
	sum := secret(sha256.Sum256([]byte(token)))
	return &sum
}

// is reports whether the secret is that of a token, in a time that does not depend on the token.
func (s *secret) is(token string) bool {
	other := newSecret(token)
	return subtle.ConstantTimeCompare(s[:], other[:]) == 1
}

// isSendable reports whether a header can hold a token.
func isSendable(token string) bool {
	return !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// tokenParameter is the parameter of a query that holds a token. Browsers' EventSource and WebSocket cannot send
// headers.
const tokenParameter = "__token"

// hiddenKey is the key of a request's context for the tokens that its query had.
type hiddenKey struct{}

// hideTokens returns the request without the tokens in its query, which it keeps for tokens.
func hideTokens(r *http.Request) *http.Request {
	query, found := cutTokens(r.URL.RawQuery)
	if len(found) == 0 {
		return r
	}
	return ask.WithQuery(r.WithContext(context.WithValue(r.Context(), hiddenKey{}, found)), query)
}

// cutTokens returns a query without the tokens in it, and the tokens. A token that cannot be decoded becomes "".
func cutTokens(query string) (rest string, tokens []string) {
	if query == "" {
		return "", nil
	}
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(key); err != nil || !strings.EqualFold(name, tokenParameter) {
			kept = append(kept, part)
			continue
		}
		// A bad escape leaves "", which no token is.
		token, _ := url.QueryUnescape(value)
		tokens = append(tokens, token)
	}
	return strings.Join(kept, "&"), tokens
}

// tokens returns all tokens of a request. One that is in the wrong place or form becomes "": in the query of a request
// that is none for a stream, or without the word Bearer.
func tokens(r *http.Request, stream bool) []string {
	hidden, _ := r.Context().Value(hiddenKey{}).([]string)
	_, shown := cutTokens(r.URL.RawQuery)
	var given []string
	for _, token := range append(shown, hidden...) {
		if !stream {
			token = ""
		}
		given = append(given, token)
	}
	for _, value := range r.Header.Values("Authorization") {
		scheme, token, _ := strings.Cut(value, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			token = ""
		}
		given = append(given, strings.TrimLeft(token, " "))
	}
	return given
}
