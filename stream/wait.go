package stream

import (
	"context"
	"time"
)

// sleepUntil waits for a wall time.
func sleepUntil(ctx context.Context, wall time.Time) error {
	left := time.Until(wall)
	if left <= 0 {
		return nil
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
