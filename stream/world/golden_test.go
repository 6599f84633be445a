package world_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"trainmock/stream/world"
)

var update = flag.Bool("update", false, "write the golden traces anew")

// TestGolden compares the world with recorded traces, so that no change of a seed's output goes unnoticed.
func TestGolden(t *testing.T) {
	for _, tc := range []struct {
		scenario string
		seed     uint64
		span     time.Duration
	}{
		{"demo", 7, 6 * time.Minute},
		{"steady", 7, 3 * time.Minute},
		{"chaos", 7, 3 * time.Minute},
		{"outage", 7, time.Minute},
		{"empty", 7, time.Minute},
	} {
		t.Run(tc.scenario, func(t *testing.T) {
			w := newWorld(t, tc.scenario, tc.seed)
			compareGolden(t, tc.scenario+".golden", trace(t, w, tc.span))
		})
	}
}

// trace writes all changes of a span, and the whole cluster at its beginning, middle and end.
func trace(t *testing.T, w *world.World, span time.Duration) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, e := range w.Events(start.Add(-span), start.Add(span)) {
		switch e.Type {
		case "node_state", "task_update", "system_log":
			fmt.Fprintf(&out, "%s %s\n", e.Type, encode(t, e.Content()))
		}
	}
	for _, at := range []time.Time{start.Add(-span), start, start.Add(span)} {
		v := w.At(at)
		fmt.Fprintf(&out, "\n%s\n%s\n", v.Time().Format(time.RFC3339), encode(t, v.Status()))
		for _, n := range v.Nodes() {
			fmt.Fprintf(&out, "node %s\n", encode(t, n))
		}
		for _, task := range v.Tasks() {
			fmt.Fprintf(&out, "task %s\n", encode(t, v.Progress(task.TaskID)))
		}
	}
	return out.Bytes()
}

func encode(tb testing.TB, v any) string {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range max(len(gotLines), len(wantLines)) {
		if i >= len(gotLines) || i >= len(wantLines) || !bytes.Equal(gotLines[i], wantLines[i]) {
			t.Fatalf("%s, line %d differs (-update writes it anew)\n got %s\nwant %s",
				path, i+1, line(gotLines, i), line(wantLines, i))
		}
	}
}

func line(lines [][]byte, i int) []byte {
	if i < len(lines) {
		return lines[i]
	}
	return []byte("(nothing)")
}
