package docs

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"trainmock/stream/pattern"
)

// inline matches the scripts and styles inside a page.
var inline = pattern.Lazy(`(?s)<(script|style)>(.*?)</`)

// policyOf returns the Content-Security-Policy of a page: it may load and reach its own server only, run no script but
// those that are in it now, and be in no frame. Swagger UI shows its icons from data URLs. WebSocket schemes are named
// because not every browser counts them under 'self'.
func policyOf(page []byte) string {
	sources := map[string]string{}
	for _, found := range inline().FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(found[2])
		sources[string(found[1])] += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'" + sources["script"], "style-src 'self'" + sources["style"],
		"img-src 'self' data:", "connect-src 'self' ws: wss:", "base-uri 'none'", "form-action 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

// setHeaders sets the headers of a page with a policy.
func setHeaders(h http.Header, policy string) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
}
