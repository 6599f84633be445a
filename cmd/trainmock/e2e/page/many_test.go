package page

import (
	"context"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestPageTenTabs: ten tabs of one browser are live; the server ends and starts again, and each is live again and true.
func TestPageTenTabs(t *testing.T) {
	program.SkipRare(t, true)
	args := []string{"--host", "127.0.0.1", "--seed", "7", "--start", "2026-01-01T00:00:00Z"}
	p := program.StartBare(t, app.Run, append(args, "--port", "0")...)
	address, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, _ := browser.New(t)
	tabs := []context.Context{ctx}
	for len(tabs) < 10 {
		tabs = append(tabs, browser.NewPage(t, ctx))
	}
	for _, tab := range tabs {
		browser.Open(t, tab, p.URL+"/")
		browser.Await(t, tab, live)
	}
	if p.Stop() != 0 {
		t.Fatalf("no good end, want one; logged %q", p.Stderr)
	}
	for _, tab := range tabs {
		browser.Await(t, tab, `document.querySelector(".link").dataset.state !== "live"`)
	}
	p = program.StartBare(t, app.Run, append(args, "--port", address.Port())...)
	for _, tab := range tabs {
		browser.Await(t, tab, live)
	}
	send(t, p, "PUT", "/mock/clock", `{"speed": 0}`)
	for _, tab := range tabs {
		browser.Await(t, tab, agrees+`.then((differences) => differences === "")`)
	}
}

// TestPageOfSession: under /s/NAME/ the page shows and controls the session's world, and leaves the other one alone.
func TestPageOfSession(t *testing.T) {
	program.SkipRare(t, true)
	p := newPlayedPage(t, "--seed", "7")
	send(t, p.Program, "POST", "/mock/sessions", `{"name": "one", "seed": 8}`)
	browser.Open(t, p.ctx, p.URL+"/s/one/")
	browser.Await(t, p.ctx, live+` && document.querySelectorAll("#tasks article").length > 0
		&& document.querySelectorAll(".facts dd")[1].textContent === "8"
		&& document.querySelector("#intro code").textContent.includes("/s/one/")`)
	press(t, p, "#run")
	browser.Await(t, p.ctx, `document.querySelector(".now .muted").textContent.includes("paused")
		&& document.querySelector("#toast pre").textContent.includes("/s/one/mock/clock")`)
	browser.Open(t, p.ctx, p.URL+"/")
	browser.Await(t, p.ctx, live+` && document.querySelectorAll(".facts dd")[1].textContent === "7"
		&& document.querySelector(".now .muted").textContent.includes("×1")`)
	p.seen.Check(t, p.URL)
}

// TestPageFromElsewhere: from another machine the page has control if it has the server's token, and none without.
func TestPageFromElsewhere(t *testing.T) {
	program.SkipRare(t, true)
	for _, tc := range []struct {
		name     string
		args     []string
		controls bool
	}{
		{"token", []string{"--token", "secret"}, true},
		{"none", nil, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := program.StartBare(t, app.Run, append(tc.args, "--host", "0.0.0.0", "--port", "0", "--seed", "7")...)
			address, err := url.Parse(p.URL)
			if err != nil {
				t.Fatal(err)
			}
			elsewhere := "http://" + net.JoinHostPort(ownAddress(t), address.Port())
			ctx, seen := browser.New(t)
			browser.Open(t, ctx, elsewhere+"/")
			browser.Await(t, ctx, live+` && document.querySelectorAll("#tasks article").length > 0`)
			if !tc.controls {
				browser.Evaluate[bool](t, ctx, nextTick)
				browser.Evaluate[bool](t, ctx, nextTick)
				if browser.Evaluate[bool](t, ctx, `document.querySelector(".world, .actions, #start-task") !== null`) {
					t.Error("there are controls, want none")
				}
				seen.Check(t, elsewhere)
				return
			}
			browser.Reach(t, ctx, "#token-form input")
			if browser.Evaluate[bool](t, ctx, `document.querySelector(".actions, #start-task") !== null`) {
				t.Error("there are commands before the token is given, want none")
			}
			browser.Press(t, ctx, "secret", kb.Enter)
			press(t, &playedPage{p, ctx, seen}, "#run")
			browser.Await(t, ctx, `document.querySelector(".now .muted").textContent.includes("paused")`)
		})
	}
}

// ownAddress returns an IPv4 address of this machine under which others reach it.
func ownAddress(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range addresses {
		ip, _, err := net.ParseCIDR(each.String())
		if err == nil && ip.To4() != nil && !ip.IsLoopback() && !strings.HasPrefix(ip.String(), "169.254.") {
			return ip.String()
		}
	}
	t.Skip("this machine has no address but those of itself")
	return ""
}
