package journal

// Fault is a mistake in an entry that was not made by this program, or changed since.
type Fault struct {
	// Entry is the number of the entry, from 1.
	Entry int
	// Field is the faulty one, as in a line of a saved journal. It may be empty.
	Field string
	// Message says what is wrong, and what to use.
	Message string
}

// Error returns the message behind the field.
func (f *Fault) Error() string {
	if f.Field == "" {
		return f.Message
	}
	return f.Field + ": " + f.Message
}
