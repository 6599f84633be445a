package stream_test

import (
	"testing"

	"trainmock/stream/model"
)

// TestLateCommands holds up two commands until the ticks of both are out. Subscribers move on behind both.
func TestLateCommands(t *testing.T) {
	t.Parallel()
	all, free := pairWithLate(t, 1)
	var readers []reader
	for _, transport := range []string{"ws", "sse"} {
		readers = append(readers, all[1].subscribe(t, transport, ""))
	}
	for _, rounds := range []int64{3, 4} {
		if _, err := all[0].hub.Do(t.Context(), commands(model.StartTask{Name: "late", Rounds: rounds})); err != nil {
			t.Fatal(err)
		}
	}
	before := all[1].hub.Clock().Tick
	eventually(t, "ticks without the changes", func() bool { return all[1].hub.Clock().Tick > before+3 })
	close(free)
	eventually(t, "the same world", func() bool { return len(all[1].hub.Log()) == len(all[0].hub.Log()) })
	ahead := all[0].hub.Clock().Tick + 3
	for _, r := range readers {
		gap := payload[model.Gap](t, until(t, r, "gap"))
		if from, to := parseID(t, gap.From), parseID(t, gap.To); from.Tick > before || to.Tick < before {
			t.Errorf("got a gap from %s to %s, want one with tick %d, which was sent without the changes", from, to, before)
		}
		for behind := true; behind; {
			text, err := r.text()
			if err != nil {
				t.Fatal(err)
			}
			behind = len(fromTick(t, []string{string(text)}, ahead)) == 0
		}
	}
}
