package load

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"
)

// crowdVariable makes the test binary a crowd: many clients that read as fast as they can. It holds the address of the
// server, their number and their path.
const crowdVariable = "TRAINMOCK_CROWD"

// crowdNice is by how much a crowd's priority is less than that of the server: real clients have processors of their
// own.
const crowdNice = "10"

// runCrowd runs that process until its input ends; it never returns. It prints a line when all have hello and one
// message more on average.
func runCrowd(settings string) {
	var address, path string
	var clients int
	if _, err := fmt.Sscan(settings, &address, &clients, &path); err != nil {
		panic(err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	l := &load{fair: true}
	if err := l.openAll(address, slices.Repeat([]string{opening("sse", path)}, clients), 0); err != nil {
		panic(err)
	}
	for look := time.Tick(5 * time.Millisecond); l.events.Load() < int64(2*clients); {
		<-look
	}
	fmt.Println("all have come")
	select {}
}

// startCrowd starts a crowd. come is closed when all have come, and leave ends it.
func startCrowd(b *testing.B, address string, clients int, path string) (come <-chan struct{}, leave func()) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	command := exec.Command("nice", "-n", crowdNice, self)
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s", crowdVariable, address, clients, path))
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	printed := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() {
		if bufio.NewScanner(output).Scan() {
			close(printed)
		}
	})
	b.Cleanup(func() { input.Close() }) // Ends it also where the benchmark fails before leave.
	return printed, func() {
		input.Close()
		reading.Wait()
		if err := command.Wait(); err != nil {
			b.Error(err)
		}
	}
}
