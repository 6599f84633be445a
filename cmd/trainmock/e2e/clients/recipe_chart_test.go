//go:build unix

package clients

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// checkHistoryRecipe fails the test unless the points of the recipe are a tick apart, from 600 ticks before the first
// event on, although the history arrives several ticks late. In the world a tick has the length of step.
func checkHistoryRecipe(t *testing.T, ctx context.Context, p *program.Program, step time.Duration) {
	t.Helper()
	const history, live, late = 601, 10, 500
	browser.Navigate(t, ctx, p.URL+"/health")
	code := strings.ReplaceAll(recipeBlock(t, "history.md", "const base"), "localhost:6677", p.Host())
	times := browser.Evaluate[[]string](t, ctx, fmt.Sprintf(`new Promise((resolve, reject) => {
		const { fetch } = window;
		window.fetch = async (url) => {
			const response = await fetch(url);
			await new Promise((later) => setTimeout(later, %d));
			return response;
		};
		console.log = (points) => points.length >= %d && resolve(points.map(({ time }) => time));
		setTimeout(() => reject("too few points"), %d);
		import(%q).catch(reject);
	})`, late, history+live, program.Timeout.Milliseconds(), moduleURL(code)))
	var before time.Time
	for i, text := range times {
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.Sub(before); i > 0 && got != step {
			t.Errorf("point %d is %s after the one before, want %s", i, got, step)
		}
		before = at
	}
}

// checkClockRecipe fails the test unless the clock of the recipe is that of a world that began long ago, and stands
// when the world is paused.
func checkClockRecipe(t *testing.T, ctx context.Context, p *program.Program) {
	t.Helper()
	browser.Navigate(t, ctx, p.URL+"/health")
	code := strings.ReplaceAll(recipeBlock(t, "clock.md", "let seen"), "localhost:6677", p.Host())
	// The differences from the time that the server has, in seconds, once its stream has told the time, and when it is
	// paused.
	got := browser.Evaluate[[]float64](t, ctx, fmt.Sprintf(`import(%q).then(async ({ worldNow }) => {
		while (worldNow() > Date.parse("2026-06-01")) await new Promise((later) => setTimeout(later, 10));
		const ahead = async () => {
			const { last_updated } = await (await fetch("/monitor/ray/cluster/status")).json();
			return (worldNow() - Date.parse(last_updated)) / 1000;
		};
		const running = await ahead();
		const headers = { "Content-Type": "application/json" };
		await fetch("/mock/clock", { method: "PUT", headers, body: '{"speed": 0}' });
		const limit = performance.now() + 10000;
		for (let before; before !== (before = worldNow()) && performance.now() < limit; )
			await new Promise((later) => setTimeout(later, 100));
		return [running, await ahead()];
	})`, moduleURL(code)))
	// A message on its way for a second of a busy machine is a minute of the world; the wall clock is months off.
	if got[0] < -120 || got[0] > 120 {
		t.Errorf("the recipe's clock is %v s ahead of the server's, want at most two minutes of a world at speed 60",
			got[0])
	}
	if got[1] != 0 {
		t.Errorf("paused, the recipe's clock is %v s ahead of the server's, want 0", got[1])
	}
}
