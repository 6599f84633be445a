package fault

import (
	"time"

	"trainmock/stream/model"
)

// Profile is a bad day with a name: several faults together.
type Profile struct {
	Name string
	// Sentence says what clients meet.
	Sentence string
	// Faults have names that begin with that of the profile. They are valid, and none of them ends by itself.
	Faults []model.Fault
}

// Profiles lists all profiles in the order of the documentation.
var Profiles = []Profile{
	{
		"flaky", "Now and then an answer fails or comes late, a message is lost or comes twice, and a stream ends.",
		[]model.Fault{
			answers("flaky-latency", 0.1, model.Latency{Delay: 800 * time.Millisecond, Jitter: 400 * time.Millisecond}),
			answers("flaky-status", 0.05, model.FaultStatus{Code: 503, RetryAfter: 1}),
			answers("flaky-reset", 0.02, model.Reset{}),
			streams("flaky-drop", 0.01, model.Drop{}),
			streams("flaky-duplicate", 0.01, model.Duplicate{}),
			streams("flaky-close", 0.001, model.Close{Code: new(int64(1011)), Reason: "internal error"}),
		},
	},
	{
		"degraded", "The service is overloaded: answers take a second or more, one of ten is a 503, and streams lag.",
		[]model.Fault{
			answers("degraded-latency", 1, model.Latency{
				Delay: 1500 * time.Millisecond, Jitter: 750 * time.Millisecond, Distribution: model.Lognormal,
			}),
			answers("degraded-status", 0.1, model.FaultStatus{Code: 503, RetryAfter: 5}),
			streams("degraded-lag", 1, model.Latency{Delay: 2 * time.Second, Jitter: time.Second}),
		},
	},
	{
		"slow", "Everything arrives, but answers take three seconds, and bodies and streams trickle.",
		[]model.Fault{
			answers("slow-latency", 1, model.Latency{Delay: 3 * time.Second, Jitter: time.Second}),
			everywhere("slow-bandwidth", 1, model.Bandwidth{KBPS: 128}),
		},
	},
	{
		"mobile-3g", "A phone on a slow mobile network: two seconds to an answer, and 400 kilobits a second.",
		[]model.Fault{
			answers("mobile-3g-latency", 1, model.Latency{Delay: requestLatency}),
			streams("mobile-3g-lag", 1, model.Latency{Delay: roundTrip / 2, Jitter: roundTrip / 4}),
			everywhere("mobile-3g-bandwidth", 1, model.Bandwidth{KBPS: downlinkKBPS}),
		},
	},
	{
		"offline-bursts", "The network is away five seconds of every thirty: requests break off, streams are silent.",
		[]model.Fault{
			answers("offline-bursts-reset", 1.0/6, model.Reset{}),
			streams("offline-bursts-freeze", 1, model.Freeze{For: 5 * time.Second, Every: 30 * time.Second}),
		},
	},
	{
		"reconnect-storm", "All streams end at once, again and again, and half of those that come back are refused.",
		[]model.Fault{
			// Equal filters get the same events, and end at the same one: in demo after about ten seconds.
			streams("reconnect-storm-close", 0.005, model.Close{Code: new(int64(1012)), Reason: "service restart"},
				model.TransportWebSocket, model.TransportSSE),
			streams("reconnect-storm-dashboards", 0.1, model.Close{Code: new(int64(1012)), Reason: "service restart"},
				model.TransportDashboard),
			streams("reconnect-storm-refused", 0.5, model.FaultStatus{Code: 503, RetryAfter: 2}),
			answers("reconnect-storm-status", 0.2, model.FaultStatus{Code: 503, RetryAfter: 2}),
		},
	},
	{
		"bad-data", "Bodies and messages are broken, cut, empty, old, twice there or out of order.",
		[]model.Fault{
			everywhere("bad-data-malformed", 0.02, model.Malformed{}),
			everywhere("bad-data-truncate", 0.02, model.Truncate{}),
			everywhere("bad-data-empty", 0.02, model.Empty{}),
			answers("bad-data-stale", 0.1, model.Stale{By: 5 * time.Minute}),
			streams("bad-data-duplicate", 0.05, model.Duplicate{}),
			streams("bad-data-reorder", 0.05, model.Reorder{}, model.TransportWebSocket, model.TransportSSE),
		},
	},
	{
		"outage", "The service is down: every answer is a 503, streams break off, and none can be opened.",
		[]model.Fault{
			everywhere("outage-status", 1, model.FaultStatus{Code: 503, RetryAfter: 10}),
			streams("outage-reset", 1, model.Reset{}),
		},
	},
}

// The conditions "3G" of Chromium's developer tools, Slow3GConditions in front_end/core/sdk/NetworkManager.ts: a round
// trip of 400 ms, five of which go by before an answer begins, and 0.8 of 500 kilobits a second.
const (
	roundTrip      = 400 * time.Millisecond
	requestLatency = 5 * roundTrip
	downlinkKBPS   = 0.8 * 500
)

// ProfileOf returns the profile with a name, and whether there is one.
func ProfileOf(name string) (Profile, bool) {
	for _, p := range Profiles {
		if p.Name == name {
			return p, true
		}
	}
	return Profile{}, false
}

// ProfileNames returns the names of all profiles, in order.
func ProfileNames() []string {
	names := make([]string, len(Profiles))
	for i, p := range Profiles {
		names[i] = p.Name
	}
	return names
}

// everywhere returns a fault of answers and streams.
func everywhere(name string, share float64, kind model.FaultKind) model.Fault {
	return model.Fault{Name: name, Share: &share, Kind: kind}
}

// answers returns a fault of all answers.
func answers(name string, share float64, kind model.FaultKind) model.Fault {
	f := everywhere(name, share, kind)
	f.On.Routes = []string{"*"}
	return f
}

// streams returns a fault of the connections over some transports, of all connections if none is given.
func streams(name string, share float64, kind model.FaultKind, over ...model.Transport) model.Fault {
	f := everywhere(name, share, kind)
	if f.On.Streams = over; len(over) == 0 {
		f.On.Streams = model.Transports
	}
	return f
}
