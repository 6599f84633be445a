package turn

import "time"

const (
	// pieceTime is how long work goes on between two pauses.
	pieceTime = time.Millisecond
	// longestPause limits a pause behind a piece that could not be interrupted.
	longestPause = 10 * time.Millisecond
)

// Pace makes work use half of a processor's time, in short pieces. A goroutine that computes without a pause holds up
// the timer of a tick until the scheduler preempts it, which it does after 10 ms.
type Pace struct{ begun time.Time }

// NewPace returns the pace of work that begins now.
func NewPace() Pace { return Pace{begun: time.Now()} }

// Pause stands still for as long as the work has gone on since the last pause, unless that was less than pieceTime. It
// reports whether it did.
func (p *Pace) Pause() bool {
	took := time.Since(p.begun)
	if took < pieceTime {
		return false
	}
	time.Sleep(min(took, longestPause))
	p.begun = time.Now()
	return true
}
