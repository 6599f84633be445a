package load

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// hello is a program that listens and answers, and does nothing else. It says so as trainmock does.
const hello = `package main

import (
	"fmt"
	"net"
	"net/http"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s/\nPress Ctrl-C to stop.\n", l.Addr())
	panic(http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") })))
}
`

// buildHello builds that program and returns its path.
func buildHello(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "hello")
	if err := os.WriteFile(path+".go", []byte(hello), 0o600); err != nil {
		b.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", path, path+".go").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return path
}

// BenchmarkStart measures the time from the start of the program to its first answer, and the size of its file (MB). The
// floor is a program that listens and answers. Target: 25 ms more than the floor.
func BenchmarkStart(b *testing.B) {
	file, err := os.Stat(program.Binary(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("floor", func(b *testing.B) {
		path := buildHello(b)
		for b.Loop() {
			answerOnce(b, program.StartCommand(b, exec.Command(path)))
		}
	})
	b.Run("trainmock", func(b *testing.B) {
		for b.Loop() {
			answerOnce(b, program.StartProcess(b))
		}
		b.ReportMetric(float64(file.Size())/1e6, "MB")
	})
}

// answerOnce has a process answer one request, and kills it.
func answerOnce(b *testing.B, p *program.Process) {
	b.Helper()
	l := openLoad(b, p.Host(), []string{opening("sse", "/health")}, 0)
	p.Kill()
	l.close()
}
