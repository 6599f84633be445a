package model

// Verb is the action of a command with all its values. Implementations are immutable values.
type Verb interface {
	// Key returns the name of the verb in files and JSON, such as fail_node.
	Key() string
	// Check returns an error if a value is out of range. Its message begins with the verb and the key: "slow_node:
	// factor is …".
	Check() error
}

// Sized is a Verb whose size the client chooses.
type Sized interface {
	Verb
	// Bytes returns about how much memory the values need.
	Bytes() int
}

// Usage documents a verb.
type Usage struct {
	// Zero is the verb without values.
	Zero Verb
	// Sentence says what the verb does.
	Sentence string
	// Example is the JSON of an example, without the key of the verb.
	Example string
}
