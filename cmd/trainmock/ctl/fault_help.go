package ctl

// flagHelp describes a flag of the commands that add faults.
type flagHelp struct {
	text, placeholder, complete string
	// ofFault is set for the fields that every fault has.
	ofFault bool
}

// faultHelp describes the flags by the fields' names in JSON. Where a kind's value differs from others of its name, it
// stands under the kind and a dot.
var faultHelp = map[string]flagHelp{
	"name":  {"Its name, for fault clear; by default the kind and a number.", "NAME", "", true},
	"share": {"The share of requests or events that it strikes, more than 0, at most 1.", "P", "", true},
	"nth":   {"Strikes the n-th one alone; with --every each n-th.", "N", "", true},
	"every": {"Strikes each n-th one.", "", "", true},
	"count": {"Ends the fault after so many strikes.", "N", "", true},
	"per":   {"With subscriber each connection draws and counts for itself.", "subscriber", "per", true},
	"from":  {"When it begins: +30s, RFC 3339, or Unix seconds; now by default.", "TIME", "", true},
	"for":   {"How much world time it lasts; by default until it is cleared.", "TIME", "", true},

	"routes":      {"A path that it strikes, such as '/monitor/*'; may be given several times.", "PATH", "", false},
	"streams":     {"The streams that it strikes: sse, ws, dashboard.", "NAME", "transport", false},
	"topics":      {"The topics of the events that it strikes.", "TOPIC", "topic", false},
	"types":       {"The types of the events that it strikes.", "TYPE", "event", false},
	"subscribers": {"The connections that it strikes, as ctl subscribers lists them.", "ID", "", false},

	"delay":        {"How long, in wall time.", "TIME", "", false},
	"jitter":       {"How much longer or shorter at most.", "TIME", "", false},
	"distribution": {"Of the jitter: uniform, the default, or lognormal.", "NAME", "distribution", false},
	"status.code":  {"The status, from 200 to 599.", "N", "", false},
	"body":         {"The body; by default one in the service's shape.", "TEXT", "", false},
	"headers":      {"A header to set; may be given several times.", "NAME=VALUE", "", false},
	"retry_after":  {"The header Retry-After, in seconds.", "N", "", false},
	"bytes":        {"How many bytes are left; by default half of them.", "N", "", false},
	"frame":        {"Cuts the frame of a WebSocket instead of the text in it.", "", "", false},
	"hang.for":     {"The wall time of silence; by default for ever.", "TIME", "", false},
	"kbps":         {"Kilobits a second.", "N", "", false},
	"times":        {"How often in all; 2 by default.", "N", "", false},
	"close.code":   {"The code of the close frame; 1011 by default.", "N", "", false},
	"reason":       {"The reason in the close frame, at most 123 bytes.", "TEXT", "", false},
	"freeze.for":   {"The wall time of each silence.", "TIME", "", false},
	"freeze.every": {"From the beginning of one silence to that of the next.", "TIME", "", false},
	"by":           {"How old the answers are, in world time.", "TIME", "", false},
}
