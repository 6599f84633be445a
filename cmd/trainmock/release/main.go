// Command release builds trainmock for people who have no Go: the program for each platform, its npm packages,
// archives and their checksums.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// The exit codes.
const (
	exitFine = iota
	exitFailed
	exitUsage
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop() // of no use behind Exit, and needed by go vet
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run builds what the arguments ask for, and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parseOptions(args, stdout, stderr)
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "release: %v (--help tells more)\n", err)
		return exitUsage
	case o == nil:
		return exitFine
	}
	if err := o.build(ctx, stderr); err != nil {
		fmt.Fprintf(stderr, "release: %v\n", err)
		return exitFailed
	}
	return exitFine
}

// build builds all platforms, one after the other because go build uses all processors itself.
func (o *options) build(ctx context.Context, progress io.Writer) error {
	s, err := findSource(ctx, string(o.Version))
	if err != nil {
		return err
	}
	out, err := filepath.Abs(o.Out)
	if err != nil {
		return err
	}
	fmt.Fprintf(progress, "trainmock %s, commit %s of %s, into %s\n", s.version, s.commit, s.stamp(), o.Out)
	if err := removeSums(out); err != nil {
		return err
	}
	client, err := s.packClient(out)
	if err != nil {
		return err
	}
	archives := []string{client}
	for _, p := range o.platforms() {
		begun := time.Now()
		binary, err := s.compile(ctx, p, filepath.Join(out, "bin", p.goos+"-"+p.goarch, p.program()))
		if err != nil {
			return err
		}
		written, err := s.pack(p, binary, out)
		if err != nil {
			return err
		}
		archives = append(archives, written...)
		fmt.Fprintf(progress, "%-14s the program has %.1f MB, took %.0f s\n", p, float64(len(binary))/1e6,
			time.Since(begun).Seconds())
	}
	return writeSums(out, archives)
}
