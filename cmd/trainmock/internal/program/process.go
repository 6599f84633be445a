package program

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// mainPackage is the package of the program.
const mainPackage = "trainmock/cmd/trainmock"

// binary builds the program once a test binary, and only if a test asks for it, and returns its path.
var binary = sync.OnceValues(func() (string, error) {
	directory, err := os.MkdirTemp("", "trainmock-test-")
	if err != nil {
		return "", err
	}
	binaryDirectory = directory
	path := filepath.Join(directory, "trainmock")
	build := exec.Command("go", "build", "-o", path, mainPackage)
	if runtime.GOOS != "windows" {
		// What go run has linked stays in the cache of builds, so that the test binaries of all packages share it.
		build = exec.Command("go", "run", "-exec", "cp", mainPackage, path)
	}
	build.Stderr = os.Stderr
	return path, build.Run()
})

// binaryDirectory is set by binary and read when the tests have ended.
var binaryDirectory string

func removeBinary() {
	if binaryDirectory != "" {
		os.RemoveAll(binaryDirectory)
	}
}

// Binary returns the path of the built program.
func Binary(tb testing.TB) string {
	tb.Helper()
	path, err := binary()
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

// Process is a run of the program in a process of its own.
type Process struct {
	Endpoint
	Cmd            *exec.Cmd
	Stdout, Stderr *Output
}

// StartProcess runs the built program on a free port of this machine. It is killed when the test ends before it does.
func StartProcess(tb testing.TB, args ...string) *Process {
	tb.Helper()
	return StartUnder(tb, nil, args...)
}

// StartUnder starts a process as StartProcess does, with a program that runs the built one, such as an emulator with
// its arguments.
func StartUnder(tb testing.TB, runner []string, args ...string) *Process {
	tb.Helper()
	command := slices.Concat(runner, []string{Binary(tb)}, loopback(), args)
	return StartCommand(tb, exec.Command(command[0], command[1:]...))
}

// StartCommand runs a command that prints a banner like trainmock's. It is killed when the test ends before it does.
func StartCommand(tb testing.TB, command *exec.Cmd) *Process {
	tb.Helper()
	p := &Process{Cmd: command, Stdout: NewOutput(), Stderr: NewOutput()}
	command.Stdout, command.Stderr = p.Stdout, p.Stderr
	if err := command.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if command.ProcessState == nil {
			p.Kill()
		}
	})
	p.Endpoint = Endpoint{URL: AwaitURL(tb, p.Stdout, p.Stderr), Client: NewClient(tb)}
	return p
}

// Kill ends the process as a crash does.
func (p *Process) Kill() {
	// It may have ended by itself, and a killed process ends with an error.
	_ = p.Cmd.Process.Kill()
	_ = p.Cmd.Wait()
}

// End sends the process a signal and returns how long its end took. The test fails unless the exit code is 0.
func (p *Process) End(tb testing.TB, signal os.Signal) time.Duration {
	tb.Helper()
	begun := time.Now()
	if err := p.Cmd.Process.Signal(signal); err != nil {
		tb.Error(err)
		return 0
	}
	if err := p.Cmd.Wait(); err != nil {
		tb.Errorf("after %v the process ended with %v, want exit code 0; logged %q", signal, err, p.Stderr)
	}
	return time.Since(begun)
}
