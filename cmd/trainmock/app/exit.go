package app

// The exit codes.
const (
	exitFine = iota
	exitFailed
	exitUsage
)
