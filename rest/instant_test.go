package rest_test

import (
	"bytes"
	"net/http"
	"net/url"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

// TestInstantsDiffer sends two requests in a row: their answers differ.
func TestInstantsDiffer(t *testing.T) {
	src := newSource(t, "demo", 7)
	src.step = 250 * time.Millisecond
	s := newServer(t, rest.Options{Find: src.find})
	for _, path := range monitorPaths {
		first, second := s.get(t, path).expect(t, http.StatusOK), s.get(t, path).expect(t, http.StatusOK)
		if bytes.Equal(first.body, second.body) {
			t.Errorf("%s: got the same a quarter of a second later, want another answer", path)
		}
	}
}

// TestSameInstant writes one instant in several ways: the answers are equal.
func TestSameInstant(t *testing.T) {
	src := newSource(t, "chaos", 7)
	s := newServer(t, rest.Options{Find: src.find})
	at := src.now.Add(-5 * time.Minute)
	ways := []string{
		"at=" + url.QueryEscape(model.Stamp(at)),
		"at=" + model.Stamp(at), // the plus sign reads as a space
		"at=" + at.Format("2006-01-02T15:04:05.000000Z"),
		"at=" + at.Format("2006-01-02T15:04:05.000000") + "999Z",
		"at=" + url.QueryEscape(at.In(time.FixedZone("", 8*3600)).Format(model.StampFormat)),
		"at=-5m", "at=-300s", "at=-5m&x=1", "x=1&at=-4m60s",
	}
	for _, path := range monitorPaths {
		want := s.get(t, path+"?"+ways[0]).expect(t, http.StatusOK).body
		for _, way := range ways {
			if got := s.get(t, path+"?"+way).expect(t, http.StatusOK).body; !bytes.Equal(got, want) {
				t.Errorf("%s?%s\n got %s\nwant %s", path, way, got, want)
			}
		}
	}
}

// TestStamps checks that every answer carries the instant of its request.
func TestStamps(t *testing.T) {
	s := newServer(t, rest.Options{})
	names := []string{"last_updated", "last_updated", "last_update", "timestamp"}
	for _, at := range []string{
		"", "2026-01-01T00:00:00Z", "2019-06-30T23:59:59.999999Z", "2035-12-29T01:02:03.000001Z",
	} {
		want := model.Stamp(s.source.now)
		if instant, err := time.Parse(time.RFC3339, at); err == nil {
			want = model.Stamp(instant)
		}
		for i, path := range monitorPaths {
			o := s.get(t, path+"?at="+at).expect(t, http.StatusOK).value(t).(map[string]any)
			if o[names[i]] != want {
				t.Errorf("%s?at=%s: got %s %v, want %s", path, at, names[i], o[names[i]], want)
			}
		}
	}
}

// TestBounds asks for ten years from the start, and for a microsecond more.
func TestBounds(t *testing.T) {
	s := newServer(t, rest.Options{})
	const decade = 10 * 365 * 24 * time.Hour
	for _, tc := range []struct {
		at     time.Time
		status int
	}{
		{start.Add(-decade), http.StatusOK},
		{start.Add(decade), http.StatusOK},
		{start.Add(-decade - time.Microsecond), http.StatusUnprocessableEntity},
		{start.Add(decade + time.Microsecond), http.StatusUnprocessableEntity},
	} {
		for _, path := range monitorPaths {
			s.get(t, path+"?at="+url.QueryEscape(model.Stamp(tc.at))).expect(t, tc.status)
		}
	}
}

// TestTaskIsForGood asks for tasks long before their submission and long after their end.
func TestTaskIsForGood(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, current := range s.source.world.At(s.source.now).Tasks() {
		path := "/monitor/training/" + current.TaskID
		before := s.get(t, path+"?at=-30d").value(t).(map[string]any)
		if before["status"] != "pending" || before["progress"].(interface{ String() string }).String() != "0" {
			t.Errorf("%s a month before: got %v at %v, want pending at 0",
				current.TaskID, before["status"], before["progress"])
		}
		after := s.get(t, path+"?at=%2B30d").value(t).(map[string]any)
		later := s.get(t, path+"?at=%2B60d").value(t).(map[string]any)
		if status := after["status"]; status != "completed" && status != "failed" && status != "cancelled" {
			t.Errorf("%s a month later: got %v, want an end", current.TaskID, status)
		}
		delete(after, "last_update")
		delete(later, "last_update")
		if !equal(after, later) {
			t.Errorf("%s two months later: got %v, want %v as after one", current.TaskID, later, after)
		}
	}
}
