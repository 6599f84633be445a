package access_test

import (
	"net/http"
	"testing"

	"trainmock/rest/access"
)

const (
	startToken = `start trainmock with --token and send "Authorization: Bearer …"`
	sendToken  = `send "Authorization: Bearer …", or for a stream ?__token=…`
)

// attempt is a request that tries to get around a rule.
type attempt struct {
	name string
	question
	status int
	words  string
}

func checkAttempts(t *testing.T, o access.Options, attempts []attempt) {
	t.Helper()
	for _, tc := range attempts {
		t.Run(tc.name, func(t *testing.T) {
			w, reached := ask(newRules(t, o), tc.request())
			checkRefused(t, w, reached, tc.status, tc.words)
			for name := range w.Header() {
				if len(name) > 15 && name[:15] == "Access-Control-" {
					t.Errorf("got the header %s, want none of CORS", name)
				}
			}
		})
	}
}

// TestPeer tries to look like this machine from elsewhere.
func TestPeer(t *testing.T) {
	const remote = "203.0.113.7:50000"
	var attempts []attempt
	for _, address := range []string{
		remote, "192.168.1.5:1", "[2001:db8::1]:1", "[::ffff:203.0.113.7]:1", "[fe80::1%lo]:1", "[::1%eth0]:1",
		"[::ffff:127.0.0.1%lo]:1", "0.0.0.0:1", "[::]:1", "128.0.0.1:1", "127.0.0.1", "::1", "localhost:1", "@", "",
		"127.0.0.1:x", "127.0.0.1:1:1", "127.1:1", "0127.0.0.1:1", " 127.0.0.1:1", "[127.0.0.1]:1", "[::1:1",
	} {
		q := question{remote: address}
		if address == "" {
			q.remote = "-"
		}
		attempts = append(attempts, attempt{"from " + address, q, 403, startToken})
	}
	for name, value := range map[string]string{
		"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1", "X-Real-Ip": "127.0.0.1", "Via": "1.1 localhost",
		"X-Forwarded-Host": "localhost", "True-Client-Ip": "::1", "X-Client-Ip": "127.0.0.1",
	} {
		header := http.Header{name: {value}}
		attempts = append(attempts,
			attempt{name + " adds rights", question{remote: remote, header: header}, 403, startToken},
			attempt{name + " removes rights", question{header: header}, 403, name},
		)
	}
	for _, name := range []string{
		"x-forwarded-for", "X-Forwarded-Proto", "X-Forwarded", "X-Forwarded-Anything", "Via", "Cf-Connecting-Ip",
	} {
		attempts = append(attempts, attempt{"an empty " + name, question{header: http.Header{name: {""}}}, 403, name})
	}
	attempts = append(attempts, attempt{
		"a token that the server does not have", question{remote: remote, header: http.Header{
			"Authorization": {"Bearer " + token},
		}}, 403, startToken,
	})
	checkAttempts(t, access.Options{}, attempts)
}

// TestToken tries to do without the right token, from this machine too.
func TestToken(t *testing.T) {
	auth := func(values ...string) http.Header { return http.Header{"Authorization": values} }
	right := "Bearer " + token
	checkAttempts(t, access.Options{Token: token, AllowHosts: []string{"mock.example"}}, []attempt{
		{"none", question{}, 401, sendToken},
		{"none from elsewhere", question{remote: "203.0.113.7:5"}, 401, sendToken},
		{"a wrong one", question{header: auth("Bearer wrong")}, 401, sendToken},
		{"an empty one", question{header: auth("Bearer ")}, 401, sendToken},
		{"no scheme", question{header: auth(token)}, 401, sendToken},
		{"another scheme", question{header: auth("Basic " + token)}, 401, sendToken},
		{"a beginning", question{header: auth(right[:len(right)-1])}, 401, sendToken},
		{"a blank after it", question{header: auth(right + " ")}, 401, sendToken},
		{"in other case", question{header: auth("Bearer S3CRET-tOKEN_0")}, 401, sendToken},
		{"two in one", question{header: auth(right + ", " + right)}, 401, sendToken},
		{"two headers", question{header: auth(right, right)}, 403, "several Authorization"},
		{"a wrong one, then the right one", question{header: auth("Bearer x", right)}, 403, "several Authorization"},
		{"in the query of a GET", question{target: "/mock/clock?__token=" + token}, 401, sendToken},
		{"in the query of a POST", question{method: "POST", target: "/mock/requests/stream?__token=" + token}, 401,
			sendToken},
		{"in the query of a POST that upgrades", question{
			method: "POST", target: "/mock/x?__token=" + token, header: http.Header{"Upgrade": {"websocket"}},
		}, 401, sendToken},
		{"a wrong one in the query", question{target: "/mock/requests/stream?__token=x"}, 401, sendToken},
		{"both in the query", question{target: "/mock/stream?__token=x&__token=" + token}, 401, sendToken},
		{"a broken one in the query", question{target: "/mock/stream?__token=%zz"}, 401, sendToken},
		{"right in the header, wrong in the query", question{
			target: "/mock/stream?__token=x", header: auth(right),
		}, 401, sendToken},
		{"right in the query, wrong in the header", question{
			target: "/mock/stream?__token=" + token, header: auth("Bearer x"),
		}, 401, sendToken},
		{"right, in a header that is not for it", question{header: http.Header{"X-Token": {token}}}, 401, sendToken},
		{"right, in a cookie", question{header: http.Header{"Cookie": {"token=" + token}}}, 401, sendToken},
		{"right, of a foreign page", question{header: http.Header{
			"Authorization": {right}, "Origin": {"https://evil.example"},
		}}, 403, "--control-origin https://evil.example"},
		{"right, of another port", question{header: http.Header{
			"Authorization": {right}, "Sec-Fetch-Site": {"same-site"},
		}}, 403, "--control-origin"},
	})
	w, _ := ask(newRules(t, access.Options{Token: token}), question{}.request())
	if got := w.Header().Get("WWW-Authenticate"); got != "Bearer" {
		t.Errorf("got WWW-Authenticate %q, want Bearer", got)
	}
}

// TestHost tries names that were pointed at this machine, and texts that look like a host of this machine.
func TestHost(t *testing.T) {
	var attempts []attempt
	for _, host := range []string{
		"evil.example", "evil.example:6677", "localhost.evil.example", "127.0.0.1.evil.example", "evil-localhost",
		"notlocalhost", "localhost.", "localhost.:6677", "app.localhost.", "0.0.0.0:6677", "[::]:6677", "192.168.1.5",
		"[::ffff:192.168.1.5]", "mock.example.", "sub.mock.example", "2001:db8::1",
	} {
		words := "Host"
		if host[0] != '2' {
			words = "ask for localhost"
		}
		attempts = append(attempts, attempt{host, question{host: host}, 403, words})
	}
	for _, host := range []string{
		"none", "localhost:", "localhost:x", "localhost:99999", "localhost:0", "::1", "[::1", "::1]:6677", "127.1",
		"2130706433", "0127.0.0.1", "[::1%lo]:6677", "user@localhost", "localhost/", "localhost localhost",
		".localhost", "..localhost", "*.localhost", "localhost:*", "localhost,evil.example", "localhost\x00",
		"[127.0.0.1]:6677x",
	} {
		attempts = append(attempts, attempt{host, question{host: host}, 403, "localhost:6677"})
	}
	attempts = append(attempts,
		attempt{"two hosts", question{header: http.Header{"Host": {"evil.example"}}}, 403, "one Host header"},
		attempt{"a rebound name with its own origin", question{host: "evil.example:6677", header: http.Header{
			"Origin": {"http://evil.example:6677"}, "Sec-Fetch-Site": {"same-origin"},
		}}, 403, "--allow-host evil.example"},
	)
	checkAttempts(t, access.Options{AllowHosts: []string{"mock.example"}}, attempts)
}

// TestOrigin tries pages of other origins, with methods that browsers send without asking first too.
func TestOrigin(t *testing.T) {
	var attempts []attempt
	for _, origin := range []string{
		"https://evil.example", "null", "", "http://localhost", "http://localhost:5173", "https://localhost:6677",
		"http://127.0.0.1:6677", "localhost:6677", "127.0.0.1:6677", "HTTP://LOCALHOST:6677", "http://localhost:6677/",
		"http://localhost:6677 ", "http://user@localhost:6677", "http://localhost:6677, http://localhost:6677",
		"http://a.test:80", "https://sub.app.example", "https://app.example.evil.example", "http://app.example",
		"https://app.example:444", "file://", "*", "//localhost:6677",
	} {
		for _, method := range []string{"GET", "POST", "OPTIONS", "DELETE"} {
			q := question{method: method, header: http.Header{"Origin": {origin}, "Content-Type": {"text/plain"}}}
			attempts = append(attempts, attempt{method + " from " + origin, q, 403, "may not use /mock"})
		}
	}
	page := http.Header{"Origin": {"https://evil.example"}}
	for name, values := range map[string]string{
		"Access-Control-Request-Method": "PUT", "Upgrade": "websocket", "Accept": "text/event-stream",
		"X-Http-Method-Override": "GET", "Content-Type": "application/x-www-form-urlencoded",
		"Access-Control-Request-Private-Network": "true", "X-Forwarded-Host": "evil.example",
	} {
		q := question{method: "OPTIONS", header: http.Header{name: {values}}}
		q.header["Origin"] = page["Origin"]
		attempts = append(attempts, attempt{"with " + name, q, 403, "--control-origin https://evil.example"})
	}
	own := "http://localhost:6677"
	attempts = append(attempts,
		attempt{"two", question{header: http.Header{"Origin": {own, own}}}, 403, "several Origin"},
		attempt{"one named and one foreign", question{header: http.Header{
			"Origin": {"https://app.example", "https://evil.example"},
		}}, 403, "several Origin"},
		attempt{"plain over TLS", question{secure: true, header: http.Header{"Origin": {own}}}, 403, own},
	)
	checkAttempts(t, access.Options{ControlOrigins: []string{"https://app.example"}}, attempts)
}

// TestSite tries requests of which the browser says that another site sent them, with no origin or with the right one.
func TestSite(t *testing.T) {
	var attempts []attempt
	for _, site := range []string{"same-site", "cross-site", "", "Same-Origin", "none, cross-site", "other"} {
		for _, origin := range [][]string{nil, {"http://localhost:6677"}} {
			q := question{header: http.Header{"Sec-Fetch-Site": {site}}}
			if origin != nil {
				q.header["Origin"] = origin
			}
			attempts = append(attempts, attempt{site, q, 403, "--control-origin"})
		}
	}
	attempts = append(attempts, attempt{"two", question{header: http.Header{
		"Sec-Fetch-Site": {"none", "cross-site"},
	}}, 403, "several Sec-Fetch-Site"})
	checkAttempts(t, access.Options{}, attempts)
}

// TestReadOnly tries every method that may change something.
func TestReadOnly(t *testing.T) {
	for _, o := range []access.Options{{ReadOnly: true}, {ReadOnly: true, Token: token}} {
		var attempts []attempt
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "TRACE"} {
			header := http.Header{
				"Content-Type": {"application/json"}, "Authorization": {"Bearer " + token},
				"X-Http-Method-Override": {"GET"}, "X-Method-Override": {"GET"},
			}
			attempts = append(attempts, attempt{method, question{method: method, header: header}, 403, "--read-only"})
		}
		checkAttempts(t, o, attempts)
	}
}
