package service

import (
	"context"
	"math"
	"time"

	"trainmock/stream/model"
)

// Health is the answer to GET /health.
type Health struct {
	Status        string  `json:"status" enum:"healthy,degraded" doc:"degraded while streams are late or NATS is away."`
	UptimeSeconds float64 `json:"uptime_seconds" minimum:"0" doc:"Wall seconds since the program began to serve."`
	Version       string  `json:"version"`
	Scenario      string  `json:"scenario" example:"demo"`
	Seed          uint64  `json:"seed" doc:"With --start and --scenario it makes the run reproducible."`
	Start         string  `json:"start" format:"date-time" doc:"World time of tick 0."`
	Now           string  `json:"now" format:"date-time" doc:"World time of this answer."`
	Epoch         string  `json:"epoch" doc:"Names this world on the stream."`
	Subscribers   int     `json:"subscribers" minimum:"0"`
	TickLateMS    int64   `json:"tick_late_ms" minimum:"0" doc:"How late streams are; 0 while nobody watches."`

	Cluster *Replicas `json:"cluster,omitempty" doc:"The replicas that share the world, with --nats."`
}

// maxLateTicks is how many ticks the streams may be late before the program counts as degraded.
const maxLateTicks = 2

// Program holds the part of /health that is about the program.
type Program struct {
	Version string
	// Began is the wall time at which it began to serve.
	Began time.Time
	// Cluster returns the state of the replicas. It is nil where there are none.
	Cluster func() *Replicas
}

// Health answers with the state of the program and the world that it shows.
func (p Program) Health(ctx context.Context, _ *struct{}) (Health, error) {
	m := look(ctx)
	w := m.world
	status := "healthy"
	late, tick := m.source.Late()
	if late > maxLateTicks*tick {
		status = "degraded"
	}
	var cluster *Replicas
	if p.Cluster != nil {
		if cluster = p.Cluster(); !cluster.Connected {
			status = "degraded"
		}
	}
	return Health{
		Status: status, UptimeSeconds: math.Round(time.Since(p.Began).Seconds()*1e3) / 1e3, Version: p.Version,
		Scenario: w.Scenario().Name, Seed: w.Seed(), Start: model.Stamp(w.Start()), Now: model.Stamp(m.now),
		Epoch: m.source.Epoch(), Subscribers: m.source.Subscribers(),
		TickLateMS: late.Milliseconds(), Cluster: cluster,
	}, nil
}
