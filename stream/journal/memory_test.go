package journal_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"

	"trainmock/stream/journal"
	"trainmock/stream/model"
)

func commands(id string) journal.Entry {
	return journal.Entry{Commands: []model.Command{{Verb: model.RecoverNode{NodeID: id}}}}
}

// read returns so many entries behind one.
func read(t *testing.T, m *journal.Memory, after uint64, count int) []journal.Entry {
	t.Helper()
	var list []journal.Entry
	for e, err := range m.Follow(t.Context(), after) {
		if err != nil {
			t.Fatal(err)
		}
		if list = append(list, e); len(list) == count {
			break
		}
	}
	return list
}

// TestAppend checks that an entry gets the next number, and that one after an entry that is not the last conflicts.
func TestAppend(t *testing.T) {
	m := &journal.Memory{}
	for _, tc := range []struct {
		after uint64
		want  error
	}{{1, journal.ErrConflict}, {0, nil}, {0, journal.ErrConflict}, {1, nil}, {3, journal.ErrConflict}, {2, nil}} {
		e, err := m.Append(t.Context(), tc.after, commands("node_1000"))
		if !errors.Is(err, tc.want) || err == nil && e.Seq != tc.after+1 {
			t.Errorf("behind %d: entry %d, %v; want %v", tc.after, e.Seq, err, tc.want)
		}
	}
	if list := read(t, m, 1, 2); list[0].Seq != 2 || list[1].Seq != 3 {
		t.Errorf("behind 1 there are %d and %d, want 2 and 3", list[0].Seq, list[1].Seq)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Append(done, 3, commands("node_1000")); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: got %v, want %v", err, context.Canceled)
	}
}

// TestFull checks that a journal holds its genesis and MaxDecisions commands of MaxBytes in all, no more, and never a
// part of a list.
func TestFull(t *testing.T) {
	m := &journal.Memory{}
	list := journal.Entry{Commands: make([]model.Command, journal.MaxDecisions-2)}
	large := journal.Entry{Commands: []model.Command{{Verb: model.StartTask{
		Parameters: map[string]json.RawMessage{"a": make([]byte, journal.MaxBytes-(journal.MaxDecisions+1)<<10)},
	}}}}
	last := uint64(0)
	for i, tc := range []struct {
		entry journal.Entry
		want  error
	}{
		{journal.Entry{Genesis: &journal.Genesis{}}, nil}, {large, nil}, {large, journal.ErrFull}, {list, nil},
		{list, journal.ErrFull}, {commands("node_1000"), nil}, {commands("node_1000"), journal.ErrFull},
	} {
		e, err := m.Append(t.Context(), last, tc.entry)
		if !errors.Is(err, tc.want) {
			t.Errorf("append %d: %v, want %v", i, err, tc.want)
		}
		if err == nil {
			last = e.Seq
		}
	}
}

// TestOneOrder checks that of many appends at once each succeeds by trying again, and that every follower sees the
// same order.
func TestOneOrder(t *testing.T) {
	const writers, each = 8, 50
	m := &journal.Memory{}
	var work sync.WaitGroup
	for range writers {
		work.Go(func() {
			for after, done := uint64(0), 0; done < each; {
				e, err := m.Append(t.Context(), after, commands("node_1000"))
				switch {
				case err == nil:
					after, done = e.Seq, done+1
				case errors.Is(err, journal.ErrConflict):
					after++
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	orders := make([][]uint64, 3)
	for i := range orders {
		work.Go(func() {
			for e, err := range m.Follow(t.Context(), 0) {
				if err != nil {
					t.Error(err)
					return
				}
				if orders[i] = append(orders[i], e.Seq); len(orders[i]) == writers*each {
					return
				}
			}
		})
	}
	work.Wait()
	for _, order := range orders {
		if !slices.IsSorted(order) || order[0] != 1 || order[len(order)-1] != writers*each {
			t.Errorf("a follower got %d entries, from %d to %d; want 1 to %d in order", len(order), order[0],
				order[len(order)-1], writers*each)
		}
	}
}

// TestFollowEnds checks that a follower that waits ends with its context.
func TestFollowEnds(t *testing.T) {
	m := &journal.Memory{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if _, err := m.Append(ctx, 0, commands("node_1000")); err != nil {
		t.Fatal(err)
	}
	for e, err := range m.Follow(ctx, 0) {
		if e.Seq == 1 {
			cancel()
		} else if !errors.Is(err, context.Canceled) {
			t.Errorf("%+v, %v; want the end", e, err)
		}
	}
}
