//go:build unix

package metrics

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// scraped is an answer of /metrics: values by series, as they are written.
type scraped map[string]float64

// scrape returns the answer of a world.
func scrape(t *testing.T, world program.Endpoint) scraped {
	t.Helper()
	values := scraped{}
	lines := bufio.NewScanner(bytes.NewReader(world.Get(t, "/metrics")))
	for lines.Scan() {
		series, number, _ := strings.Cut(lines.Text(), "} ")
		if value, err := strconv.ParseFloat(number, 64); err == nil {
			values[series] = value
		}
	}
	return values
}

// one returns the value of the only series of a name.
func (s scraped) one(t *testing.T, name string) float64 {
	t.Helper()
	for series, value := range s {
		if strings.HasPrefix(series, name+"{") {
			return value
		}
	}
	t.Fatalf("there is no series %s", name)
	return 0
}

// energies returns the energy counters by their series, in joules.
func (s scraped) energies() scraped {
	list := scraped{}
	for series, value := range s {
		if strings.HasPrefix(series, "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{") {
			list[series] = value / 1e3
		}
	}
	return list
}

// TestClockOfMetrics follows the energy of the GPUs through a pause, a speed and a seek: it rises by world time, at a
// power that a GPU can have, and begins anew with another SessionName.
func TestClockOfMetrics(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--speed", "60")
	before := scrape(t, p.Endpoint)
	var after scraped
	await(t, "the world has gone on by a minute", func() bool {
		after = scrape(t, p.Endpoint)
		return after.one(t, "trainmock_world_time_seconds") > before.one(t, "trainmock_world_time_seconds")+60
	})
	passed := after.one(t, "trainmock_world_time_seconds") - before.one(t, "trainmock_world_time_seconds")
	compared := 0
	for series, joules := range after.energies() {
		if was, known := before.energies()[series]; known {
			if watts := (joules - was) / passed; watts < 5 || watts > 700 {
				t.Errorf("%s rose at %.0f W of world time, want 5 to 700 W", series, watts)
			}
			compared++
		}
	}
	if speed := after.one(t, "trainmock_world_speed"); speed != 60 || compared == 0 {
		t.Errorf("got speed %v and %d GPUs, want 60 and some", speed, compared)
	}
	p.Send(t, "PUT", "/mock/clock", `{"speed": 0}`)
	still, again := scrape(t, p.Endpoint), scrape(t, p.Endpoint)
	for series := range still.energies() {
		if again[series] != still[series] {
			t.Errorf("%s went on while the world stands", series)
		}
	}
	p.Send(t, "POST", "/mock/clock/seek", `{"to": "+10m"}`)
	for series, joules := range scrape(t, p.Endpoint).energies() {
		if joules != 0 {
			t.Errorf("%s begins an epoch with %v J, want none", series, joules)
		}
	}
	if name := sessionOf(t, p.Endpoint); strings.Contains(fmt.Sprint(still), name) {
		t.Errorf("SessionName %s is the one before the seek, want another", name)
	}
}

// sessionOf returns the value of SessionName.
func sessionOf(t *testing.T, world program.Endpoint) string {
	t.Helper()
	_, rest, _ := strings.Cut(string(world.Get(t, "/metrics?collect[]=ray")), `SessionName="`)
	name, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("there is no SessionName")
	}
	return name
}

// TestManyScrapers has fifty scrapers ask at once, while another one does not read: each gets a whole answer, or is
// told when to come back, and meanwhile a stream misses no tick.
func TestManyScrapers(t *testing.T) {
	scenario := "demo"
	if program.All() {
		scenario = "large"
	}
	p := program.Start(t, app.Run, "--seed", "7", "--scenario", scenario, "--tick", "100ms")
	stalled, err := net.Dial("tcp", p.Host())
	if err != nil {
		t.Fatal(err)
	}
	defer stalled.Close()
	if _, err := io.WriteString(stalled, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	feed := p.OpenBoth(t, "?topics=cluster&snapshot=false")["SSE"]
	var work sync.WaitGroup
	var whole atomic.Int64
	for range 50 {
		work.Go(func() {
			if err := scrapeWhole(p); err != nil {
				t.Error(err)
				return
			}
			whole.Add(1)
		})
	}
	next := int64(-1)
	for range 20 {
		m, err := feed.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type != model.EventClusterStatus.Type {
			continue
		}
		if id := m.EventID(t); next >= 0 && id.Tick != next {
			t.Errorf("got tick %d, want %d", id.Tick, next)
		}
		next = m.EventID(t).Tick + 1
	}
	work.Wait()
	if whole.Load() == 0 {
		t.Error("no scraper got an answer, want most of them to")
	}
}

// scrapeWhole scrapes once as Prometheus does, compressed. A 503 with a time to come back is fine.
func scrapeWhole(p *program.Program) error {
	request, err := http.NewRequest(http.MethodGet, p.URL+"/metrics", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept-Encoding", "gzip")
	r, err := p.Client.Do(request)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode == http.StatusServiceUnavailable && r.Header.Get("Retry-After") != "" {
		return nil
	}
	unzipped, err := gzip.NewReader(r.Body)
	if err != nil {
		return fmt.Errorf("%d: %w", r.StatusCode, err)
	}
	text, err := io.ReadAll(unzipped)
	if err != nil || !bytes.Contains(text, []byte("trainmock_requests_total")) {
		return fmt.Errorf("got %d bytes (%w), want a whole answer", len(text), err)
	}
	return nil
}
