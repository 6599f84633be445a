package rest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"trainmock/rest"
)

// counting is a ResponseWriter that counts the bytes of an answer.
type counting struct {
	header http.Header
	bytes  int64
}

func (c *counting) Header() http.Header { return c.header }
func (c *counting) WriteHeader(int)     {}
func (c *counting) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}

// BenchmarkScrape measures scrapes of a thousand nodes, plain and compressed, and of one node. The highest memory in
// use during a scrape is more than the live memory before it by MB-more.
func BenchmarkScrape(b *testing.B) {
	src := newSource(b, "large", 7)
	id := src.world.At(src.now).Nodes()[1].ID
	routes := rest.New(rest.Options{Find: src.find})
	for _, tc := range []struct{ name, query, encoding string }{
		{"plain", "", "identity"}, {"gzip", "", "gzip"}, {"node", "?node_id=" + id, "identity"},
	} {
		b.Run(tc.name, func(b *testing.B) {
			b.ReportAllocs()
			var bytes int64
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, "/metrics"+tc.query, nil)
				r.Header.Set("Accept-Encoding", tc.encoding)
				w := &counting{header: http.Header{}}
				routes.ServeHTTP(w, r)
				bytes = w.bytes
			}
			b.ReportMetric(float64(bytes)/1e6, "MB-sent")
		})
	}
}

// TestScrapeMemory holds the memory that a scrape of a thousand nodes takes to 30 MB.
func TestScrapeMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing in it can race")
	}
	src := newSource(t, "large", 7)
	routes := rest.New(rest.Options{Find: src.find})
	get := func(w http.ResponseWriter) {
		routes.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	}
	get(&counting{header: http.Header{}}) // fills the caches of the world
	reader, writer := io.Pipe()
	before := liveBytes()
	go func() {
		get(&piped{counting{header: http.Header{}}, writer})
		writer.Close()
	}()
	if _, err := io.CopyN(io.Discard, reader, 10<<20); err != nil {
		t.Fatal(err)
	}
	during := liveBytes()
	if _, err := io.Copy(io.Discard, reader); err != nil {
		t.Fatal(err)
	}
	if more := during - before; more > 30<<20 {
		t.Errorf("in the middle of a scrape %d bytes more are in use, want 30 MB at most", more)
	} else {
		t.Logf("in the middle of a scrape %d bytes more are in use", more)
	}
}

// piped is an answer whose client reads slowly.
type piped struct {
	counting
	to io.Writer
}

func (p *piped) Write(b []byte) (int, error) { return p.to.Write(b) }

// liveBytes returns the memory that is in use.
func liveBytes() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
