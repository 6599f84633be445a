package load

import (
	"os"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// BenchmarkStart measures the time from the start of the program to its first answer, and the size of its file (MB). The
// floor is a program that listens and answers.
func BenchmarkStart(b *testing.B) {
	file, err := os.Stat(program.Binary(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			answerOnce(b, startFloor(b, work{events: 1, tick: time.Hour}))
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
