package attack

import (
	"context"
	"sync"
	"testing"
	"time"
)

const (
	// memoryLeft is what may be left of the memory that an attack took: its commands, and what the collector keeps.
	memoryLeft = 64 << 20
	// memoryWait limits the time until the rest is given back. The program looks every ten seconds.
	memoryWait = 30 * time.Second
)

// TestMemoryIsGivenBack checks that after an attack the program holds little more memory than before.
func TestMemoryIsGivenBack(t *testing.T) {
	if !*attackAll {
		t.Skip("it takes half a minute: -attack.all runs it")
	}
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			target, _ := start(t, "demo")
			v := newVictim(t, target)
			if a.prepare != nil {
				a.prepare(t, v)
			}
			before := resident(t, target, "VmRSS")
			ctx, cancel := context.WithTimeout(t.Context(), *attackFor)
			defer cancel()
			var attacking sync.WaitGroup
			for client := range *attackClients {
				attacking.Go(func() { a.client(ctx, v, client) })
			}
			attacking.Wait()
			begun := time.Now()
			for range time.Tick(time.Second) {
				left := resident(t, target, "VmRSS") - before
				if left <= memoryLeft {
					return
				}
				if time.Since(begun) > memoryWait {
					t.Fatalf("%d MB are left, want at most %d", left>>20, memoryLeft>>20)
				}
			}
		})
	}
}
