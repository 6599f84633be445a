package origin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"trainmock/rest/origin"
)

// newRules returns the rules for named origins.
func newRules(tb testing.TB, named ...string) *origin.Rules {
	tb.Helper()
	rules, err := origin.New(origin.Options{Named: named, Machine: []string{"devbox", "devbox.local"}})
	if err != nil {
		tb.Fatal(err)
	}
	return rules
}

// newRequest returns a request to a host with origins.
func newRequest(method, host string, origins ...string) *http.Request {
	r := httptest.NewRequest(method, "/train", nil)
	r.Host = host
	for _, o := range origins {
		r.Header.Add("Origin", o)
	}
	return r
}

func TestNamed(t *testing.T) {
	for _, tc := range []struct{ named, covers, other string }{
		{"http://localhost:5173", "http://localhost:5173", "http://localhost:5174"},
		{"http://localhost:5173/", "http://localhost:5173", "https://localhost:5173"},
		{" http://localhost:5173\t", "http://localhost:5173", "http://localhost"},
		{"HTTP://LocalHost:5173", "http://localhost:5173", "http://localhost:51730"},
		{"http://localhost:05173", "http://localhost:5173", "http://localhost:05173x"},
		{"http://a.example:80", "http://a.example", "http://a.example:443"},
		{"http://a.example", "HTTP://A.example:80", "http://b.a.example"},
		{"https://a.example:443/", "https://a.example", "https://a.example:80"},
		{"http://[0:0::1]:5173", "http://[::1]:5173", "http://[::2]:5173"},
		{"http://127.0.0.1", "http://127.0.0.1", "http://127.0.0.2"},
		{"capacitor://localhost", "capacitor://localhost", "http://localhost"},
		{"https://*.example.com", "https://a.b.example.com", "https://example.com"},
		{"https://*.example.com", "https://a.example.com", "https://a.example.com.evil.test"},
		{"https://*.example.com", "https://a.example.com", "https://aexample.com"},
		{"https://app-*.vercel.test", "https://app-x1.vercel.test", "https://app-x.evil.vercel.test"},
		{"http://localhost:*", "http://localhost:3000", "http://localhost.evil.test:3000"},
		{"http://localhost:*", "http://localhost", "https://localhost:3000"},
		{"http://*.localhost:*", "http://a.localhost:3000", "http://localhost:3000"},
	} {
		rules := newRules(t, tc.named)
		for text, want := range map[string]bool{
			tc.covers: true, tc.other: false, "null": false, "": false, "*": false, tc.covers + "/": false,
			"http://*.localhost:*": false, tc.covers + ", " + tc.covers: false,
		} {
			if got := rules.MayRead(newRequest(http.MethodGet, "mock.test", text)); got != want {
				t.Errorf("%q: for %q got %t, want %t", tc.named, text, got, want)
			}
		}
		if rules.MayRead(newRequest(http.MethodGet, "mock.test", tc.covers, tc.covers)) {
			t.Errorf("%q: two origins may read, want a refusal", tc.named)
		}
		for _, own := range []string{"http://mock.test:6677", "https://mock.test:6677"} {
			if !rules.MayRead(newRequest(http.MethodGet, "mock.test:6677", own)) {
				t.Errorf("%q: %s may not read from itself", tc.named, own)
			}
		}
	}
}

func TestBadNames(t *testing.T) {
	const usual = "http://localhost:5173"
	for _, tc := range []struct{ named, says, example string }{
		{"", "empty", usual},
		{" ", "empty", usual},
		{"/", "empty", usual},
		{"null", "sandboxed", usual},
		{"localhost:5173", "no scheme", "http://localhost:5173"},
		{"a.example", "no scheme", "http://a.example"},
		{"//a.example", "no scheme", usual},
		{"*.example.com", "no scheme", "http://*.example.com"},
		{"http://localhost:3000/app", "a path", "http://localhost:3000"},
		{"http://localhost:3000//", "a path", "http://localhost:3000"},
		{"http://localhost?x", "a path", usual},
		{"http://localhost: 5173", "a blank inside", usual},
		{"http://a.example http://b.example", "a blank inside", usual},
		{"ws://localhost:3000", "is not an origin", "http://localhost:3000"},
		{"wss://a.example", "is not an origin", "https://a.example"},
		{"file://a", "is not an origin", usual},
		{"http://", `"http://" is not an origin`, usual},
		{"file://", `"file://" is not an origin`, usual},
		{"http://:80", "is not an origin", usual},
		{"http://user@localhost", "is not an origin", usual},
		{"http://localhost:0", "is not an origin", usual},
		{"http://localhost:99999", "is not an origin", usual},
		{"http://1.2.3", "is not an origin", usual},
		{"http://[::1", "is not an origin", usual},
		{"http://.example", "is not an origin", usual},
		{"http://größe.test", "xn--", usual},
		{"**", "no scheme", usual},
		{"http://*", "a * where none can be", usual},
		{"*://localhost", "a * where none can be", usual},
		{"http://local*host", "a * where none can be", usual},
		{"https://*.*", "a * where none can be", usual},
		{"https://a.*.example", "a * where none can be", usual},
		{"https://example.*", "a * where none can be", usual},
		{"https://*a*.example", "a * where none can be", usual},
		{"http://localhost:51*", "a * where none can be", usual},
	} {
		_, err := origin.New(origin.Options{Named: []string{"http://good.example", tc.named}})
		if err == nil {
			t.Errorf("%q was taken, want a refusal", tc.named)
			continue
		}
		if !strings.Contains(err.Error(), tc.says) || !strings.Contains(err.Error(), "for example, "+tc.example+";") {
			t.Errorf("%q: got %q, want %q and the example %s in it", tc.named, err, tc.says, tc.example)
		}
	}
}

func TestEveryPageMayRead(t *testing.T) {
	for _, rules := range []*origin.Rules{{}, newRules(t), newRules(t, "*"), newRules(t, " * ", "http://a.example")} {
		for _, text := range []string{"http://a.example", "https://evil.test", "null", "nonsense", ""} {
			if !rules.MayRead(newRequest(http.MethodGet, "mock.test", text)) {
				t.Errorf("%q may not read, want it to", text)
			}
		}
	}
}
