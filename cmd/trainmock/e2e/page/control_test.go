package page

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// controlled is a program behind a server that remembers what changes were asked of it, and makes none.
type controlled struct {
	*httptest.Server
	asked chan string
}

func newControlled(t *testing.T, p *program.Program) *controlled {
	t.Helper()
	target, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	behind := &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		// A page of another origin may control nothing.
		r.Out.Header.Del("Origin")
		r.Out.Header.Del("Sec-Fetch-Site")
	}}
	c := &controlled{asked: make(chan string, 100)}
	mux := http.NewServeMux()
	mux.Handle("/", behind)
	mux.HandleFunc("GET /mock/scenarios", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `[{"name":"demo"},{"name":"chaos"}]`)
	})
	// The page that a test had open before may still be connected.
	mux.HandleFunc("GET /mock/subscribers", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"subscribers":[{}]}`)
	})
	mux.Handle("GET /mock/", behind)
	mux.HandleFunc("/mock/", c.remember)
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	return c
}

func (c *controlled) remember(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c.asked <- r.Method + " " + r.URL.Path + " " + string(body)
	if strings.Contains(string(body), "diverge") {
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"detail":"the task has ended"}`)
		return
	}
	_, _ = io.WriteString(w, `{}`)
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
		{"a bad day", "/", "#bad-day form button", `POST /mock/faults {"profile":"flaky"}`},
		{"seek", "/", ".world form button", `POST /mock/clock/seek {"to":"+10m"}`},
		{"start a task", "/", "#start-task", `POST /mock/commands {"start_task":{}}`},
		{"fail a node", "/?node=" + nodeID, "#detail .tools button",
			`POST /mock/commands {"fail_node":{"node_id":"` + nodeID + `","for":"2m"}}`},
		{"pause a task", "/?task=" + task, "#detail .tools button",
			`POST /mock/commands {"pause_task":{"task_id":"` + task + `"}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			browser.Open(t, ctx, c.URL+tc.path)
			if strings.HasPrefix(tc.button, "#bad-day ") {
				browser.Reach(t, ctx, "#bad-day-open")
				browser.Press(t, ctx, kb.Enter)
				browser.Await(t, ctx, `document.querySelector("#bad-day option") !== null`)
			}
			browser.Reach(t, ctx, tc.button)
			browser.Press(t, ctx, kb.Enter)
			if got := <-c.asked; got != tc.want {
				t.Errorf("asked %s, want %s", got, tc.want)
			}
		})
	}
	browser.Evaluate[any](t, ctx, `(() => {
		const choose = document.querySelector(".world label select");
		choose.value = "chaos";
		choose.dispatchEvent(new Event("change", { bubbles: true }));
		[...document.querySelectorAll("#detail .tools button")].find((each) => each.textContent === "Diverge").click();
	})()`)
	browser.Await(t, ctx, `document.querySelector("#notice").textContent.includes("the task has ended")`)
	asked := []string{<-c.asked, <-c.asked}
	if want := `PUT /mock/scenario {"name":"chaos"}`; !slices.Contains(asked, want) {
		t.Errorf("asked %s, want %s among it", asked, want)
	}
}

// TestPageWithoutControls checks that the page offers no control that the server forbids.
func TestPageWithoutControls(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--read-only")
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Evaluate[bool](t, ctx, nextTick)
	browser.Evaluate[bool](t, ctx, nextTick)
	const any = `document.querySelector(".world, #start-task") !== null
		|| performance.getEntriesByType("resource").some(({ name }) => name.includes("/mock/"))`
	if browser.Evaluate[bool](t, ctx, any) {
		t.Error("there are controls, want none")
	}
	seen.Check(t, p.URL)
}
