package clients

import (
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// TestEventSourcesReconnect: an event source whose connection is cut goes on by itself, without a hole or a duplicate,
// also where another process answers that is the same world.
func TestEventSourcesReconnect(t *testing.T) {
	for _, c := range eventSources {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			args := []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z", "--anchor", model.Stamp(time.Now()),
				"--tick", "50ms", "--speed", "20"}
			first, second := program.Start(t, app.Run, args...), program.Start(t, app.Run, args...)
			since := midTick(t, second)
			want := followStrictly(t, second.URL, "?since="+since.ID)
			between := newRelay(t, first.URL)
			got := c.follow(t, between.url, "?since="+since.ID)
			got.upTo(t, want.newest(t)+3)
			between.cut(t, hangUp)
			checkResumed(t, got.await(t, "hello after a hang-up", greetings(2)))
			got.upTo(t, want.newest(t)+3)
			between.cut(t, reset)
			checkResumed(t, got.await(t, "hello after a reset", greetings(3)))
			between.turnTo(second.URL)
			first.Stop()
			checkResumed(t, got.await(t, "hello from another process", greetings(4)))
			last := want.newest(t) + 3
			seen := got.upTo(t, last)
			checkAgreement(t, seen, want.upTo(t, last))
			checkLastEventIDs(t, seen)
			checkTries(t, seen)
		})
	}
}

// checkTries fails the test unless three failures were each followed by another try, the last after a bye.
func checkTries(t *testing.T, seen []sighting) {
	t.Helper()
	errors, byes := 0, 0
	for _, s := range seen {
		switch {
		case s.Saw == "error" && s.ReadyState == 0:
			errors++
		case s.Saw == "error":
			t.Errorf("an error in state %d, want 0, on the way to the next try", s.ReadyState)
		case s.message.Type == "bye":
			byes++
		}
	}
	if errors != 3 || byes != 1 {
		t.Errorf("%d errors and %d good-byes, want 3 and 1", errors, byes)
	}
}
