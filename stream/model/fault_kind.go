package model

// FaultKind is what a fault does, with its values. Implementations are immutable values.
type FaultKind interface {
	// Key returns the name of the kind in files and JSON, such as drop.
	Key() string
	// Check returns an error if a value is out of range. Its message begins with the kind and the key: "latency: delay
	// is …".
	Check() error
}

// FaultUsage is a row of the table of kinds.
type FaultUsage struct {
	// Zero is the kind without values, and Default the one with values for a client that names the kind alone.
	Zero, Default FaultKind
	// Answers is set if it applies to answers, and Streams lists the transports to which it applies.
	Answers bool
	Streams []Transport
	// Connects is set if it strikes a connection as a whole, before its first message.
	Connects bool
	// Sentence says what the kind does.
	Sentence string
	// Example is the JSON of an example, without the key of the kind.
	Example string
}

var (
	messages = []Transport{TransportWebSocket, TransportSSE, TransportDashboard}
	sockets  = []Transport{TransportWebSocket, TransportDashboard}
)
