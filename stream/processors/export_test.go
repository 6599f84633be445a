package processors

// Reset undoes what Spread has noted.
func Reset() { spreading.Store(false) }
