package world

import "time"

// Command is one change that somebody made to a world. A world is a function of the commands before the instant asked
// about, so a command holds what it does and since when, and nothing that depends on when it is asked.
type Command struct {
	// At is when the command takes effect, as time since the start.
	At time.Duration
}
