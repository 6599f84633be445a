package clients

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

const (
	// scripts is the folder of the clients in JavaScript.
	scripts = "testdata"
	// packages is where npm installs what they use.
	packages = "../node_modules"
)

// streamURL returns the address of the stream for an EventSource or a WebSocket.
func streamURL(interfaceName, base, query string) string {
	if interfaceName == "WebSocket" {
		return strings.Replace(base, "http", "ws", 1) + wsPath + query
	}
	return base + ssePath + query
}

// followChromium uses an interface of a browser of its own.
func followChromium(interfaceName string) follower {
	return func(t *testing.T, base, query string) *transcript {
		t.Helper()
		ctx, _ := browser.New(t)
		return followPage(ctx, interfaceName)(t, base, query)
	}
}

// followPage uses an interface of a browser in a page, which it takes to the address.
func followPage(ctx context.Context, interfaceName string) follower {
	return func(t *testing.T, base, query string) *transcript {
		t.Helper()
		browser.Navigate(t, ctx, base+"/health")
		module, err := os.ReadFile(filepath.Join(scripts, "follow.js"))
		if err != nil {
			t.Fatal(err)
		}
		return followScript(t, ctx, fmt.Sprintf(`return import("data:text/javascript;base64,%s").then(({ follow }) => {
			window.connection = follow.%[2]s(%[2]s, %[3]q, tell);
			return true;
		})`, base64.StdEncoding.EncodeToString(module), interfaceName, streamURL(interfaceName, base, query)))
	}
}

// tellers counts the functions by which scripts in pages tell what they see, so that each has a name of its own.
var tellers atomic.Int64

// followScript runs a script in a page. Its function tell takes what the script sees.
func followScript(t *testing.T, ctx context.Context, script string) *transcript {
	t.Helper()
	tr, name := newTranscript(), fmt.Sprint("tell", tellers.Add(1))
	err := chromedp.Listen(ctx, func(event any) {
		if called, ok := event.(*runtime.EventBindingCalled); ok && called.Name == name {
			tr.addJSON([]byte(called.Payload))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, runtime.AddBinding, runtime.AddBindingParams{Name: name}); err != nil {
		t.Fatal(err)
	}
	browser.Evaluate[any](t, ctx, "((tell) => {"+script+"})((what) => "+name+"(JSON.stringify(what)))")
	return tr
}

// loadModule runs a module in a page, with the npm packages that it imports. Its exports are in the global bundled.
func loadModule(t *testing.T, ctx context.Context, module string, packages ...string) {
	t.Helper()
	for _, name := range packages {
		lookForNode(t, name)
	}
	c := exec.CommandContext(t.Context(), lookForNode(t, "vite"), filepath.Join(scripts, "bundle.js"), module)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	script, err := c.Output()
	if err != nil {
		t.Fatalf("%s is not bundled: %v: %s", module, err, stderr.String())
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[any](string(script))); err != nil {
		t.Fatalf("%s in the page: %v", module, err)
	}
}

// nodeWebSocket is the flag behind which Node 20 has its WebSocket. Later ones accept it.
const nodeWebSocket = "--experimental-websocket"

// followNode uses an interface of a package, or of Node itself.
func followNode(module, interfaceName string) follower {
	return func(t *testing.T, base, query string) *transcript {
		t.Helper()
		node := lookForNode(t, module)
		return command(t, readLines, node, nodeWebSocket, filepath.Join(scripts, "node.js"), module,
			interfaceName, streamURL(interfaceName, base, query))
	}
}

// lookForNode returns the Node that npm installed, or else the one on the PATH. The package has to be there.
func lookForNode(t *testing.T, module string) string {
	t.Helper()
	return program.LookForNode(t, packages, module)
}

// readLines reads what node.js prints.
func readLines(from io.Reader, tr *transcript) error {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		tr.addJSON(line)
	}
}

// followCurl reads what curl prints as it comes.
func followCurl(t *testing.T, base, query string) *transcript {
	t.Helper()
	read := func(from io.Reader, tr *transcript) error { return copyFeed(program.NewSSEFeed(from), tr) }
	return command(t, read, program.LookFor(t, "curl", program.DemandClients), "--no-buffer", "--compressed",
		"--silent", "--show-error", "--noproxy", "*", base+ssePath+query)
}
