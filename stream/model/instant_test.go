package model_test

import (
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestStamp checks that stamps have StampFormat, whatever the zone, the fraction and the year.
func TestStamp(t *testing.T) {
	east := time.FixedZone("east", 8*3600+1800)
	for _, at := range []time.Time{
		{}, time.Unix(0, 0), time.Unix(1, 999_999_999), time.Unix(2, 1000), time.Unix(3, 120_000_000).In(east),
		time.Date(2026, 12, 31, 23, 59, 59, 999_999_000, east), time.Date(12_026, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		if got, want := model.Stamp(at), at.UTC().Format(model.StampFormat); got != want {
			t.Errorf("%v: got %s, want %s", at, got, want)
		}
	}
	at := time.Now()
	if allocated := testing.AllocsPerRun(100, func() { model.Stamp(at) }); allocated > 1 {
		t.Errorf("a stamp takes %v allocations, want that of its text", allocated)
	}
}

// BenchmarkStamp measures a stamp beside package time's way to its layout. Target: half of that.
func BenchmarkStamp(b *testing.B) {
	at := time.Now()
	b.Run("stamp", func(b *testing.B) {
		for b.Loop() {
			model.Stamp(at)
		}
	})
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			at.UTC().Format(model.StampFormat)
		}
	})
}
