package rest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"trainmock/rest"
)

// sample is one line of Prometheus' text format.
type sample struct {
	// labels are as they are written between the braces.
	name, labels string
	value        float64
}

// label returns the value of a label, or an empty text. Here no value has an escape.
func (s sample) label(name string) string {
	_, rest, found := strings.Cut(","+s.labels, ","+name+`="`)
	if !found {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// exposition is an answer of GET /metrics: its samples, and the types of its families.
type exposition struct {
	samples []sample
	types   map[string]string
}

// parseExposition reads the text format strictly: each family in one piece behind its type, and no series twice.
func parseExposition(tb testing.TB, text []byte) exposition {
	tb.Helper()
	e := exposition{types: map[string]string{}}
	seen, family := map[string]bool{}, ""
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := lines.Text()
		if words := strings.Fields(line); strings.HasPrefix(line, "# TYPE ") {
			if family = words[2]; e.types[family] != "" {
				tb.Fatalf("%s comes in two pieces, want one", family)
			}
			e.types[family] = words[3]
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		series, number, _ := strings.Cut(line, "} ")
		name, labels, _ := strings.Cut(series, "{")
		value, err := strconv.ParseFloat(number, 64)
		if err != nil || name != family || seen[series] {
			tb.Fatalf("got the line %q (%v) behind the type of %s, want a sample of it, once", line, err, family)
		}
		seen[series] = true
		e.samples = append(e.samples, sample{name, labels, value})
	}
	return e
}

// scrape returns an answer of GET /metrics.
func (s *server) scrape(tb testing.TB, query string) exposition {
	tb.Helper()
	r := s.get(tb, "/metrics"+query)
	if r.StatusCode != http.StatusOK {
		tb.Fatalf("/metrics%s: got %d %.300s, want 200", query, r.StatusCode, r.body)
	}
	return parseExposition(tb, r.body)
}

// find returns the series of a name with some labels.
func (e exposition) find(name string, pairs ...string) []sample {
	var found []sample
	for _, s := range e.samples {
		fits := s.name == name
		for i := 0; i < len(pairs); i += 2 {
			fits = fits && s.label(pairs[i]) == pairs[i+1]
		}
		if fits {
			found = append(found, s)
		}
	}
	return found
}

// sum returns the sum of the series of a name with some labels.
func (e exposition) sum(name string, pairs ...string) float64 {
	sum := 0.0
	for _, s := range e.find(name, pairs...) {
		sum += s.value
	}
	return sum
}

// TestMetricsHead holds HEAD, gzip and the type of the content to the plain answer.
func TestMetricsHead(t *testing.T) {
	s := newServer(t, rest.Options{})
	const path = "/metrics?at=2026-01-01T00:05:00Z&collect[]=ray"
	plain := s.do(t, http.MethodGet, path, http.Header{"Accept-Encoding": {"identity"}})
	if kind := plain.Header.Get("Content-Type"); kind != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("got the type %q, want Prometheus' text format", kind)
	}
	head := s.do(t, http.MethodHead, path, nil)
	if head.StatusCode != http.StatusOK || len(head.body) > 0 {
		t.Errorf("HEAD: got %d and %d bytes, want 200 and none", head.StatusCode, len(head.body))
	}
	zipped := s.do(t, http.MethodGet, path, http.Header{"Accept-Encoding": {"br, gzip;q=0.8"}})
	reader, err := gzip.NewReader(bytes.NewReader(zipped.body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil || !bytes.Equal(text, plain.body) || len(zipped.body) > len(text)/4 {
		t.Errorf("got %d bytes for %d (%v), want the same text in a quarter of the bytes", len(zipped.body), len(text), err)
	}
}

// TestBadMetrics asks for what there is not: each is refused with what is accepted, by the document.
func TestBadMetrics(t *testing.T) {
	s := newServer(t, rest.Options{Find: newStrict(t).find})
	c := newContract(t, s)
	for _, tc := range []struct {
		query  string
		status int
		says   string
	}{
		{"?node_id=nope", 404, "Node not found"},
		{"?node_id=", 404, "Node not found"},
		{"?collect[]=foo", 422, "use any of ray, dcgm, dcgm_all, node, trainmock"},
		{"?collect[]=ray&collect[]=", 422, "use any of ray"},
		{"?collect=ray", 422, "did you mean collect[]?"},
		{"?collect[0]=ray", 422, "did you mean collect[]?"},
		{"?nodeid=node_9515", 422, "did you mean node_id?"},
		{"?at=x", 422, "is not an instant"},
		{"?at=2050-01-01", 422, "more than ten years"},
		{"?At=-5m", 422, "did you mean at?"},
		{"?time=-5m", 422, "did you mean at?"},
	} {
		r := s.get(t, "/metrics"+tc.query).expect(t, tc.status)
		c.check(t, r)
		if !strings.Contains(string(r.body), tc.says) {
			t.Errorf("%s: got %s, want %q", tc.query, r.body, tc.says)
		}
	}
	c.check(t, s.get(t, "/metrics/targets").expect(t, http.StatusOK))
	c.check(t, s.get(t, "/metrics?collect[]=node"))
	s.get(t, "/metrics?t=1&v=2")
}

// TestTargets holds the targets to the nodes of the cluster, in its order, with the address that was asked.
func TestTargets(t *testing.T) {
	s := newServer(t, rest.Options{})
	var cluster struct{ Nodes []struct{ ID, IP string } }
	s.get(t, "/monitor/ray/cluster/node").into(t, &cluster)
	var targets []struct {
		Targets []string
		Labels  map[string]string
	}
	s.get(t, "/metrics/targets").expect(t, http.StatusOK).into(t, &targets)
	if len(targets) != len(cluster.Nodes) {
		t.Fatalf("got %d targets, want %d", len(targets), len(cluster.Nodes))
	}
	address, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range cluster.Nodes {
		got := targets[i]
		if len(got.Targets) != 1 || got.Targets[0] != address.Host || got.Labels["instance"] != n.IP+":8080" ||
			got.Labels["__param_node_id"] != n.ID || got.Labels["__metrics_path__"] != "/metrics" ||
			got.Labels["__scheme__"] != "http" {
			t.Errorf("got the target %v, want %s at %s", got, n.ID, address.Host)
		}
	}
}
