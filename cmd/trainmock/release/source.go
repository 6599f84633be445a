package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// mainPackage is the package that is built.
const mainPackage = "trainmock/cmd/trainmock"

// source is what is built: the files of one commit, and the version that they get.
type source struct {
	// folder has go.mod in it.
	folder, version string
	// commit is the beginning of the hash, with +changes behind it if tracked files differ from the commit.
	commit string
	// date is when the commit was made, in UTC.
	date time.Time
}

// findSource describes the source in the working directory or above it.
func findSource(ctx context.Context, version string) (source, error) {
	s := source{version: version}
	var err error
	if s.folder, err = output(ctx, ".", "go", "list", "-f", "{{.Module.Dir}}", mainPackage); err != nil {
		return s, fmt.Errorf("run it in a checkout of trainmock: %w", err)
	}
	s.commit, err = output(ctx, s.folder,
		"git", "describe", "--always", "--exclude=*", "--abbrev=12", "--dirty=+changes")
	if err != nil {
		return s, fmt.Errorf("the commit is not known, run it in a Git checkout of trainmock: %w", err)
	}
	text, err := output(ctx, s.folder, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return s, err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	s.date = time.Unix(seconds, 0).UTC()
	return s, err
}

// stamp returns the date of the commit, RFC 3339.
func (s source) stamp() string { return s.date.Format(time.RFC3339) }

// compile builds the program for a platform as a file, and returns its bytes.
func (s source) compile(ctx context.Context, p platform, file string) ([]byte, error) {
	const variables = mainPackage + "/internal/version."
	flags := fmt.Sprintf("-s -w -X %snumber=%s -X %scommit=%s -X %sdate=%s",
		variables, s.version, variables, s.commit, variables, s.stamp())
	// go build's own record of the commit is left out: for it untracked files are changes, such as the packages.
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", file,
		mainPackage)
	build.Dir = s.folder
	// Each of these changes the bytes, and may be set where it is built.
	build.Env = append(os.Environ(), "GOOS="+p.goos, "GOARCH="+p.goarch, "CGO_ENABLED=0", "GOAMD64=v1", "GOARM64=v8.0",
		"GOFLAGS=", "GOEXPERIMENT=", "GOFIPS140=off", "GOWORK=off")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	if _, err := outputOf(ctx, build); err != nil {
		return nil, fmt.Errorf("for %s: %w", p, err)
	}
	// A container runs it as a user other than its owner.
	if err := os.Chmod(file, modeProgram); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

// output runs a program in a folder and returns what it prints, without the new line at its end.
func output(ctx context.Context, folder, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = folder
	return outputOf(ctx, c)
}

// outputOf is output for a program with an environment of its own.
func outputOf(ctx context.Context, c *exec.Cmd) (string, error) {
	printed, err := c.Output()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", errors.New("interrupted: the folder is not complete")
	case errors.As(err, &failed):
		text := strings.TrimSpace(string(failed.Stderr))
		return "", fmt.Errorf("%s %s: %w\n%s", filepath.Base(c.Path), c.Args[1], err, text)
	}
	return strings.TrimSpace(string(printed)), err
}
