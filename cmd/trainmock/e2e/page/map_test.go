package page

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// colours counts the colours of the map, which are few where all tiles look alike.
const colours = `(() => {
	const canvas = document.querySelector("#nodes canvas");
	const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
	const found = new Map();
	for (let i = 0; i < data.length; i += 4 * 7)
		found.set(data.slice(i, i + 4).join(), (found.get(data.slice(i, i + 4).join()) ?? 0) + 1);
	return [...found.values()].filter((n) => n > 20).length;
})()`

// TestPageMap: the map tells values apart where a person's own colours are in force, tells of a node at the pointer,
// lights the nodes of a task that is pointed at, and can be grouped, with headings. The tab tells that the world stands.
func TestPageMap(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	force(t, ctx)
	browser.Open(t, ctx, p.URL+"/")
	browser.Await(t, ctx, `document.querySelector("#nodes canvas").width > 300 && `+colours+` >= 5`)
	const pointed = `(() => {
		const field = document.querySelector(".field-of-tiles");
		const { left, top } = field.getBoundingClientRect();
		field.dispatchEvent(new PointerEvent("pointermove", { clientX: left + 20, clientY: top + 20, bubbles: true }));
	})()`
	browser.Evaluate[any](t, ctx, pointed)
	browser.Await(t, ctx, `/node_\d+/.test(document.querySelector(".float")?.textContent)`)
	send(t, p, "PUT", "/mock/clock", `{"speed": 0}`)
	browser.Await(t, ctx, `document.title.startsWith("⏸ paused") && `+tabIcon+`.includes("rect")`)
	const picture = `document.querySelector("#nodes canvas").toDataURL()`
	browser.Evaluate[any](t, ctx,
		`document.querySelector(".field-of-tiles").dispatchEvent(new PointerEvent("pointerleave"))`)
	browser.Evaluate[bool](t, ctx, drawn)
	browser.Evaluate[any](t, ctx, `window.before = `+picture+`,
		document.querySelector("#tasks article").dispatchEvent(new PointerEvent("pointerenter"))`)
	browser.Await(t, ctx, picture+` !== window.before`)
	browser.Evaluate[any](t, ctx,
		`document.querySelector("#tasks article").dispatchEvent(new PointerEvent("pointerleave"))`)
	browser.Await(t, ctx, picture+` === window.before`)
	for group, heading := range map[string]string{"role": "worker · ", "task": "no task · "} {
		browser.Evaluate[any](t, ctx, fmt.Sprintf(chooseGroup, group))
		browser.Await(t, ctx, `location.search.includes("group=`+group+`")
			&& window.written.some((text) => text.startsWith("`+heading+`"))`)
	}
}

const (
	// tabIcon is the address of the picture in the tab.
	tabIcon = `decodeURIComponent(document.querySelector("link[rel=icon]").href)`
	// chooseGroup chooses a grouping of the map, and gathers in window.written what canvases write from then on.
	chooseGroup = `(() => {
		const pen = CanvasRenderingContext2D.prototype;
		window.plain ??= pen.fillText;
		window.written = [];
		pen.fillText = function (text, ...rest) {
			written.push(text);
			plain.call(this, text, ...rest);
		};
		const choose = document.querySelector("#nodes select");
		choose.value = %q;
		choose.dispatchEvent(new Event("change", { bubbles: true }));
	})()`
)

// force makes a person's own colours be in force.
func force(t *testing.T, ctx context.Context) {
	t.Helper()
	setForced(t, ctx, "active")
}

// unforce takes that back.
func unforce(t *testing.T, ctx context.Context) {
	t.Helper()
	setForced(t, ctx, "none")
}

func setForced(t *testing.T, ctx context.Context, value string) {
	t.Helper()
	feature := emulation.MediaFeature{Name: "forced-colors", Value: value}
	params := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{&feature}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, params); err != nil {
		t.Fatal(err)
	}
}

// TestPageUnknown: a node whose state is not known is counted, in the strip and beside the map; a hundred nodes are
// tiles with a cell for every GPU.
func TestPageUnknown(t *testing.T) {
	program.SkipRare(t, true)
	file := filepath.Join(t.TempDir(), "some.yaml")
	const text = `name: some
groups: [{name: gpus, role: worker node, count: 100, cpus: 64, memory_gb: 512, gpu: A100-SXM4-80GB, gpus: 8}]
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := program.Start(t, app.Run, "--seed", "7", "--scenario", file, "--speed", "0")
	ctx, _ := browser.New(t)
	send(t, p, "POST", "/mock/commands", `{"fail_node": {"node_id": "#2", "for": "2m"}}`)
	send(t, p, "POST", "/mock/clock/advance", `{"until": {"type": "node_state", "state": "UNKNOWN"}}`)
	browser.Open(t, ctx, p.URL+"/")
	browser.Await(t, ctx, `document.querySelector(".counts [data-some=unknown] dd")?.textContent === "1"
		&& document.querySelector(".swatch[data-state=UNKNOWN]").parentNode.textContent === "unknown1"`)
	height := browser.Evaluate[int](t, ctx, `document.querySelector("#nodes canvas").clientHeight`)
	if height < 150 || height > 700 {
		t.Errorf("the map of a hundred nodes is %d pixels high, want tiles on 150 to 700", height)
	}
}
