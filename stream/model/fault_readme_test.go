package model_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"trainmock/stream/model"
)

// faultRow returns the row of a kind in the README's table.
func faultRow(u model.FaultUsage) string {
	var where []string
	if u.Answers {
		where = append(where, "answers")
	}
	switch len(u.Streams) {
	case 0:
	case len(model.Transports):
		where = append(where, "streams")
	default:
		for _, t := range u.Streams {
			where = append(where, "`"+string(t)+"`")
		}
	}
	return fmt.Sprintf("| `%s` | %s | %s `%s` |", u.Zero.Key(), strings.Join(where, ", "), u.Sentence, u.Example)
}

// TestReadmeFaultKinds checks that the README's table of kinds is that of the code.
func TestReadmeFaultKinds(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, u := range model.FaultKinds {
		want = append(want, faultRow(u))
	}
	_, got, _ := strings.Cut(string(text), "| kind | strikes | |\n| --- | --- | --- |\n")
	got, _, _ = strings.Cut(got, "\n\n")
	if got != strings.Join(want, "\n") {
		t.Errorf("the table is\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
