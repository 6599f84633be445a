package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/rest/service"
)

// TestBadAddresses sends addresses that cannot be nodes: the refusal names the place, and nothing changes.
func TestBadAddresses(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	for _, tc := range []struct{ path, body, at, says string }{
		{"/cluster/add-nodes", `{"nodes": ["10.0.0.1", "10.0.0"]}`, "body nodes 1", "is not an IPv4 address"},
		{"/cluster/add-nodes", `{"nodes": ["::1"]}`, "body nodes 0", "is not an IPv4 address"},
		{"/cluster/add-nodes", `{"nodes": ["<script>"]}`, "body nodes 0", "is not an IPv4 address"},
		{"/cluster/add-nodes", `{"nodes": []}`, "body nodes", "there are no addresses"},
		{"/cluster/add-nodes", `{}`, "body nodes", "there are no addresses"},
		{"/cluster/add-nodes", `{"nodes": "10.0.0.1"}`, "body nodes", "string"},
		{"/cluster/add-nodes", `{"nodes": [1]}`, "body nodes", "number"},
		{"/cluster/add-nodes", ``, "body", "there is no body"},
		{"/cluster/add-nodes", `{`, "body", "the JSON here is broken"},
		{"/cluster/create", `{"nodes": ["x"]}`, "body nodes 0", "is not an IPv4 address"},
		{"/cluster/create", `[]`, "body", "array"},
		{"/cluster/remove-nodes", `{"nodes": ["10.0.0.1"]}`, "body nodes 0", "no node has the address"},
		{"/cluster/remove-nodes", `null`, "body", "null"},
		{"/cluster/validate-nodes", `{"nodes": {}}`, "body nodes", "object"},
	} {
		r := s.send(t, http.MethodPost, tc.path, tc.body).expect(t, http.StatusUnprocessableEntity)
		c.check(t, r)
		checkFaultAt(t, r, tc.at, tc.says)
	}
	for _, path := range []string{
		"/cluster/add-nodes", "/cluster/remove-nodes", "/cluster/validate-nodes", "/cluster/create", "/cluster/stop",
	} {
		r := s.send(t, http.MethodPost, path, `{"nodes": ["`+strings.Repeat("x", 2<<20)+`"]}`)
		c.check(t, r.expect(t, http.StatusRequestEntityTooLarge))
	}
	if n := len(s.source.log); n > 0 {
		t.Errorf("got %d commands in the log, want none", n)
	}
}

// TestMisspeltNodes sends addresses under a misspelt key, alone and beside the right one: both are refused with it.
func TestMisspeltNodes(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	for _, name := range []string{"node", "Nodes", "NODES", "noDes", "nodes[]", "nodess", "no_des"} {
		for _, path := range []string{
			"/cluster/add-nodes", "/cluster/remove-nodes", "/cluster/validate-nodes", "/cluster/create",
		} {
			for _, beside := range []string{"", `, "nodes": ["10.0.0.2"]`, `, "other": 1`} {
				r := s.send(t, http.MethodPost, path, `{"`+name+`": ["10.0.0.1"]`+beside+`}`)
				c.check(t, r.expect(t, http.StatusUnprocessableEntity))
				checkFaultAt(t, r, "body "+name, "did you mean nodes? Use, for example, "+service.NodesExample)
			}
		}
	}
	if n := len(s.source.log); n > 0 {
		t.Errorf("got %d commands in the log, want none", n)
	}
}

// TestSameAddress lists addresses several times: each is one node and at most one command, none if it changes
// nothing.
func TestSameAddress(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	held := s.available(t, c)[0]
	twice := `{"nodes": ["10.1.2.3", "` + held + `", "10.1.2.3", "` + held + `", "10.1.2.4", "10.1.2.3"]}`
	for _, tc := range []struct {
		path, body, message string
		commands            int
	}{
		{"/cluster/add-nodes", twice, "in the cluster: 10.1.2.3, " + held + ", 10.1.2.4", 2},
		{"/cluster/add-nodes", twice, "in the cluster: 10.1.2.3, " + held + ", 10.1.2.4", 0},
		{"/cluster/remove-nodes", twice, "removed: 10.1.2.3, " + held + ", 10.1.2.4", 3},
		{"/cluster/remove-nodes", twice, "removed: 10.1.2.3, " + held + ", 10.1.2.4", 0},
		{"/cluster/create", twice, "in the cluster: 10.1.2.3, " + held + ", 10.1.2.4", 3},
	} {
		before := len(s.source.log)
		if message := s.change(t, c, tc.path, tc.body); message != tc.message {
			t.Errorf("%s: got %q, want %q", tc.path, message, tc.message)
		}
		if n := len(s.source.log) - before; n != tc.commands {
			t.Errorf("%s: %d commands were logged, want %d", tc.path, n, tc.commands)
		}
	}
	if states := s.states(t); len(states) != 10 {
		t.Errorf("got %d nodes, want 10: %v", len(states), states)
	}
}

// TestLength checks that long lists are told from other long values.
func TestLength(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	commas := strings.Repeat(",", 3000)
	for _, tc := range []struct{ name, body, at, says string }{
		{"one text with commas", `{"nodes": ["` + commas + `"]}`, "body nodes 0", "is not an IPv4 address"},
		{"quotes and commas in it", `{"nodes": ["\"` + commas + `\\"]}`, "body nodes 0", "is not an IPv4 address"},
		{"a text", `{"nodes": "` + commas + `"}`, "body nodes", "of type string"},
		{"an object", `{"nodes": {` + strings.Repeat(`"": 0, `, 3000) + `"": 0}}`, "body nodes", "of type object"},
		{
			"the most", `{"nodes": [` + strings.Repeat(`"x,y", `, 1999) + `"x"]}`, "body nodes 0",
			"is not an IPv4 address",
		},
		{
			"too many", `{"nodes": [` + strings.Repeat(`"x,y", `, 2000) + `"x"]}`, "body nodes",
			"2001 addresses are too many",
		},
		{"null", `{"nodes": null}`, "body nodes", "there are no addresses"},
		{
			"another list", `{"other": [` + strings.Repeat("0, ", 3000) + `0], "nodes": [2]}`, "body nodes",
			"of type number",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := s.send(t, http.MethodPost, "/cluster/add-nodes", tc.body).expect(t, http.StatusUnprocessableEntity)
			c.check(t, r)
			checkFaultAt(t, r, tc.at, tc.says)
		})
	}
}

// BenchmarkRefusedAddresses sends the longest lists that a body holds: the price of a refusal is that of reading JSON.
func BenchmarkRefusedAddresses(b *testing.B) {
	routes := rest.New(rest.Options{Find: newSource(b, "empty", 7).find})
	for name, item := range map[string]string{"empty": `""`, "address": `"10.1.2.3"`} {
		body := `{"nodes": [` + strings.Repeat(item+",", (1<<20-100)/(len(item)+1)) + item + `]}`
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				routes.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/cluster/add-nodes", strings.NewReader(body)))
				if w.Code != http.StatusUnprocessableEntity {
					b.Fatalf("got %d %.200s, want 422", w.Code, w.Body)
				}
			}
		})
	}
}

// TestManyAddresses sends long lists: they are refused by their length. It adds more nodes than there are numbers of
// four digits: each has an id of its own.
func TestManyAddresses(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	addresses := func(from, to int) string {
		list := make([]string, 0, to-from)
		for i := from; i < to; i++ {
			list = append(list, fmt.Sprintf("\"10.0.%d.%d\"", i/250, i%250))
		}
		return `{"nodes": [` + strings.Join(list, ", ") + `]}`
	}
	for _, path := range []string{
		"/cluster/add-nodes", "/cluster/remove-nodes", "/cluster/validate-nodes", "/cluster/create",
	} {
		r := s.send(t, http.MethodPost, path, addresses(0, 2001)).expect(t, http.StatusUnprocessableEntity)
		c.check(t, r)
		checkFaultAt(t, r, "body nodes", "2001 addresses are too many")
	}
	for from := 0; from < 9250; from += 1850 {
		s.send(t, http.MethodPost, "/cluster/add-nodes", addresses(from, from+1850)).expect(t, http.StatusOK)
	}
	ids := map[string]bool{}
	w, now := s.source.Now()
	nodes := w.At(now).Cluster().Nodes
	for _, n := range nodes {
		ids[n.ID] = true
	}
	if len(nodes) < 9250 || len(ids) != len(nodes) {
		t.Errorf("%d nodes with %d ids, want as many ids as nodes, and 9,250 at least", len(nodes), len(ids))
	}
}
