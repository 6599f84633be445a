package app

const version = "0.1.0"

// The exit codes.
const (
	exitFine = iota
	exitFailed
	exitUsage
)
