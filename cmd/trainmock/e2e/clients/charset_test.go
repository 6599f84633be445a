package clients

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// pythons split the stream into lines by themselves, and need to be told its charset.
var pythons = []client{
	{name: "Python requests", follow: followPython("requests")},
	{name: "Python httpx", follow: followPython("httpx")},
	{name: "Python aiohttp", follow: followPython("aiohttp")},
}

// chinese is a scenario whose texts are not in ASCII.
const chinese = `name: 集群
groups: [{name: 计算节点, count: 4, cpus: 8, memory_gb: 64}]
jobs:
  - {name: 千问微调, kind: supervised, group: 计算节点, period: 20s, startup: 1s, epochs: 5, steps: 10,
     step_time: 200ms, checkpoint: 100ms, classes: 10, learning_rate: 0.1, batch: 32}
timeline:
  - {at: 30s, start_task: {name: "图像分类，…", rounds: 5}}
`

// TestChineseNames checks that every client reads names of a scenario file, and those of POST /train, as they are.
func TestChineseNames(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cluster.yaml")
	if err := os.WriteFile(file, []byte(chinese), 0o600); err != nil {
		t.Fatal(err)
	}
	p := program.Start(t, app.Run, "--scenario", file, "--seed", "7", "--tick", "100ms", "--speed", "10")
	since := midTick(t, p)
	p.Train(t, `{"parameters": {"model_name": "语音识别—é\u2028", "num_rounds": 3, "num_clients": 1}}`)
	want := followStrictly(t, p.URL, "?since="+since.ID)
	last := int64(0)
	for _, name := range []string{"千问微调", "图像分类，…", "语音识别—é"} {
		want.await(t, "a log of "+name, func(s sighting) bool {
			return s.message.Type == "system_log" && strings.Contains(s.Data, name)
		})
		last = max(last, want.newest(t))
	}
	for _, c := range slices.Concat(pythons, eventSources, []client{curl}, webSockets) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.follow(t, p.URL, "?since="+since.ID)
			greeting := got.await(t, "hello", greetings(1))
			if hello := greeting[len(greeting)-1].message; !bytes.Contains(hello.Payload, []byte(`"集群"`)) {
				t.Errorf("got %s, want the scenario's name", hello.Raw)
			}
			checkAgreement(t, got.upTo(t, last), want.upTo(t, last))
		})
	}
}

// followPython uses a library of Python.
func followPython(library string) follower {
	return func(t *testing.T, base, query string) *transcript {
		t.Helper()
		return command(t, readLines, lookForPython(t, library), filepath.Join(scripts, "follow.py"), library,
			base+ssePath+query)
	}
}

// lookForPython returns a Python that has a library: the one on the PATH, or else that of the system, for which Debian
// has packages.
func lookForPython(t *testing.T, library string) string {
	t.Helper()
	for _, python := range []string{program.LookFor(t, "python3", program.DemandClients), "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import "+library).Run() == nil {
			return python
		}
	}
	program.Missing(t, "no python3 has "+library+" (.ci/run clients installs it on Debian)", program.DemandClients)
	return ""
}
