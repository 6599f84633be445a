package attack

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
)

// hostileRequest is a request that no good client sends.
type hostileRequest struct {
	method, target, body string
	header               map[string]string
}

// hostile makes hostile requests.
type hostile struct{ *rand.Rand }

var (
	methods = []string{
		http.MethodGet, http.MethodGet, http.MethodGet, http.MethodPost, http.MethodPost, http.MethodDelete,
		http.MethodPut, http.MethodPatch, http.MethodHead, http.MethodOptions, "TEAPOT",
	}
	targets = []string{
		"/", "/health", "/openapi.json", "/docs", "/redoc", "/client.js", "/nowhere", "//", "/../etc/passwd",
		"/monitor/ray/cluster/node", "/monitor/ray/cluster/status", "/monitor/training/ID", "/monitor/training/ID/history",
		"/monitor/ray/cluster/node/ID/metrics", "/monitor/ray/cluster/node/ID/metrics/history", "/monitor/ID",
		"/roundProgress/ID", "/tasksList", "/tasks/ID", "/hasRunningTask", "/monitorRayCluster/node", "/train",
		"/cluster/validate-nodes", "/cluster/add-nodes", "/cluster/remove-nodes", "/cluster/create", "/cluster/stop",
		"/cluster/available-nodes", "/stream/sse", "/events", "/stream/ws", "/ws", "/api/edgeai/nodes/ws/ID",
		"/api/edgeai/training/ws/ID",
	}
	ids = []string{
		"node_1000", "task_1f2e3d4c", "#1", ".", "..", "", "a b", "a,b", "a/b", "任务", "\x00", "\u202e", "%", "\xff",
		"-1", "null", strings.Repeat("x", 128), strings.Repeat("x", 129), strings.Repeat("任", 5000),
		"node_" + strings.Repeat("9", 120), "<script>", `"`, "task_" + strings.Repeat("f", 64),
	}
	parameters = []string{
		"at", "from", "to", "step", "topics", "topic", "task_id", "node_id", "interval", "since", "last_event_id",
		"lastEventId", "snapshot", "on_slow", "limit", "for", "events", "At", "time", "x", "task_id[]", "span", "",
	}
	values = []string{
		"", "0", "-1", "1", "1e999", "NaN", "99999999999999999999", "now", "now-5m", "-5m", "+5m", "-10y", "9999d",
		"2026-01-01", "2026-13-45T99:99:99Z", "1763921940", "1763921940123", "1ns", "1us", "1ms", "1s", "1000000h", "-1s",
		"true", "false", "named", "close", "nodes", "nodes,training", "nodes,,", ",", "a:b:c", "9f3ab2c1:5:0",
		"9f3ab2c1.000000:1:1", "::", ":-1:", "00000000:9223372036854775807:9223372036854775807", "\x00", "%", "\xff\xfe",
		strings.Repeat("a,", 3000), strings.Repeat("9", 3000),
	}
	bodies = []string{
		"", "{}", "[]", "null", "{", "\x00", "\xff\xfe", `"x"`, "1e999", "[1,2", strings.Repeat("[", 20_000),
		strings.Repeat(`{"a":`, 20_000), `{"nodes": ["10.0.0.1"]}`, `{"nodes": ["10.0.0.1", "10.0.0.2", "10.0.0.1"]}`,
		`{"nodes": []}`, `{"nodes": "10.0.0.1"}`, `{"nodes": [null, 1, {}]}`, `{"nodes": ["999.1.1.1", "::1", ""]}`,
		`{"nodes": {"a": 1}}`, `{"Nodes": ["10.0.0.3"]}`, `{"num_clients": 1e9}`, `{"num_clients": -1}`,
		`{"parameters": {"num_rounds": 10, "num_clients": 2, "lr": 1e-300}}`, `{"parameters": 5}`, `{"lr": "NaN"}`,
		`{"model_name": "` + "\u202e\x7f" + `", "num_rounds": 1}`, `{"num_rounds": "10"}`, `{"a": 1, "a": 2}`,
		`{"x": "` + strings.Repeat("x", 1<<20) + `"}`,
	}
	headers = []string{
		"Origin", "Host", "Last-Event-ID", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
		"Sec-WebSocket-Protocol", "Content-Type", "Accept", "Accept-Encoding", "X-HTTP-Method-Override",
		"Access-Control-Request-Method", "Range", "If-None-Match", "Expect", "Cookie", "Sec-Fetch-Site", "Forwarded",
	}
	headerValues = []string{
		"", "*", "null", "http://localhost:5173", "http://evil.example", "websocket", "Upgrade", "13", "12",
		"dGhlIHNhbXBsZSBub25jZQ==", "application/json", "text/plain", "bytes=0-", "100-continue", "gzip, br",
		"9f3ab2c1:5:0", "cross-site", "\u00ff", "a, b,, c", strings.Repeat("x", 5000),
	}
)

// request returns a request at random. One in three is a valid WebSocket handshake otherwise.
func (h hostile) request() hostileRequest {
	r := hostileRequest{method: h.pick(methods), header: map[string]string{}}
	r.target = strings.ReplaceAll(h.pick(targets), "ID", url.PathEscape(h.pick(ids)))
	query := url.Values{}
	for range h.IntN(4) {
		query.Add(h.pick(parameters), h.pick(append(values, ids...)))
	}
	if encoded := query.Encode(); encoded != "" {
		r.target += "?" + encoded
	}
	if r.method != http.MethodGet && r.method != http.MethodHead {
		r.body = h.body()
	}
	if h.IntN(3) == 0 {
		r.header = map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
			"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		}
	}
	for range h.IntN(3) {
		r.header[h.pick(headers)] = h.pick(headerValues)
	}
	return r
}

// body returns one of the bodies; some are broken at one byte.
func (h hostile) body() string {
	b := []byte(h.pick(bodies))
	if len(b) > 0 && h.IntN(4) == 0 {
		b[h.IntN(len(b))] = byte(h.IntN(256))
	}
	return string(b)
}

func (h hostile) pick(list []string) string { return list[h.IntN(len(list))] }
