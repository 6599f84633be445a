package scenario_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// FuzzParse checks that any text leads, soon, to a helpful error or to a scenario that makes a world.
func FuzzParse(f *testing.F) {
	for _, name := range scenario.Names() {
		text, _ := scenario.Text(name)
		f.Add([]byte(text))
	}
	for _, text := range []string{
		"", small, described, "groups: []", "groups: [{name: a, count: 100000, cpus: 1, memory_gb: 1}]", "a: &a [*a]", "? a\n: b",
		"{{", "- - - -",
		"groups:\n- &a {<<: *a}", "%YAML 1.2\n---\n...\n", "name: |2-\n  x", "!!map {}", "\"\\x", "*a: b",
		"groups: &a\n- *a\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(checkText)
}

// FuzzValues puts any text behind two of the colons of a good file: of one whose jobs are written out, or described.
func FuzzValues(f *testing.F) {
	for i, value := range []string{"0", "-1", "1e9", "100000", "5m", "1d", "365d", "0.9", "[]", "{}", "*a", "&a 3",
		"\"#2\"", "a100", "every: 1s", "1e308", "9223372036854775807", "1000000h"} {
		f.Add(uint8(i), value, uint8(2*i+1), value)
		f.Add(uint8(128+i), value, uint8(2*i+1), value)
	}
	files := [][]string{strings.SplitAfter(small, ": "), strings.SplitAfter(described+"    parameters: 124e6\n"+
		"    sequence_length: 1024\n    dtype: bf16\n    mfu: 0.4\n    pretrained: true\n    tokens: 1e9\n", ": ")}
	f.Fuzz(func(t *testing.T, i uint8, value string, j uint8, other string) {
		parts := files[int(i/128)]
		changed := slices.Clone(parts)
		for _, at := range []struct {
			part  uint8
			value string
		}{{i, value}, {j, other}} {
			part := &changed[1+int(at.part)%(len(parts)-1)]
			end := strings.IndexAny(*part, ",}\n")
			if end < 0 {
				end = len(*part)
			}
			*part = at.value + (*part)[end:]
		}
		checkText(t, []byte(strings.Join(changed, "")))
	})
}

// checkText parses a text, and makes a world of it if it is a scenario.
func checkText(t *testing.T, text []byte) {
	begun := time.Now()
	s, err := scenario.Parse("mine.yaml", text)
	if err != nil {
		checkError(t, err)
	} else if nodes(s) <= 2000 {
		build(t, s).Status()
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %s, want at most 5 s", took)
	}
}

func nodes(s model.Scenario) int {
	n := 0
	for _, g := range s.Groups {
		n += g.Count
	}
	return n
}
