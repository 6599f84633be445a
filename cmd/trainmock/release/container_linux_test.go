package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// image is what the Dockerfile makes.
type image struct {
	// root is the folder with its files.
	root               string
	user, group        uint32
	environment        []string
	entrypoint, health []string
	exposed            string
}

// try returns an error if this user may not start a process in a root of its own with these flags.
func try(flags uintptr) error {
	c := exec.Command("true")
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: "/", Cloneflags: flags}
	return c.Run()
}

// checkContainer runs the image as a container is run, but for its network: with a root, a user and process numbers of
// its own.
func checkContainer(t *testing.T, out string) {
	ownNumbers := uintptr(syscall.CLONE_NEWPID)
	switch err := try(0); {
	case err != nil:
		t.Skipf("this user may not change the root of a process: %v", err)
	case try(ownNumbers) != nil:
		t.Log("without process numbers of its own, which this user may not give: it is not process 1")
		ownNumbers = 0
	}
	i := readDockerfile(t, out)
	if i.user == 0 || i.group == 0 {
		t.Errorf("the user is %d:%d, want not root", i.user, i.group)
	}
	if want := "TRAINMOCK_URL=http://127.0.0.1:" + i.exposed; strings.Join(i.environment, " ") != want {
		t.Errorf("the environment is %q, want %s, the port that is exposed", i.environment, want)
	}
	port := "TRAINMOCK_PORT=0" // the port of the image may be in use on this machine
	p := program.StartCommand(t, i.command(i.entrypoint, ownNumbers, port))
	if got := program.Decode(t, p.Get(t, "/health"))["version"]; got != "9.8.7-rc.1" {
		t.Errorf("the version is %v, want 9.8.7-rc.1", got)
	}
	server := "TRAINMOCK_URL=http://127.0.0.1:" + p.URL[strings.LastIndex(p.URL, ":")+1:]
	printed, err := i.command(i.health, 0, server).Output()
	if err != nil || !strings.HasPrefix(string(printed), "status        healthy\n") {
		t.Errorf("the health check prints %q and ends with %v, want healthy and exit code 0", printed, err)
	}
	if took := p.End(t, syscall.SIGTERM); took > time.Second {
		t.Errorf("SIGTERM took %s, want at most a second", took)
	}
	var failed *exec.ExitError
	if err := i.command(i.health, 0, server).Run(); !errors.As(err, &failed) || failed.ExitCode() <= 0 {
		t.Errorf("after the end the health check ends with %v, want another exit code than 0", err)
	}
}

// command returns a command in the image. Later variables count more.
func (i image) command(words []string, flags uintptr, environment ...string) *exec.Cmd {
	c := exec.Command(words[0], words[1:]...)
	c.Dir, c.Env = "/", append(i.environment[:len(i.environment):len(i.environment)], environment...)
	c.SysProcAttr = &syscall.SysProcAttr{
		Chroot: i.root, Credential: &syscall.Credential{Uid: i.user, Gid: i.group}, Cloneflags: flags,
	}
	return c
}

// readDockerfile carries out the instructions of the Dockerfile with a folder as context.
func readDockerfile(t *testing.T, context string) image {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	i := image{root: t.TempDir()}
	for line := range strings.Lines(string(text)) {
		line = strings.ReplaceAll(strings.TrimSpace(line), "${TARGETARCH}", runtime.GOARCH)
		instruction, rest, _ := strings.Cut(line, " ")
		switch instruction {
		case "", "#", "ARG":
		case "FROM":
			if rest != "scratch" {
				t.Fatalf("%s, want an image from scratch", line)
			}
		case "COPY":
			from, to, _ := strings.Cut(rest, " ")
			i.add(t, filepath.Join(context, from), to)
		case "USER":
			user, group, _ := strings.Cut(rest, ":")
			i.user, i.group = number(t, user), number(t, group)
		case "EXPOSE":
			i.exposed = rest
		case "ENV":
			i.environment = append(i.environment, rest)
		case "HEALTHCHECK":
			_, command, _ := strings.Cut(rest, " CMD ")
			i.health = listOf(t, command)
		case "ENTRYPOINT":
			i.entrypoint = listOf(t, rest)
		default:
			t.Fatalf("the test does not know the instruction %q", line)
		}
	}
	return i
}

// add copies a file, with its mode, into folders that everybody may enter, as docker build does.
func (i image) add(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeFolder(i.root, []file{{to, info.Mode(), body}}); err != nil {
		t.Fatal(err)
	}
	for folder := filepath.Dir(filepath.Join(i.root, to)); len(folder) >= len(i.root); folder = filepath.Dir(folder) {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// number reads the number of a user or a group.
func number(t *testing.T, text string) uint32 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		t.Fatalf("%v, want a number in USER", err)
	}
	return uint32(n)
}

// listOf reads a command as a list of words, which no shell sees.
func listOf(t *testing.T, text string) (words []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &words); err != nil {
		t.Fatalf("%s: %v, want a list of words", text, err)
	}
	return words
}
