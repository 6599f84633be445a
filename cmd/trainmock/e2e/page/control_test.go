package page

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// controlled is a program behind a server that offers control of its world as well, and remembers what was asked of
// it.
type controlled struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func newControlled(t *testing.T, p *program.Program) *controlled {
	t.Helper()
	target, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	behind := httputil.NewSingleHostReverseProxy(target)
	behind.Transport = transport
	c := &controlled{}
	mux := http.NewServeMux()
	mux.Handle("/", behind)
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, r *http.Request) {
		document := program.Decode(t, p.Get(t, "/openapi.json"))
		for _, path := range []string{"/mock/clock", "/mock/clock/seek", "/mock/scenario", "/mock/scenarios",
			"/mock/commands"} {
			document["paths"].(map[string]any)[path] = map[string]any{}
		}
		_ = json.NewEncoder(w).Encode(document)
	})
	mux.HandleFunc("GET /mock/scenarios", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `[{"name":"demo"},{"name":"chaos"}]`)
	})
	mux.HandleFunc("/mock/", c.remember)
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	return c
}

func (c *controlled) remember(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c.mu.Lock()
	c.asked = append(c.asked, r.Method+" "+r.URL.Path+" "+string(body))
	c.mu.Unlock()
	if strings.Contains(string(body), "diverge") {
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"detail":"the task has ended"}`)
		return
	}
	_, _ = io.WriteString(w, `{}`)
}

// last returns the last request.
func (c *controlled) last() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.asked) == 0 {
		return ""
	}
	return c.asked[len(c.asked)-1]
}

// TestPageControls: where the server offers control, the page has it, by keyboard, and says what was refused.
func TestPageControls(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	c := newControlled(t, p)
	ctx, _ := browser.New(t)
	task, nodeID := runningTask(t, p), ""
	for _, node := range program.Decode(t, p.Get(t, "/monitor/ray/cluster/status"))["nodes"].([]any) {
		nodeID = node.(map[string]any)["id"].(string)
	}
	for _, tc := range []struct{ name, path, button, want string }{
		{"pause the world", "/", "#run", `PUT /mock/clock {"speed":0}`},
		{"seek", "/", ".world form button", `POST /mock/clock/seek {"to":"+10m"}`},
		{"start a task", "/", "#start-task", `POST /mock/commands {"start_task":{}}`},
		{"fail a node", "/?node=" + nodeID, "#detail .tools button",
			`POST /mock/commands {"fail_node":{"node_id":"` + nodeID + `","for":"2m"}}`},
		{"pause a task", "/?task=" + task, "#detail .tools button",
			`POST /mock/commands {"pause_task":{"task_id":"` + task + `"}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			browser.Open(t, ctx, c.URL+tc.path)
			browser.Reach(t, ctx, tc.button)
			settled := `performance.getEntriesByType("resource").filter(
				(each) => each.name.includes("/mock/") && !each.name.endsWith("scenarios")).length`
			before := browser.Evaluate[int](t, ctx, settled)
			browser.Press(t, ctx, kb.Enter)
			browser.Await(t, ctx, settled+" > "+fmt.Sprint(before))
			if got := c.last(); got != tc.want {
				t.Errorf("asked %s, want %s", got, tc.want)
			}
		})
	}
	browser.Evaluate[any](t, ctx, `(() => {
		const choose = [...document.querySelectorAll(".world select")].at(-1);
		choose.value = "chaos";
		choose.dispatchEvent(new Event("change", { bubbles: true }));
		[...document.querySelectorAll("#detail .tools button")].find((each) => each.textContent === "Diverge").click();
	})()`)
	browser.Await(t, ctx, `document.querySelector("#notice").textContent.includes("the task has ended")`)
	c.mu.Lock()
	defer c.mu.Unlock()
	if all := strings.Join(c.asked, "\n"); !strings.Contains(all, `PUT /mock/scenario {"name":"chaos"}`) {
		t.Errorf("asked\n%s\nwant PUT /mock/scenario among it", all)
	}
}

// TestPageWithControls checks that the page offers the controls that the server has.
func TestPageWithControls(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Await(t, ctx, `performance.getEntriesByName(location.origin + "/openapi.json")[0]?.responseEnd > 0`)
	browser.Evaluate[bool](t, ctx, nextTick)
	if browser.Evaluate[bool](t, ctx, `document.querySelector(".world, #start-task") === null`) {
		t.Error("there are no controls, want those of the server")
	}
	seen.Check(t, p.URL)
}
