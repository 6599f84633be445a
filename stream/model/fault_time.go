package model

import (
	"fmt"
	"time"
)

// Latency holds up an answer before its first byte, or every message of a stream, whose order is kept.
type Latency struct {
	// Delay is the wall time, at most ten minutes. Jitter is added to it or taken off, at most.
	Delay  time.Duration `json:"delay,omitempty" yaml:"delay"`
	Jitter time.Duration `json:"jitter,omitempty" yaml:"jitter"`
	// Distribution is that of the jitter: uniform, or lognormal, whose long tail is cut at ten minutes: Jitter is then
	// its standard deviation. Defaults to uniform.
	Distribution string `json:"distribution,omitempty" yaml:"distribution"`
}

// The distributions of latency.
const (
	Uniform   = "uniform"
	Lognormal = "lognormal"
)

var latency = FaultUsage{
	Zero: Latency{}, Default: Latency{Delay: 800 * time.Millisecond, Jitter: 200 * time.Millisecond},
	Answers: true, Streams: messages,
	Sentence: "Holds up an answer, or every message of a stream, by a wall time; their order is kept.",
	Example:  `{"delay": "800ms", "jitter": "200ms"}`,
}

// Key returns latency.
func (Latency) Key() string { return "latency" }

// Check returns an error if a value is out of range.
func (k Latency) Check() error {
	switch {
	case k.Delay < 0 || k.Delay > MaxFaultDelay:
		return fmt.Errorf("latency: delay is %s: use 0 to 10m, such as 800ms", k.Delay)
	case k.Jitter < 0 || k.Jitter > MaxFaultDelay:
		return fmt.Errorf("latency: jitter is %s: use 0 to 10m, such as 200ms", k.Jitter)
	case k.Delay == 0 && k.Jitter == 0:
		return fmt.Errorf("latency: delay is missing or 0: use, for example, \"delay\": \"800ms\"")
	case k.Distribution != "" && k.Distribution != Uniform && k.Distribution != Lognormal:
		return fmt.Errorf("latency: distribution is %s: use uniform or lognormal", Quote(k.Distribution))
	}
	return nil
}

// Bandwidth slows a body or a stream down.
type Bandwidth struct {
	// KBPS is in kilobits a second, from 1 to 10,000,000.
	KBPS float64 `json:"kbps" yaml:"kbps"`
}

var bandwidth = FaultUsage{
	Zero: Bandwidth{}, Default: Bandwidth{KBPS: 64}, Answers: true, Streams: messages,
	Sentence: "Slows a body or a stream down to so many kilobits a second.",
	Example:  `{"kbps": 64}`,
}

// Key returns bandwidth.
func (Bandwidth) Key() string { return "bandwidth" }

// Check returns an error if a value is out of range.
func (k Bandwidth) Check() error {
	if !(k.KBPS >= 1 && k.KBPS <= maxKBPS) {
		return fmt.Errorf("bandwidth: kbps is %v: use 1 to %d kilobits a second, such as 64", k.KBPS, maxKBPS)
	}
	return nil
}

// maxKBPS is ten gigabits a second.
const maxKBPS = 10_000_000

// BytesPerSecond returns the rate.
func (k Bandwidth) BytesPerSecond() int { return int(k.KBPS * 1000 / 8) }

// Freeze keeps a stream silent for a time, and then sends all at once.
type Freeze struct {
	// For is the wall time of silence, at most ten minutes.
	For time.Duration `json:"for,omitempty" yaml:"for"`
	// Every is the wall time from the beginning of one silence to that of the next, longer than For. Defaults to twice
	// as long.
	Every time.Duration `json:"every,omitempty" yaml:"every"`
}

var freeze = FaultUsage{
	Zero: Freeze{}, Default: Freeze{For: 5 * time.Second, Every: 15 * time.Second}, Streams: messages,
	Sentence: "Keeps a stream silent for a time, again and again, and then sends all at once.",
	Example:  `{"for": "5s", "every": "15s"}`,
}

// Key returns freeze.
func (Freeze) Key() string { return "freeze" }

// Check returns an error if a value is out of range.
func (k Freeze) Check() error {
	switch {
	case k.For <= 0 || k.For > MaxFaultDelay:
		return fmt.Errorf("freeze: for is %s: use more than 0 and at most 10m, such as 5s", k.For)
	case k.Every != 0 && k.Every <= k.For || k.Every > maxAwayFor:
		return fmt.Errorf("freeze: every is %s: use more than for, such as %s", k.Every, 3*k.For)
	}
	return nil
}

// Period returns the time from one silence to the next.
func (k Freeze) Period() time.Duration {
	if k.Every == 0 {
		return 2 * k.For
	}
	return k.Every
}

// Hang gives no answer, or silences a stream, with the connection open.
type Hang struct {
	// For is the wall time after which it goes on, at most ten years. Defaults to never.
	For time.Duration `json:"for,omitempty" yaml:"for"`
}

var hang = FaultUsage{
	Zero: Hang{}, Default: Hang{}, Answers: true, Streams: messages,
	Sentence: "Gives no answer, or silences a stream, pings too, with the connection open.",
	Example:  `{"for": "30s"}`,
}

// Key returns hang.
func (Hang) Key() string { return "hang" }

// Check returns an error if a value is out of range.
func (k Hang) Check() error {
	if k.For < 0 || k.For > maxAwayFor {
		return fmt.Errorf("hang: for is %s: use 0 (never goes on) to ten years, such as 30s", k.For)
	}
	return nil
}

// Stale answers as of an earlier time.
type Stale struct {
	// By is the world time, at most ten years.
	By time.Duration `json:"by,omitempty" yaml:"by"`
}

var stale = FaultUsage{
	Zero: Stale{}, Default: Stale{By: 5 * time.Minute}, Answers: true,
	Sentence: "Answers as of an earlier world time, as an old cache does.",
	Example:  `{"by": "5m"}`,
}

// Key returns stale.
func (Stale) Key() string { return "stale" }

// Check returns an error if a value is out of range.
func (k Stale) Check() error {
	if k.By <= 0 || k.By > maxAwayFor {
		return fmt.Errorf("stale: by is %s: use more than 0 and at most ten years, such as 5m", k.By)
	}
	return nil
}
