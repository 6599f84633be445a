package deliver

import "time"

const (
	// WriteTimeout is the write deadline for one chunk: a client that takes longer is cut off, unless the transport can
	// tell that it takes as much of what was written before.
	WriteTimeout = 10 * time.Second
	// CloseTimeout replaces it once a group closes.
	CloseTimeout = 500 * time.Millisecond
)
