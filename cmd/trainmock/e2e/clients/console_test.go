package clients

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// console holds what a training console shows. The console is a page from another origin.
type console struct {
	Nodes   map[string][]consoleNode `json:"nodes"`
	Tasks   map[string]string        `json:"tasks"`
	Task    string                   `json:"task"`
	Rounds  []consoleRound           `json:"rounds"`
	Deleted string                   `json:"deleted"`
	Alerts  []string                 `json:"alerts"`
}

type consoleNode struct {
	IP     string  `json:"ip"`
	CPU    float64 `json:"cpu_usage"`
	Role   string  `json:"role"`
	Status string  `json:"status"`
	// Age is that of the last contact, in seconds.
	Age float64 `json:"age"`
}

// consoleRound is one poll of a task.
type consoleRound struct {
	TaskID   string  `json:"task_id"`
	Round    int     `json:"current_round"`
	Total    int     `json:"total_rounds"`
	Loss     float64 `json:"loss"`
	Accuracy float64 `json:"accuracy"`
	Status   string  `json:"status"`
	// Clients are pairs of address and round.
	Clients [][2]any `json:"clients"`
	// Listed is the status in the list of tasks just before.
	Listed string `json:"listed"`
}

// openConsole opens the console in a browser and points it at a program.
func openConsole(t *testing.T, ctx context.Context, p program.Endpoint) {
	t.Helper()
	pages := httptest.NewServer(http.FileServer(http.Dir("testdata/console")))
	t.Cleanup(pages.Close)
	if err := chromedp.Do(ctx, chromedp.Navigate(pages.URL+"/?api="+url.QueryEscape(p.URL))); err != nil {
		t.Fatal(err)
	}
}

// look returns what the console shows once an expression about it is true.
func look(t *testing.T, ctx context.Context, when string) console {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("shown.alerts.length > 0 || "+when)); err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	c, err := chromedp.Run(ctx, chromedp.Evaluate[console]("shown", chromedp.EvalAsValue))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Alerts) > 0 {
		t.Fatalf("the console shows alerts %q, want none", c.Alerts)
	}
	return c
}

// click clicks a button.
func click(t *testing.T, ctx context.Context, button string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[any](`document.querySelector("`+button+`").click()`)); err != nil {
		t.Fatal(err)
	}
}

// TestConsoleShowsNodes: they are there, in their groups, and were heard of a moment ago.
func TestConsoleShowsNodes(t *testing.T) {
	checkConsoleNodes(t, program.Start(t, app.Run, "--scenario", "steady", "--seed", "7").Endpoint)
}

// checkConsoleNodes opens the console on a world of steady.
func checkConsoleNodes(t *testing.T, p program.Endpoint) {
	t.Helper()
	ctx, seen := browser.New(t)
	openConsole(t, ctx, p)
	c := look(t, ctx, `Object.keys(shown.nodes).length > 0`)
	if len(c.Nodes["model"]) != 2 || len(c.Nodes["data"]) != 1 || len(c.Nodes["computer"]) != 5 || len(c.Nodes) != 3 {
		t.Errorf("nodes by group are %+v, want 2 model, 1 data, 5 computer", c.Nodes)
	}
	for _, group := range c.Nodes {
		for _, n := range group {
			if n.Age < 0 || n.Age > 15 || n.Status == "dead" || n.CPU <= 0 {
				t.Errorf("got %+v, want a live node that was heard of in the last 15 s", n)
			}
		}
	}
	seen.CheckQuiet(t)
}

// TestConsoleTrains starts a task from the console, watches it to its end, starts another and deletes it.
func TestConsoleTrains(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "steady", "--seed", "7", "--speed", "4", "--tick", "100ms")
	ctx, seen := browser.New(t)
	openConsole(t, ctx, p.Endpoint)
	click(t, ctx, "#start")
	first := look(t, ctx, `shown.done && shown.tasks[shown.task] === "completed"`)
	checkRounds(t, first)
	click(t, ctx, "#start")
	second := look(t, ctx, `shown.task !== "`+first.Task+`" && shown.busy && shown.tasks[shown.task] === "running"`)
	click(t, ctx, "#delete")
	after := look(t, ctx, `shown.tasks[shown.deleted] === "deleted"`)
	if after.Deleted != second.Task || after.Tasks[first.Task] != "completed" {
		t.Errorf("deleted %s of %v, want %s, and %s completed", after.Deleted, after.Tasks, second.Task, first.Task)
	}
	if status, body := p.Try(t, "/monitor/"+second.Task); status != http.StatusNotFound {
		t.Errorf("a deleted task: %d %s, want 404", status, body)
	}
	seen.CheckQuiet(t)
}

// checkRounds fails the test unless rounds came in order, the loss fell, and no node was ahead of its task.
func checkRounds(t *testing.T, c console) {
	t.Helper()
	listed := map[string]bool{}
	for i, r := range c.Rounds {
		if r.TaskID != c.Task || r.Total != 3 || r.Loss <= 0 || r.Accuracy < 0 || r.Accuracy > 1 ||
			len(r.Clients) != 2 {
			t.Fatalf("got %+v, want one of 3 rounds of %s, with numbers in their ranges and 2 clients", r, c.Task)
		}
		if i > 0 && r.Round < c.Rounds[i-1].Round {
			t.Errorf("round %d, want at least the %d before it", r.Round, c.Rounds[i-1].Round)
		}
		for _, client := range r.Clients {
			if round, ok := client[1].(float64); !ok || int(round) > r.Total {
				t.Errorf("a client is at %v, want at most round %d", client, r.Total)
			}
		}
		listed[r.Listed] = true
	}
	first, last := c.Rounds[0], c.Rounds[len(c.Rounds)-1]
	if last.Status != "completed" || last.Round != 3 || last.Loss >= first.Loss || last.Accuracy <= first.Accuracy {
		t.Errorf("from %+v to %+v, want round 3, completed, with less loss and more accuracy", first, last)
	}
	if !slices.ContainsFunc(c.Rounds, func(r consoleRound) bool { return r.Round > 0 && r.Round < 3 }) {
		t.Error("no round was seen between the first and the last, want one")
	}
	if !listed["running"] {
		t.Errorf("listed as %v, want running among them", listed)
	}
}
