package metrics

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
)

// published is a row of the lists of metrics that Ray and dcgm-exporter publish.
type published struct{ name, kind string }

// readPublished reads such a list. A value that is a label elsewhere is not a metric, and a name that comes twice is
// the one of the last row, which the default configuration exports.
func readPublished(t *testing.T, file string) map[string]published {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]published{}
	for _, row := range rows[1:] {
		if row[1] != "label" {
			list[row[0]] = published{row[0], row[1]}
		}
	}
	return list
}

// TestPublished holds the families to the lists: each metric is there with its type, but for those of TPUs and cgroups.
func TestPublished(t *testing.T) {
	have := map[string]family{}
	for _, f := range families {
		if _, twice := have[f.name]; twice {
			t.Errorf("%s is in the table twice", f.name)
		}
		have[f.name] = f
	}
	for _, file := range []string{"ray_metrics.csv", "dcgm_metrics.csv"} {
		list := readPublished(t, file)
		if len(list) < 50 {
			t.Fatalf("%s: got %d metrics, want 50 or more", file, len(list))
		}
		for name, p := range list {
			dark := strings.Contains(name, "_tpu_") || strings.Contains(name, "_cgroup_")
			f, found := have[name]
			if found == dark || found && f.kind != p.kind {
				t.Errorf("%s: got %q, want %q unless it is of TPUs or cgroups", name, f.kind, p.kind)
			}
		}
	}
}

// TestSets holds the sets to their table: each chooses some families, and all but dcgm_all are usual.
func TestSets(t *testing.T) {
	for _, name := range setNames() {
		chosen, err := parseSets([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(families, func(f family) bool { return f.set&chosen != 0 })
		if usual := chosen&usualSets == chosen; !found || usual == (name == "dcgm_all") {
			t.Errorf("%s: families %t, usual %t", name, found, usual)
		}
	}
}

// TestLabels escapes what a name of the user's may hold.
func TestLabels(t *testing.T) {
	got := string(labels(nil).with("a", "1").with("b", "x\"y\\z\n", "c", ""))
	if want := `a="1",b="x\"y\\z\n",c=""`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
