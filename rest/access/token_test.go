package access_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"trainmock/rest/access"
)

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

// TestTokensAreHidden checks that no handler finds a token in the address, and that the rest of the query stays.
func TestTokensAreHidden(t *testing.T) {
	for query, want := range map[string]string{
		"__token=" + token:                              "",
		"a=1&__token=" + token + "&b=%20&b=":            "a=1&b=%20&b=",
		"%5F_token=" + token:                            "",
		"__TOKEN=" + token + "&x":                       "x",
		"__token=" + token + "&__token=" + token + "&&": "&",
		"at=-5m&token=x&_token=y&q=__token":             "at=-5m&token=x&_token=y&q=__token",
		"%zz&__token=" + token:                          "%zz",
		"":                                              "",
	} {
		for _, path := range []string{"/stream/sse", "/mock/requests/stream", "/s/a/stream/ws", "/monitor/a%2Fb"} {
			for _, o := range []access.Options{{}, {Token: token}} {
				header := http.Header{"Authorization": {"Bearer " + token}}
				w, reached := ask(newRules(t, o), question{target: path + "?" + query, header: header}.request())
				if reached == nil {
					t.Fatalf("%s?%s: got %d %s, want it to reach the handler", path, query, w.Code, w.Body)
				}
				if got := reached.URL.RawQuery; got != want || reached.URL.EscapedPath() != path {
					t.Errorf("%s?%s: got %s, want the query %q", path, query, reached.URL, want)
				}
				if strings.Contains(reached.RequestURI, token) || reached.FormValue("__token") != "" {
					t.Errorf("%s?%s: got %s, want no token", path, query, reached.RequestURI)
				}
			}
		}
	}
}

// TestMay checks what hello.control says to the clients of streams, as the handler of a stream gets their requests.
func TestMay(t *testing.T) {
	own := http.Header{"Origin": {"http://localhost:6677"}, "Sec-Fetch-Site": {"same-origin"}}
	foreign := http.Header{"Origin": {"https://evil.example"}}
	named := http.Header{"Origin": {"https://app.example"}, "Sec-Fetch-Site": {"cross-site"}}
	const far = "203.0.113.7:5"
	for _, tc := range []struct {
		name string
		question
		without, with string
	}{
		{"curl", question{}, "open", "token"},
		{"the page", question{header: own}, "open", "token"},
		{"a foreign page", question{header: foreign}, "none", "none"},
		{"a named page", question{header: named}, "open", "token"},
		{"another port", question{header: http.Header{"Sec-Fetch-Site": {"same-site"}}}, "none", "none"},
		{"elsewhere", question{remote: far}, "none", "token"},
		{"a rebound name", question{host: "evil.example"}, "none", "token"},
		{"a proxy", question{header: http.Header{"Via": {"1.1 x"}}}, "none", "token"},
		{"no host", question{host: "none"}, "none", "none"},
		{"the token", question{remote: far, target: "/stream/ws?__token=" + token}, "none", "open"},
		{"the token as a header", question{remote: far, header: http.Header{"Authorization": {"Bearer " + token}}},
			"none", "open"},
		{"a wrong token", question{target: "/stream/ws?__token=x"}, "open", "token"},
		{"the token of a foreign page", question{target: "/ws?__token=" + token, header: foreign}, "none", "none"},
	} {
		if tc.target == "" {
			tc.target = "/stream/sse"
		}
		check := func(o access.Options, want string) {
			o.ControlOrigins = []string{"https://app.example"}
			rules := newRules(t, o)
			_, reached := ask(rules, tc.request())
			if got := rules.May(reached); got != want {
				t.Errorf("%s, %+v: got %s, want %s", tc.name, o, got, want)
			}
		}
		check(access.Options{}, tc.without)
		check(access.Options{Token: token}, tc.with)
		check(access.Options{ReadOnly: true}, "none")
	}
}
