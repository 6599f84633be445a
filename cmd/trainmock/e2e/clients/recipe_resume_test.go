package clients

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestRecipesResume runs every recipe that uses a library, and checks that it goes on without a hole or a duplicate
// when the program is killed, and when it ends in good order, and runs again as the same world.
func TestRecipesResume(t *testing.T) {
	t.Parallel()
	args := sameWorld()
	reference, first := program.Start(t, app.Run, args...), program.StartProcess(t, args...)
	want := followStrictly(t, reference.URL, "?since="+midTick(t, reference).ID)
	whole, showing := followRecipes(t, first.Host())
	outlive(t, args, first, whole, 0)
	for name, tr := range whole {
		t.Run(name, func(t *testing.T) { checkGoesOn(t, tr, want) })
	}
	for name, tr := range showing {
		seen, _ := tr.from(0)
		more := len(seen) + 5
		tr.await(t, "states of "+name+" behind the restart", func(sighting) bool {
			more--
			return more == 0
		})
	}
}

// outlive kills a program, and ends another in good order, each of which is followed by one at the same address. It
// waits until all clients have seen that, the first end as so many errors.
func outlive(t *testing.T, args []string, first *program.Process, clients map[string]*transcript, errors int) {
	t.Helper()
	args = append(args, "--port", first.URL[strings.LastIndex(first.URL, ":")+1:])
	awaitAll(t, clients, 1, 0, 0)
	first.Kill()
	awaitAll(t, clients, 1, errors, 0)
	second := program.StartProcess(t, args...)
	awaitAll(t, clients, 2, errors, 0)
	second.End(t, syscall.SIGTERM)
	awaitAll(t, clients, 2, errors, 1)
	program.StartProcess(t, args...)
	awaitAll(t, clients, 3, errors, 1)
}

// followRecipes runs the recipes that import a library. Those in whole log every event, those in showing some.
func followRecipes(t *testing.T, host string) (whole, showing map[string]*transcript) {
	t.Helper()
	whole, showing = map[string]*transcript{}, map[string]*transcript{}
	ctx, _ := browser.New(t)
	browser.Navigate(t, ctx, newPrototype(t))
	var modules []block
	for file, blocks := range readReadmes(t, repository(t)) {
		for _, b := range blocks {
			switch {
			case !strings.HasPrefix(file, recipeFolder):
			case b.language == "python":
				whole[b.name()] = followPythonRecipe(t, b, host)
			case len(b.imports()) > 0:
				modules = append(modules, b)
				tr := followScript(t, ctx, fmt.Sprintf(`(window.consoles ??= {})[%q] = { log: (value) => tell(
					value?.type ? { saw: "message", data: JSON.stringify(value) } : { saw: "state" }) }`, b.name()))
				if strings.Contains(b.text, "new EventSource(") {
					showing[b.name()] = tr
				} else {
					whole[b.name()] = tr
				}
			}
		}
	}
	for _, b := range modules {
		for _, name := range b.imports() {
			lookForNode(t, name)
		}
	}
	loadModule(t, ctx, writeModules(t, modules, host))
	return whole, showing
}

// followPythonRecipe runs a recipe that prints every event.
func followPythonRecipe(t *testing.T, b block, host string) *transcript {
	t.Helper()
	library := "websockets"
	if strings.Contains(b.text, "aiohttp") {
		library = "aiohttp"
	}
	read := func(from io.Reader, tr *transcript) error {
		lines := bufio.NewReader(from)
		for {
			line, err := lines.ReadString('\n')
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			tr.add(sighting{Saw: "message", Data: line})
		}
	}
	text := strings.ReplaceAll(b.text, "localhost:6677", host)
	return command(t, read, lookForPython(t, library), "-u", "-c", text)
}

// checkGoesOn fails the test unless a client saw one snapshot, and every event behind it once.
func checkGoesOn(t *testing.T, tr, want *transcript) {
	t.Helper()
	last := want.newest(t) + 3
	got, wanted := ids(tr.upTo(t, last)), ids(want.upTo(t, last))
	from := slices.Index(wanted, got[0])
	if from < 0 {
		t.Fatalf("the snapshot has the id %s, want that of an event", got[0])
	}
	if wanted = wanted[from:]; !slices.Equal(got, wanted) {
		for i, id := range wanted {
			if i >= len(got) || got[i] != id {
				t.Fatalf("event %d of %d is %q, want %s", i, len(wanted), got[min(i, len(got)-1)], id)
			}
		}
		t.Errorf("%d events, want %d", len(got), len(wanted))
	}
}

// ids returns the ids of the messages that have one.
func ids(seen []sighting) []string {
	var list []string
	for _, m := range eventsOf(seen) {
		list = append(list, m.ID)
	}
	return list
}
