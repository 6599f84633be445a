package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"

	"trainmock/stream/world"
)

var pageURL = regexp.MustCompile(`http://[^/\s]+/\n`)

// startForPage runs the program on a free port and returns the address of its page. It ends with the test.
func startForPage(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	done := make(chan int, 1)
	var problems bytes.Buffer
	go func() {
		code := run(ctx, append([]string{"--host", "127.0.0.1", "--port", "0"}, args...), writer, &problems)
		writer.Close()
		done <- code
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-done; code != 0 {
			t.Errorf("exit code %d: %s", code, problems.String())
		}
	})
	banner := make([]byte, 4096)
	n, err := reader.Read(banner)
	url := bytes.TrimSpace(pageURL.Find(banner[:n]))
	if err != nil || url == nil {
		t.Fatalf("no address in %q: %v", banner[:n], err)
	}
	go io.Copy(io.Discard, reader)
	return string(url)
}

// firstNode is the id of the first node that REST lists.
func firstNode(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url + "monitor/ray/cluster/node")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var cluster world.Cluster
	if err := json.NewDecoder(response.Body).Decode(&cluster); err != nil {
		t.Fatal(err)
	}
	return cluster.Nodes[0].ID
}
