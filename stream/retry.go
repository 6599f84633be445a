package stream

import (
	"math/rand/v2"
	"time"
)

// retryLeast is the shortest time after which a client is asked to connect again.
const retryLeast = 2 * time.Second

// jitter returns a random time in [least, 2·least), so that clients that leave together come back one by one.
func jitter(least time.Duration) time.Duration { return least + rand.N(least) }
