//go:build unix

package metrics

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// prometheus is a Prometheus that scrapes with the configurations of the README.
type prometheus struct {
	program.Endpoint
	log *program.Output
}

// yamlBlock finds the configurations in the README.
var yamlBlock = regexp.MustCompile("(?ms)^```yaml\nscrape_configs:\n(.*?)^```$")

// scrapeConfigs returns the README's two ways to scrape, for the world below an address. They scrape each second.
func scrapeConfigs(t *testing.T, base string) []string {
	t.Helper()
	text, err := os.ReadFile("../../../../rest/README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := yamlBlock.FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 2 {
		t.Fatalf("the README has %d configurations, want 2", len(blocks))
	}
	_, host, _ := strings.Cut(base, "://")
	host, path, session := strings.Cut(host, "/")
	var list []string
	for i, b := range blocks {
		config := strings.NewReplacer(
			"http://localhost:6677", base, "localhost:6677", host, "job_name: ray", fmt.Sprintf("job_name: shape%d", i+1),
		).Replace(b[1])
		if session && i == 1 {
			config = strings.Replace(config, "    static_configs", "    metrics_path: /"+path+"/metrics\n    static_configs", 1)
		}
		list = append(list, config)
	}
	return list
}

// startPrometheus runs Prometheus until the test ends, with scrape configurations.
func startPrometheus(t *testing.T, configs ...string) *prometheus {
	t.Helper()
	path, folder := program.LookFor(t, "prometheus", program.DemandClients), t.TempDir()
	file := filepath.Join(folder, "prometheus.yml")
	text := "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n" + strings.Join(configs, "")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	check := exec.CommandContext(t.Context(), program.LookFor(t, "promtool", program.DemandClients), "check", "config", file)
	if out, err := check.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, out, text)
	}
	address := program.FreeAddress(t)
	p := &prometheus{program.Endpoint{URL: "http://" + address, Client: program.NewClient(t)}, program.NewOutput()}
	command := exec.Command(path, "--config.file", file, "--storage.tsdb.path", filepath.Join(folder, "data"),
		"--web.listen-address", address, "--log.level", "warn")
	command.Stdout, command.Stderr = p.log, p.log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A killed process ends with an error.
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	await(t, "Prometheus is ready", func() bool {
		r, err := p.Client.Get(p.URL + "/-/ready")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == 200
	})
	return p
}

// await waits until a condition holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	begun := time.Now()
	for range time.Tick(50 * time.Millisecond) {
		if holds() {
			return
		}
		if time.Since(begun) > 2*program.Timeout {
			t.Fatalf("after %s still not: %s", 2*program.Timeout, what)
		}
	}
}

// result is one series of an answer of Prometheus.
type result struct {
	Metric map[string]string
	value  float64
}

// query asks Prometheus at this moment.
func (p *prometheus) query(t *testing.T, promQL string) []result {
	t.Helper()
	var answer struct {
		Status, Error string
		Data          struct {
			ResultType string
			Result     json.RawMessage
		}
	}
	status, body := p.Try(t, "/api/v1/query?query="+url.QueryEscape(promQL))
	if err := json.Unmarshal(body, &answer); err != nil || status != 200 || answer.Status != "success" {
		t.Fatalf("%s: got %d %s (%v), want a success", promQL, status, body, err)
	}
	if answer.Data.ResultType == "scalar" {
		return []result{{}}
	}
	var list []struct {
		Metric map[string]string
		Value  [2]any
	}
	if err := json.Unmarshal(answer.Data.Result, &list); err != nil {
		t.Fatal(err)
	}
	results := make([]result, len(list))
	for i, r := range list {
		value, err := strconv.ParseFloat(fmt.Sprint(r.Value[1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		results[i] = result{r.Metric, value}
	}
	return results
}
