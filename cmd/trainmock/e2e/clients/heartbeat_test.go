package clients

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// newPrototype serves an empty page from another origin than the program's until the test ends, and returns its
// address.
func newPrototype(t *testing.T) string {
	t.Helper()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<!doctype html><title>a prototype</title><body>"))
	}))
	t.Cleanup(other.Close)
	return other.URL
}

// TestHeartbeats checks that libraries whose WebSocket sends the text ping are answered by pong alone, and stay
// connected to a stream on which nothing happens.
func TestHeartbeats(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "empty")
	ctx, _ := browser.New(t)
	browser.Navigate(t, ctx, newPrototype(t))
	loadModule(t, ctx, "heartbeats.js", "@vueuse/core", "react-dom", "react-use-websocket")
	address := strings.Replace(p.URL, "http", "ws", 1) + wsPath + "?topics=tasks&snapshot=false"
	for _, library := range []string{"vueuse", "react"} {
		t.Run(library, func(t *testing.T) {
			got := followScript(t, ctx, "bundled.follow."+library+"('"+address+"', tell)")
			pongs := 0
			seen := got.await(t, "ten pongs", func(s sighting) bool {
				if s.Saw == "pong" {
					pongs++
				}
				return pongs == 10 || s.Saw == "close"
			})
			for _, s := range seen {
				if s.Saw != "pong" && s.message.Type != "hello" {
					t.Errorf("got %s with %d %s %s, want hello and pongs only", s.Saw, s.Code, s.Reason, s.Data)
				}
			}
		})
	}
}
