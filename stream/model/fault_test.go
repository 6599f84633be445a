package model_test

import (
	"encoding/json"
	"strings"
	"testing"

	"trainmock/stream/model"
)

// TestFaultKinds checks that every kind's example is valid, and comes back from its own JSON.
func TestFaultKinds(t *testing.T) {
	for _, u := range model.FaultKinds {
		key := u.Zero.Key()
		for _, text := range []string{`{"` + key + `":` + u.Example + `}`, marshal(t, model.Fault{Kind: u.Default})} {
			var f, again model.Fault
			if err := json.Unmarshal([]byte(text), &f); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if err := f.Check(); err != nil {
				t.Errorf("%s: got %v, want none", text, err)
			}
			written := marshal(t, f)
			if err := json.Unmarshal([]byte(written), &again); err != nil || marshal(t, again) != written {
				t.Errorf("%s became %s and then %s, %v", text, written, marshal(t, again), err)
			}
		}
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestBadFaults checks that every mistake is refused with the field first.
func TestBadFaults(t *testing.T) {
	for text, want := range map[string]string{
		`[]`:                                     `a fault is an object, such as`,
		`null`:                                   `a fault is an object`,
		`{}`:                                     `a fault has exactly one kind`,
		`{"drop":{},"reset":{}}`:                 `reset: a fault has exactly one kind; this one has drop and reset`,
		`{"profile":"flaky"}`:                    `profile: the name of a profile stands alone: send POST /mock/faults`,
		`{"in_force":true,"drop":{}}`:            `in_force: the server tells it, and nobody gives it`,
		`{"on":{"routes":["/x?a=1"]},"hang":{}}`: `on.routes: "/x?a=1" has more than a path, and the query chooses nothing: use, for example, /x`,
		`{"on":{"subscribers":["nobody"]},"drop":{}}`:              `on.subscribers: "nobody" is not an id: use one that GET`,
		`{"on":{"subscribers":["s0"]},"drop":{}}`:                  `on.subscribers: "s0" is not an id`,
		`{"on":{"subscribers":["s"]},"drop":{}}`:                   `on.subscribers: "s" is not an id`,
		`{"status":{"code":204,"body":"x"}}`:                       `status: body: an answer with 204 has none`,
		`{"explode":{}}`:                                           `explode: there is no such kind or field: kinds are latency, status`,
		`{"share":2,"drop":{}}`:                                    `share: 2 is not a share: use more than 0 and at most 1`,
		`{"share":0,"drop":{}}`:                                    `share: 0 is not a share: use more than 0 and at most 1`,
		`{"share":"x","drop":{}}`:                                  `share: "x" is not a number: use digits, such as 0.5`,
		`{"share":"5%","drop":{}}`:                                 `share: "5%" is not a number: use 0.05`,
		`{"share":"0.2","drop":{}}`:                                `share: "0.2" is not a number: use 0.2`,
		`{"share":"NaN","drop":{}}`:                                `share: "NaN" is not a number: use digits, such as 0.5`,
		`{"share":[],"drop":{}}`:                                   `share: [] is not a number, such as 0.5`,
		`{"bandwidth":{"kbps":"64"}}`:                              `bandwidth: kbps: "64" is not a number: use 64`,
		`{"nth":0,"drop":{}}`:                                      `nth: 0 is none: use 1 or more`,
		`{"nth":1.5,"drop":{}}`:                                    `nth: 1.5 is not a whole number`,
		`{"nth":2,"share":0.5,"drop":{}}`:                          `nth: use either share or nth`,
		`{"every":true,"drop":{}}`:                                 `every: it goes with nth`,
		`{"count":0,"drop":{}}`:                                    `count: 0 is none`,
		`{"count":null,"drop":{}}`:                                 `count: null is no value`,
		`{"per":"node","drop":{}}`:                                 `per: there is no per "node"`,
		`{"for":120,"drop":{}}`:                                    `for: 120 is not a duration: use a text with a unit`,
		`{"for":"-1s","drop":{}}`:                                  `for: -1s is out of range`,
		`{"name":"a/b","drop":{}}`:                                 `name: "a/b" is not a name`,
		`{"name":"..","drop":{}}`:                                  `name: ".." is not a name`,
		`{"on":{"route":["/x"]},"drop":{}}`:                        `on: `,
		`{"on":{"routes":["/x"]},"drop":{}}`:                       `on.routes: drop does not apply to answers: use on.streams with ws, sse`,
		`{"on":{"routes":["x"]},"empty":{}}`:                       `on.routes: "x" is not a path`,
		`{"on":{"routes":["/mock/clock"]},"empty":{}}`:             `on.routes: "/mock/clock" is control`,
		`{"on":{"streams":["tcp"]},"drop":{}}`:                     `on.streams: there is no "tcp"`,
		`{"on":{"streams":["sse"]},"stale":{"by":"5m"}}`:           `on: stale does not apply to streams: use on.routes`,
		`{"on":{"streams":["dashboard"]},"reorder":{}}`:            `on.streams: reorder does not apply to dashboard`,
		`{"on":{"streams":["sse"]},"truncate":{"frame":true}}`:     `on.streams: truncate does not apply to sse`,
		`{"on":{"routes":["/x"]},"truncate":{"frame":true}}`:       `on.routes: truncate does not apply to answers`,
		`{"on":{"topics":["training"]},"status":{"code":503}}`:     `on: status refuses a connection before`,
		`{"on":{"topics":["x"]},"drop":{}}`:                        `on.topics: there is no topic "x"`,
		`{"on":{"types":[""]},"drop":{}}`:                          `on.types: "" is not a type`,
		`{"close":{"code":1006}}`:                                  `close: code is 1006`,
		`{"close":{"code":1005}}`:                                  `close: code is 1005: use 1000 to 1003`,
		`{"close":{"reason":"` + strings.Repeat("x", 124) + `"}}`:  `close: reason has 124 bytes`,
		`{"status":{}}`:                                            `status: code is 0: use 200 to 599`,
		`{"status":{"code":503,"headers":{"a b":"c"}}}`:            `status: headers: "a b: c" is not a header`,
		`{"status":{"code":503,"headers":{"a":"c\r\nd: e"}}}`:      `status: headers: `,
		`{"status":{"code":503,"headers":{"Content-length":"3"}}}`: `status: headers: "Content-length" is set by the server`,
		`{"latency":{}}`:                                           `latency: delay is missing`,
		`{"latency":{"delay":"11m"}}`:                              `latency: delay is 11m0s: use 0 to 10m`,
		`{"latency":{"delay":800}}`:                                `latency: delay: 800 is not a duration`,
		`{"latency":{"delay":"800ms","distribution":"normal"}}`:    `latency: distribution is "normal"`,
		`{"latency":{"dely":"800ms"}}`:                             `latency: there is no "dely": use delay, distribution, jitter`,
		`{"latency":"800ms"}`:                                      `latency: its values are an object, such as {"delay"`,
		`{"bandwidth":{"kbps":0}}`:                                 `bandwidth: kbps is 0: use 1 to`,
		`{"freeze":{"for":"5s","every":"5s"}}`:                     `freeze: every is 5s: use more than for`,
		`{"drop":{"x":1}}`:                                         `drop: there is no "x": use {}`,
		`{"duplicate":{"times":1}}`:                                `duplicate: times is 1: use 2 to 100`,
		`{"truncate":{"bytes":-1}}`:                                `truncate: bytes is -1`,
		`{"hang":{"for":"-1s"}}`:                                   `hang: for is -1s`,
		`{"on":{"routes":["/x"]},"per":"subscriber","latency":{"delay":"1s"}}`: `per: it applies to the events of streams, ` +
			`not to on.routes`,
		`{"per":"subscriber","stale":{"by":"1s"}}`:                        `per: it applies to the events of streams: leave it out`,
		`{"on":{"streams":["sse"]},"status":{"code":200}}`:                `status: code is 200, which refuses no connection`,
		`{"on":{"streams":["ws"],"routes":["/x"]},"status":{"code":399}}`: `status: code is 399, which refuses no connection`,
		`{"on":{"topics":["nodes"],"types":["training_progress"]},"drop":{}}`: `on.types: no event of the topic nodes has ` +
			`the type training_progress`,
		`{"on":{"streams":["dashboard"],"topics":["nodes"]},"drop":{}}`:               `on.topics: the messages of dashboards have no topic`,
		`{"on":{"routes":["/x"],"topics":["nodes"]},"hang":{}}`:                       `on.routes: topics, types and subscribers choose`,
		`{"on":{"routes":["/x"],"types":["hello"]},"empty":{}}`:                       `on.routes: topics, types and subscribers choose`,
		`{"on":{"routes":["/x"],"subscribers":["s1"]},"hang":{}}`:                     `on.routes: topics, types and subscribers choose`,
		`{"on":{"routes":[]},"hang":{}}`:                                              `on.routes: an empty list chooses nothing`,
		`{"on":{"streams":["ws"],"subscribers":[]},"close":{}}`:                       `on.subscribers: an empty list chooses nothing`,
		`{"on":{"routes":["/s/a/health"]},"hang":{}}`:                                 `on.routes: "/s/a/health" is behind a session's prefix`,
		`{"on":{"types":["task_updates"]},"drop":{}}`:                                 `on.types: there is no type "task_updates": did you mean task_update?`,
		`{"on":{"types":["nodeState"]},"drop":{}}`:                                    `on.types: there is no type "nodeState": did you mean node_state?`,
		`{"duplicate":{"times":0}}`:                                                   `duplicate: times is 0: use 2 to 100`,
		`{"close":{"code":0}}`:                                                        `close: code is 0: use 1000`,
		`{"name":"","drop":{}}`:                                                       `name: it is empty`,
		`{"latency":{"delay":"0s"}}`:                                                  `latency: delay is missing or 0`,
		`{"status":{"code":200,"headers":{"x-mock-fault":"evil"}}}`:                   `status: headers: "x-mock-fault" is set by the server`,
		`{"status":{"code":200,"headers":{"Access-Control-Allow-Origin":"*"}}}`:       `status: headers: "Access-Control-Allow-Origin" is set`,
		`{"on":{"types":["hello"]},"reorder":{}}`:                                     `on.types: reorder applies to the events of a tick, not to hello`,
		`{"on":{"types":["snapshot","mine"]},"reorder":{}}`:                           `on.types: reorder applies to the events of a tick`,
		`{"status":{"code":503,"headers":{"x-a":"1","X-A":"2"}}}`:                     `status: headers: "X-A" and "x-a" are one header`,
		`{"status":{"code":503,"headers":{"b c":"1","a b":"2","d e":"3","c d":"4"}}}`: `status: headers: "a b: 2" is not`,
	} {
		err := check(text)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s…", text, err, want)
		}
	}
}

// check reads and checks a fault.
func check(text string) error {
	var f model.Fault
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return err
	}
	return f.Check()
}

// TestGoodFaults checks that scopes are taken in which something strikes, near those that are refused.
func TestGoodFaults(t *testing.T) {
	for _, text := range []string{
		`{"on":{"streams":["sse"]},"status":{"code":400}}`,
		`{"on":{"routes":["/x"]},"status":{"code":200}}`,
		`{"status":{"code":200}}`,
		`{"status":{"code":204}}`,
		`{"on":{"subscribers":["s1","s420"]},"drop":{}}`,
		`{"on":{"topics":["nodes"],"types":["training_progress","node_update"]},"drop":{}}`,
		`{"on":{"topics":["nodes"],"types":["hello"]},"drop":{}}`,
		`{"on":{"topics":["nodes"],"types":["mine"]},"drop":{}}`,
		`{"on":{"types":["hello"]},"drop":{}}`,
		`{"on":{"types":["hello","node_update"]},"reorder":{}}`,
		`{"on":{"streams":["dashboard","ws"],"topics":["nodes"]},"drop":{}}`,
		`{"on":{"routes":["/x"],"streams":["ws"]},"hang":{}}`,
		`{"status":{"code":503,"headers":{}}}`,
		`{"latency":{"delay":"0s","jitter":"1s"}}`,
		`{"per":"subscriber","latency":{"delay":"1s"}}`,
		`{"status":{"code":503,"headers":{"x-a":"1","X-B":"2"}}}`,
	} {
		if err := check(text); err != nil {
			t.Errorf("%s: got %v, want none", text, err)
		}
	}
}

// TestFirstMistake checks that of several mistakes always the same one is told.
func TestFirstMistake(t *testing.T) {
	many := `["` + strings.Repeat(`ws","`, model.MaxScope) + `ws"]`
	text := `{"on":{"streams":` + many + `,"types":` + many + `,"subscribers":` + many + `},"drop":{}}`
	for range 20 {
		if err := check(text); err == nil || !strings.HasPrefix(err.Error(), "on.streams: 65 entries") {
			t.Fatalf("got %v, want the first list", err)
		}
	}
}
