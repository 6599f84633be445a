package lines_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/journal/lines"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// start is the start of the world in the seeds.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// seeds returns a journal with an entry of each kind, and some with mistakes.
func seeds(tb testing.TB) []string {
	tb.Helper()
	s, err := scenario.Parse("mine.yaml", []byte("groups: [{name: a, count: 3, cpus: 8, memory_gb: 32}]\n"))
	if err != nil {
		tb.Fatal(err)
	}
	genesis := journal.Genesis{Scenario: s, Seed: 7, Start: start, Tick: time.Second, Speed: 1}
	at := func(second time.Duration) time.Time { return start.Add(second * time.Second) }
	var all bytes.Buffer
	for line := range lines.All([]journal.Entry{
		{Genesis: &genesis},
		{Clock: &journal.Clock{Tick: 61, Now: at(60)}},
		{Tick: 61, Now: at(61), Commands: []model.Command{
			{At: 61 * time.Second, Verb: model.FailNode{NodeID: "#2", For: time.Minute}},
			{At: 70 * time.Second, Verb: model.StartTask{Name: "a <b>", Rounds: 2}},
		}},
		{Clock: &journal.Clock{Tick: 91, Now: at(90), Ticks: 30}},
		{Epoch: &journal.Epoch{Reason: journal.Undo, Tick: 91, Now: at(90), Undone: 1}},
		{Epoch: &journal.Epoch{Reason: journal.Seek, Now: at(600)}},
		{Epoch: &journal.Epoch{Reason: journal.Reset, Now: at(600)}},
		{Epoch: &journal.Epoch{Reason: journal.Scenario, Genesis: &genesis}},
		{Clock: &journal.Clock{Stand: true, Now: start}},
	}) {
		all.Write(line)
	}
	whole := all.String()
	first, _, _ := strings.Cut(whole, "\n")
	return []string{
		whole, whole[:len(whole)/2], strings.ReplaceAll(whole, "\n", "\r\n\n"), "", "\n", "null", "[]", `{"genesis":null}`,
		strings.Replace(first, model.Stamp(start), "9999-12-31T23:59:59-23:59", 1),
		strings.ReplaceAll(whole, `"tick":61`, `"tick":-61`),
		strings.ReplaceAll(whole, "2026-01-01", "0000-01-01"),
	}
}

// text returns entries as they are saved.
func text(entries []journal.Entry) []byte {
	var all bytes.Buffer
	for line := range lines.All(entries) {
		all.Write(line)
	}
	return all.Bytes()
}

// FuzzRead reads any text. It is refused with a line of it, or its entries are saved and read again as the same. Those
// that can be played are played again as the same.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) {
		entries, numbers, err := lines.Read([]byte(given))
		var wrong *journal.Fault
		if errors.As(err, &wrong) {
			if wrong.Entry < 1 || wrong.Entry > 1+strings.Count(given, "\n") || wrong.Message == "" {
				t.Errorf("%.300q: got %+v, want a mistake in one of its lines", given, wrong)
			}
			return
		}
		if err != nil || len(entries) == 0 || len(entries) != len(numbers) {
			t.Fatalf("%.300q: got %d entries in %d lines (%v)", given, len(entries), len(numbers), err)
		}
		saved := text(entries)
		again, _, err := lines.Read(saved)
		if err != nil || !bytes.Equal(text(again), saved) {
			t.Fatalf("%.300q: saved as %.300q (%v), and then as %.300q", given, saved, err, text(again))
		}
		played, err := stream.Play(t.Context(), entries)
		if err != nil {
			return
		}
		twice, err := stream.Play(t.Context(), played)
		if err != nil || !bytes.Equal(text(twice), text(played)) {
			t.Errorf("%.300q: played as %.300q (%v), and then as %.300q", given, text(played), err, text(twice))
		}
	})
}
