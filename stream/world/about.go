package world

// The subjects of random keys. Every golden trace depends on the values: add at the end, never reorder.
const (
	aboutNode uint64 = iota + 1
	aboutSlot
	aboutTask
	aboutTaskID
	aboutNodeID
	aboutAddress
	aboutIncident
	aboutCause
	aboutDetection
	aboutRepair
	aboutBoundary
	aboutQueue
	aboutPace
	aboutOutcome
	aboutCut
	aboutReason
	aboutLoss
	aboutValidation
	aboutAccuracy
	aboutGradient
	aboutThroughput
	aboutUtilization
	aboutPower
	aboutTemperature
	aboutGPUMemory
	aboutCPU
	aboutMemory
	aboutDisk
	aboutNetwork
	aboutContact
	aboutGPU
	aboutTarget
	aboutCommand
	aboutStraggler
	aboutThrottling
	aboutSpike
	aboutStep
	aboutSize
	aboutDivergence
	aboutFit
	aboutRound
	aboutSave
	aboutEstimate
	aboutSpan
	aboutEffort
	aboutRhythm
	aboutChassis
	aboutWarning
	aboutLemon
)
