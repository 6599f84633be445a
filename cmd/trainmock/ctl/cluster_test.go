package ctl_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHealthOfReplicas prints what a replica says about the others in one line.
func TestHealthOfReplicas(t *testing.T) {
	for _, tc := range []struct{ cluster, want string }{
		{`{"name":"demo","connected":true,"sequence":7,"behind":0,"replicas":[{},{},{}]}`, "demo, 3 replicas, entry 7"},
		{`{"name":"demo","connected":true,"sequence":7,"behind":2,"replicas":[{}]}`, "demo, 1 replica, entry 7, 2 behind"},
		{`{"name":"demo","connected":true,"sequence":7,"late":3,"replicas":[{}]}`,
			"demo, 1 replica, entry 7, 3 changes too late"},
		{`{"name":"demo","connected":false,"sequence":7,"replicas":[{}]}`, "demo, 1 replica, entry 7: NATS is away"},
		{`{"name":"demo","connected":false,"sequence":7,"warning":"set it by NTP","replicas":[{}]}`,
			"demo, 1 replica, entry 7: set it by NTP"},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"status":"healthy","cluster":`+tc.cluster+`}`)
		}))
		code, got, stderr := run(t, "ctl", "--url", s.URL, "health")
		s.Close()
		if want := "\ncluster       " + tc.want + "\n"; code != 0 || !strings.HasSuffix(got, want) {
			t.Errorf("ctl health of %s: exit code %d, prints\n%s%s\nwant 0 and at the end%s", tc.cluster, code, got, stderr, want)
		}
	}
}
