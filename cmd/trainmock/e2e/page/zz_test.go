package page

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

func TestZZ(t *testing.T) {
	p := program.Start(t, app.Run)
	ctx, _ := browser.New(t)
	browser.Navigate(t, ctx, p.URL+"/docs")
	browser.Await(t, ctx, `document.querySelectorAll(".opblock").length > 20`)
	begun := time.Now()
	browser.Await(t, ctx, openAll)
	fmt.Println("open", time.Since(begun))
	n := browser.Evaluate[int](t, ctx, `document.querySelectorAll(".opblock").length`)
	for i := 0; i < n && i < 2; i++ {
		begun := time.Now()
		got := browser.Evaluate[string](t, ctx, fmt.Sprintf(`(async () => {
			const block = document.querySelectorAll(".opblock")[%d];
			const button = block.querySelector(".execute");
			const name = block.querySelector("[data-path]").dataset.path;
			if (!button) return name + " no button";
			button.click();
			await new Promise((r) => setTimeout(r, 2500));
			return name + " " + [...block.querySelectorAll(".live-responses-table tbody tr.response .response-col_status")].map((x) => x.textContent).join("|");
		})()`, i))
		fmt.Println(got, time.Since(begun))
	}
	fmt.Println(browser.Evaluate[string](t, ctx, `document.querySelector(".opblock").innerText`))
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		os.WriteFile("/tmp/shots-docs/zz.png", picture, 0o600)
	}
}
