package rest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/rest/service"
	"trainmock/stream/model"
)

// change asks for a change of the cluster and returns the message.
func (s *server) change(tb testing.TB, c contract, path, body string) string {
	tb.Helper()
	r := s.send(tb, http.MethodPost, path, body).expect(tb, http.StatusOK)
	c.check(tb, r)
	checkShape(tb, path, r.value(tb), object{"success": truth(true), "message": text(".")})
	var done service.Done
	r.into(tb, &done)
	return done.Message
}

// truth is the shape of one of the two booleans.
type truth bool

func (want truth) fault(v any) string {
	if v != bool(want) {
		return fmt.Sprintf("%v is not %t", v, bool(want))
	}
	return ""
}

// states returns the states of the nodes by address.
func (s *server) states(tb testing.TB) map[string]model.NodeState {
	tb.Helper()
	var cluster model.Cluster
	s.get(tb, "/monitor/ray/cluster/node").expect(tb, http.StatusOK).into(tb, &cluster)
	states := map[string]model.NodeState{}
	for _, n := range cluster.Nodes {
		states[n.IP] = n.State
	}
	return states
}

// available returns the addresses of the available nodes.
func (s *server) available(tb testing.TB, c contract) []string {
	tb.Helper()
	r := s.get(tb, "/cluster/available-nodes").expect(tb, http.StatusOK)
	c.check(tb, r)
	checkShape(tb, "available", r.value(tb), object{"success": truth(true), "nodes": each(address)})
	var answer service.Available
	r.into(tb, &answer)
	return answer.Nodes
}

// TestClusterRoutes adds nodes and takes them away: the monitor routes show it at once.
func TestClusterRoutes(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	const mine, other = "10.1.2.3", "10.1.2.4"
	s.change(t, c, "/cluster/add-nodes", `{"nodes": ["`+mine+`", "`+other+`"]}`)
	checkStates(t, s, map[string]model.NodeState{mine: model.Alive, other: model.Alive})
	s.change(t, c, "/cluster/remove-nodes", `{"nodes": ["`+mine+`"]}`)
	checkStates(t, s, map[string]model.NodeState{mine: model.Dead, other: model.Alive})
	if list := s.available(t, c); len(list) != 9 || slices.Contains(list, mine) || !slices.Contains(list, other) {
		t.Errorf("got %v available, want 9 nodes with %s and without %s", list, other, mine)
	}
	s.change(t, c, "/cluster/add-nodes", `{"nodes": ["`+mine+`"]}`)
	checkStates(t, s, map[string]model.NodeState{mine: model.Alive, other: model.Alive})
	s.change(t, c, "/cluster/stop", `{}`)
	if list := s.available(t, c); len(list) > 0 {
		t.Errorf("got %v available after a stop, want none", list)
	}
	s.change(t, c, "/cluster/create", `{"nodes": ["10.1.2.5"]}`)
	if list := s.available(t, c); len(list) != 11 {
		t.Errorf("got %v available, want 11 nodes", list)
	}
	// Neither wants a body, or anything in it.
	s.change(t, c, "/cluster/stop", "")
	s.change(t, c, "/cluster/create", "")
	s.change(t, c, "/cluster/create", "{}")
	if list := s.available(t, c); len(list) != 11 {
		t.Errorf("got %v available after a second stop and create, want 11 nodes", list)
	}
}

// checkStates fails the test unless there are ten nodes, of which some have the wanted states.
func checkStates(t *testing.T, s *server, want map[string]model.NodeState) {
	t.Helper()
	got := s.states(t)
	for ip, state := range want {
		if got[ip] != state {
			t.Errorf("%s: got %q, want %q", ip, got[ip], state)
		}
	}
	if len(got) != 10 {
		t.Errorf("got %d nodes, want 10: %v", len(got), got)
	}
}

// TestValidateNodes asks about addresses of which some can be nodes: each has its verdict.
func TestValidateNodes(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	list := s.available(t, c)
	s.change(t, c, "/cluster/remove-nodes", `{"nodes": ["`+list[1]+`"]}`)
	body := `{"nodes": ["` + list[0] + `", "` + list[1] + `", "10.9.9.9", "nonsense"]}`
	r := s.send(t, http.MethodPost, "/cluster/validate-nodes", body).expect(t, http.StatusOK)
	c.check(t, r)
	verdict := object{"status": text("^(valid|invalid)$"), "message": text(".")}
	checkShape(t, "validate", r.value(t), object{
		"success": truth(true), "valid_nodes": each(address), "invalid_nodes": each(text(".")),
		"details": object{list[0]: verdict, list[1]: verdict, "10.9.9.9": verdict, "nonsense": verdict},
	})
	var answer service.Validated
	r.into(t, &answer)
	valid, invalid := []string{list[0], "10.9.9.9"}, []string{list[1], "nonsense"}
	if !slices.Equal(answer.Valid, valid) || !slices.Equal(answer.Invalid, invalid) {
		t.Errorf("got %v and %v, want %v valid and %v invalid", answer.Valid, answer.Invalid, valid, invalid)
	}
}

// TestCreateRefused sends a list with a bad address: it is refused before any node is recovered.
func TestCreateRefused(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	s.change(t, c, "/cluster/stop", "")
	stopped := len(s.source.log)
	r := s.send(t, http.MethodPost, "/cluster/create", `{"nodes": ["10.0.0.1", "x"]}`)
	c.check(t, r.expect(t, http.StatusUnprocessableEntity))
	checkFaultAt(t, r, "body nodes 1", "is not an IPv4 address")
	if n := len(s.source.log) - stopped; n > 0 {
		t.Errorf("%d commands were logged, want none", n)
	}
	if list := s.available(t, c); len(list) > 0 {
		t.Errorf("got %v, want no node brought back", list)
	}
}

// TestFullLog fills the log: further commands are refused.
func TestFullLog(t *testing.T) {
	src := newSource(t, "empty", 7)
	s := newServer(t, rest.Options{Find: src.find})
	c := newContract(t, s)
	id := s.train(t, "{}")
	src.full = true
	for _, route := range []string{
		"POST /train", "DELETE /tasks/" + id, "POST /cluster/stop", "POST /cluster/add-nodes",
	} {
		method, path, _ := strings.Cut(route, " ")
		c.check(t, s.send(t, method, path, `{"nodes": ["10.1.1.1"]}`).expect(t, http.StatusTooManyRequests))
	}
}
