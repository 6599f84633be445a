package feed

// Trim drops old ticks if the feed holds many bytes and every subscriber has got them. needed returns the first tick
// that a subscriber has yet to get; it is called only then, and may call the feed.
func (f *Feed) Trim(needed func() int64) {
	f.mu.Lock()
	heavy := f.ring.isHeavy()
	f.mu.Unlock()
	if !heavy {
		return
	}
	// Whoever comes meanwhile begins behind the newest tick, or is replayed what the ring does not hold.
	first := needed()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ring.trim(first)
}
