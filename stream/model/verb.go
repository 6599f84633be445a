package model

// Verb is what a command does, with all that it needs to know. Its implementations are values: none changes.
type Verb interface {
	// Key returns the word for it in files and JSON, such as fail_node.
	Key() string
	// Check refuses values that are out of range. The message begins with the verb and the key: "slow_node: factor is …".
	Check() error
}

// Usage says how a verb is used.
type Usage struct {
	// Zero is the verb with none of its values given.
	Zero Verb
	// Sentence says what the verb does.
	Sentence string
	// Example is its JSON, as it stands behind its name.
	Example string
}
