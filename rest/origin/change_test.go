package origin_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"trainmock/rest/origin"
	"trainmock/stream/refuse"
)

// changes lists requests for a change, by host and origin.
var changes = []struct {
	name, host, origin string
	allowed            bool
}{
	{"the page itself", "localhost:6677", "http://localhost:6677", true},
	{"a development server", "localhost:6677", "http://localhost:5173", true},
	{"over TLS", "localhost:6677", "https://localhost:5173", true},
	{"a subdomain of localhost", "localhost:6677", "http://app.localhost:5173", true},
	{"by address", "localhost:6677", "http://127.0.0.1:5173", true},
	{"by another address of loopback", "localhost:6677", "http://127.9.9.9", true},
	{"by address, IPv6", "localhost:6677", "http://[::1]:5173", true},
	{"by the address of all", "localhost:6677", "http://0.0.0.0:5173", true},
	{"an app", "localhost:6677", "capacitor://localhost", true},
	{"loopback, asked by a name", "mock.example", "http://localhost:5173", true},
	{"the same address", "192.168.1.5:6677", "http://192.168.1.5:3000", true},
	{"the same address, IPv6", "[fd00::5]:6677", "http://[fd00:0::5]:3000", true},
	{"the same address, no port", "[fd00::5]", "http://[fd00::5]:3000", true},
	{"this machine's name", "DevBox:6677", "http://devbox:3000", true},
	{"this machine's name on the network", "devbox.local:6677", "http://devbox.local", true},

	{"a stranger", "localhost:6677", "https://evil.test", false},
	{"a stranger by another scheme", "localhost:6677", "chrome-extension://abcdef", false},
	{"a file", "localhost:6677", "null", false},
	{"nothing", "localhost:6677", "", false},
	{"a name that was pointed here", "evil.test:6677", "http://evil.test:6677", false},
	{"a name that looks like an address", "127.0.0.1.evil.test", "http://127.0.0.1.evil.test", false},
	{"a name that looks like localhost", "localhost.evil.test", "http://localhost.evil.test", false},
	{"a name that ends like localhost", "localhost:6677", "http://evil-localhost", false},
	{"a user named localhost", "localhost:6677", "http://localhost@evil.test", false},
	{"a path named localhost", "localhost:6677", "http://evil.test/http://localhost", false},
	{"a list", "localhost:6677", "http://localhost, http://evil.test", false},
	{"a *", "localhost:6677", "http://*.localhost", false},
	{"a port of letters", "localhost:6677", "http://localhost:evil", false},
	{"a blank before", "localhost:6677", " http://localhost", false},
	{"a trailing slash", "localhost:6677", "http://localhost/", false},
	{"no host", "", "http://", false},
	{"another address", "192.168.1.5:6677", "http://192.168.1.6:3000", false},
	{"another name of a network", "devbox:6677", "http://other:3000", false},
	{"this machine's name, asked by another", "evil.test", "http://devbox:3000", false},
	{"an odd number for loopback", "localhost:6677", "http://2130706434", false},
}

func TestCheckChange(t *testing.T) {
	for _, tc := range changes {
		t.Run(tc.name, func(t *testing.T) {
			rules := newRules(t)
			err := rules.CheckChange(newRequest(http.MethodPost, tc.host, tc.origin))
			if (err == nil) != tc.allowed {
				t.Errorf("%s from %q: got %v, want allowed %t", tc.host, tc.origin, err, tc.allowed)
			}
			if err != nil {
				checkStranger(t, err, tc.origin)
			}
			if err := newRules(t, "*").CheckChange(newRequest(http.MethodPost, tc.host, tc.origin)); err != nil {
				t.Errorf("'*': got %v, want nil", err)
			}
		})
	}
}

// checkStranger fails the test unless a refusal is a 403 that names the origin and the flag.
func checkStranger(t *testing.T, err error, text string) {
	t.Helper()
	var refused *refuse.Refusal
	if !errors.As(err, &refused) || refused.Status != http.StatusForbidden {
		t.Fatalf("got %v, want a 403", err)
	}
	const remedy = "may not change anything here; start trainmock with --cors-origin "
	if words := refused.Error(); !strings.Contains(words, text) || !strings.Contains(words, remedy) {
		t.Errorf("got %q, want the origin %q and what to start trainmock with", words, text)
	}
}

// TestNamedMayChange lets a named page change, and no other that is not of this machine.
func TestNamedMayChange(t *testing.T) {
	rules := newRules(t, "https://app.example")
	for text, allowed := range map[string]bool{
		"https://app.example": true, "http://localhost:5173": true, "https://other.example": false, "null": false,
	} {
		err := rules.CheckChange(newRequest(http.MethodDelete, "mock.example", text))
		if (err == nil) != allowed {
			t.Errorf("%s: got %v, want allowed %t", text, err, allowed)
		}
	}
	two := newRequest(http.MethodPost, "mock.example", "https://app.example", "https://evil.test")
	if rules.CheckChange(two) == nil {
		t.Error("two origins were allowed, want a refusal")
	}
}

// TestSecFetchSite checks requests without an origin: only a browser says where they are from.
func TestSecFetchSite(t *testing.T) {
	for _, tc := range []struct {
		sites   []string
		allowed bool
	}{
		{nil, true},
		{[]string{"same-origin"}, true},
		{[]string{"none"}, true},
		{[]string{"same-site"}, false},
		{[]string{"cross-site"}, false},
		{[]string{""}, false},
		{[]string{"Same-Origin"}, false},
		{[]string{"none", "cross-site"}, false},
	} {
		r := newRequest(http.MethodPost, "localhost:6677")
		if tc.sites != nil {
			r.Header["Sec-Fetch-Site"] = tc.sites
		}
		if err := (&origin.Rules{}).CheckChange(r); (err == nil) != tc.allowed {
			t.Errorf("%q: got %v, want allowed %t", tc.sites, err, tc.allowed)
		}
	}
	lying := newRequest(http.MethodPost, "evil.test", "http://evil.test")
	lying.Header.Set("Sec-Fetch-Site", "same-origin")
	if (&origin.Rules{}).CheckChange(lying) == nil {
		t.Error("a name that was pointed here was allowed, want a refusal")
	}
}
