package stream

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/model"
)

// clockModel is the clock of control.md, told as plainly as possible: the world time of every tick of an epoch.
type clockModel struct {
	tick  time.Duration
	first float64
	// ticks are the world times of the ticks published.
	ticks []time.Time
	// speed is the present one. at is the world time of the last change, wall its wall time, and from its tick.
	speed    float64
	at, wall time.Time
	from     int
	// stepped is set behind an advance. The ticks of the next one count from the same instant.
	stepped bool
}

func (m *clockModel) begin(at time.Time) {
	m.ticks, m.at, m.wall, m.from, m.stepped = []time.Time{at}, at, time.Now(), 0, false
}

// plus returns an instant so much wall time at a speed later, rounded once.
func plus(at time.Time, wall time.Duration, speed float64) time.Time {
	return at.Add(time.Duration(math.Round(float64(wall)*speed/1e3)) * time.Microsecond)
}

// publish publishes the ticks that are due.
func (m *clockModel) publish() {
	for m.speed > 0 {
		k := len(m.ticks) - m.from
		if m.wall.Add(time.Duration(k) * m.tick).After(time.Now()) {
			return
		}
		m.ticks = append(m.ticks, plus(m.at, time.Duration(k)*m.tick, m.speed))
	}
}

// now returns the world's time.
func (m *clockModel) now() time.Time {
	m.publish()
	newest := m.ticks[len(m.ticks)-1]
	now := newest
	if m.speed > 0 {
		now = plus(m.at, time.Since(m.wall), m.speed)
	}
	if now.Before(newest) {
		return newest
	}
	return now
}

func (m *clockModel) setSpeed(speed float64) {
	if speed == m.speed {
		return
	}
	now := m.now()
	m.ticks = append(m.ticks, now)
	m.at, m.wall, m.from, m.speed, m.stepped = now, time.Now(), len(m.ticks)-1, speed, false
}

func (m *clockModel) advance(count int) {
	if !m.stepped {
		m.at, m.from, m.stepped = m.ticks[len(m.ticks)-1], len(m.ticks)-1, true
	}
	for range count {
		m.ticks = append(m.ticks, plus(m.at, time.Duration(len(m.ticks)-m.from)*m.tick, m.first))
	}
}

// check compares a hub with the model.
func (m *clockModel) check(tb testing.TB, h *Hub, call string) {
	tb.Helper()
	want := m.now()
	w, got := h.Now()
	f := h.feed()
	if newest := h.Clock().Tick; !got.Equal(want) || newest != int64(len(m.ticks)-1) {
		tb.Fatalf("after %s: got %s at tick %d, want %s at %d", call, got, newest, want, len(m.ticks)-1)
	}
	last := m.ticks[0]
	for i, at := range m.ticks {
		if got := f.Time(int64(i)); !got.Equal(at) || got.Before(last) {
			tb.Fatalf("after %s: tick %d is at %s, want %s, not before %s", call, i, got, at, last)
		}
		last = at
	}
	checkProgress(tb, w.At(m.ticks[max(0, len(m.ticks)-2)]).Tasks(), w.At(last).Tasks(), call)
}

// TestClockModel makes random calls of the clock with random times between them, and compares every tick with a model.
func TestClockModel(t *testing.T) {
	const calls = 1000
	for _, first := range []float64{1, 0, 0.5} {
		t.Run(fmt.Sprintf("begun at speed %v", first), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				draw := rand.New(rand.NewPCG(14, math.Float64bits(first)))
				g := genesis(t, "demo", time.Second)
				g.Speed = first
				h := newHub(t, g, deliver.NewLanes())
				m := &clockModel{tick: time.Second, first: first, speed: first}
				if first == 0 {
					m.first = 1
				}
				m.begin(h.state.Load().genesis.Start)
				for range calls {
					<-time.After(time.Duration(draw.Int64N(4_000_000)) * time.Microsecond)
					m.check(t, h, m.call(t, h, draw))
				}
			})
		})
	}
}

// checkProgress checks that no task has fallen back.
func checkProgress(tb testing.TB, before, after []model.TaskStatus, call string) {
	tb.Helper()
	progress := map[string]float64{}
	for _, task := range before {
		progress[task.TaskID] = task.Progress
	}
	for _, task := range after {
		if task.Progress < progress[task.TaskID] {
			tb.Fatalf("after %s: task %s is at %v, want at least %v", call, task.TaskID, task.Progress,
				progress[task.TaskID])
		}
	}
}

// call makes a random call of a hub, and of the model, and returns its name.
func (m *clockModel) call(tb testing.TB, h *Hub, draw *rand.Rand) string {
	tb.Helper()
	m.publish()
	ctx := tb.Context()
	var err error
	name := ""
	switch draw.IntN(6) {
	case 0, 1:
		speed := []float64{0, 0, 0.001, 0.5, 1, 7, 60, 10_000}[draw.IntN(8)]
		name = fmt.Sprintf("speed %v", speed)
		err = h.SetSpeed(ctx, &speed)
		m.setSpeed(speed)
	case 2, 3:
		count := 1 + draw.IntN(300)
		name = fmt.Sprintf("advance %d", count)
		if _, err = h.Advance(ctx, int64(count), nil); m.speed > 0 {
			if err == nil {
				tb.Fatal("advanced while the world runs, want an error")
			}
			return name
		}
		m.advance(count)
	case 4:
		to := h.state.Load().genesis.Start.Add(time.Duration(draw.Int64N(int64(time.Hour))).Truncate(time.Microsecond))
		name = "seek " + to.String()
		err = h.Seek(ctx, func(time.Time) (time.Time, error) { return to, nil })
		m.begin(to)
	default:
		name = "nothing"
	}
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return name
}
