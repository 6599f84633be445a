package clients

import (
	"fmt"
	"slices"
	"strings"

	"trainmock/stream/wire"
)

// seen is what a client saw of one connection or answer. Times are in milliseconds: of the opening since the start, of
// all else since the opening.
type seen struct {
	Opened bool `json:"opened"`
	// Status and Fault are those of the answer, as far as the client tells them.
	Status int    `json:"status"`
	Fault  string `json:"fault"`
	Hellos int    `json:"hellos"`
	// Messages counts those besides hello, Empty and Broken those of them that are no JSON. IDs are those of the
	// others, or their times if they have none.
	Messages int      `json:"messages"`
	IDs      []string `json:"ids"`
	Empty    int      `json:"empty"`
	Broken   int      `json:"broken"`
	Bytes    int      `json:"bytes"`
	// Head is when it opened, First when the first message came, and Took when an answer was whole or had failed, -1
	// before.
	Head  int `json:"head"`
	First int `json:"first"`
	Took  int `json:"took"`
	// LeastAge is the least age of a message by its time, -1 without one.
	LeastAge int `json:"least_age"`
	Errors   int `json:"errors"`
	// ReadyState is that behind the first error or the close, -1 without one.
	ReadyState int    `json:"ready_state"`
	Code       int    `json:"code"`
	Reason     string `json:"reason"`
	WasClean   bool   `json:"was_clean"`
	// Failure is the text of an error, and Exit the exit code of a program.
	Failure string `json:"failure"`
	Exit    int    `json:"exit"`
}

// The marks that distinguish struck messages from whole ones. The defaults of the kinds, and the faults that the test
// posts, are far from them.
const (
	lateMillis   = 600
	frozenMillis = 1000
	staleMillis  = 299_000
	slowMillis   = 1000
	// slowBytes is more than 64 kilobits a second bring in the time that clients watch, and far less than the healthy
	// rate does.
	slowBytes = 26_000
)

// content says what is wrong with the messages of a stream, whole if nothing is. all are the ids of the world, and busy
// is set if they are many.
func (s seen) content(all []string, busy bool) string {
	switch {
	case s.Status >= 400 || !s.Opened && s.ended():
		return "refused"
	case !s.Opened:
		return "not open"
	case s.Messages == 0:
		return "nothing"
	case s.Empty == s.Messages:
		return "empty"
	case s.Broken == s.Messages:
		return "no JSON"
	case s.Empty+s.Broken > 0:
		return "partly broken"
	}
	var flaws []string
	for _, flaw := range []struct {
		name string
		is   bool
	}{
		{"late", s.LeastAge >= lateMillis},
		{"frozen", s.First >= frozenMillis && s.LeastAge < lateMillis},
		{"slow", busy && s.Bytes < slowBytes && s.LeastAge < lateMillis},
		{"twice", s.doubled()}, {"shuffled", s.shuffled()}, {"holes", len(s.missing(all)) > 0},
	} {
		if flaw.is {
			flaws = append(flaws, flaw.name)
		}
	}
	if flaws == nil {
		return "whole"
	}
	return strings.Join(flaws, ", ")
}

// ended reports whether the connection has ended in any way that the client could see.
func (s seen) ended() bool { return s.Errors > 0 || s.Code > 0 || s.Failure != "" }

// repeated returns how many messages came again.
func (s seen) repeated() int {
	return len(s.IDs) - len(slices.Compact(slices.Sorted(slices.Values(s.IDs))))
}

// doubled reports whether every message came twice. The last one may have been on its way.
func (s seen) doubled() bool {
	more := len(s.IDs) - 2*s.repeated()
	return len(s.IDs) > 1 && (more == 0 || more == 1)
}

// shuffled reports whether events changed places within a tick, and never between ticks.
func (s seen) shuffled() bool {
	changed := false
	for i := 1; i < len(s.IDs); i++ {
		before, err := wire.ParseEventID(s.IDs[i-1])
		id, err2 := wire.ParseEventID(s.IDs[i])
		if err != nil || err2 != nil || id.Tick < before.Tick {
			return false
		}
		changed = changed || id.Tick == before.Tick && id.Index < before.Index
	}
	return changed
}

// missing returns the ids of the world between the first and the last that the client saw, and that it did not see.
func (s seen) missing(all []string) []string {
	var at []int
	for _, id := range s.IDs {
		if i := slices.Index(all, id); i >= 0 {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(all[slices.Min(at):slices.Max(at)]), func(id string) bool {
		return slices.Contains(s.IDs, id)
	})
}

// answer says what is wrong with an answer, whole if nothing is.
func (s seen) answer() string {
	switch {
	case !s.Opened:
		return "no head"
	case s.Status >= 400:
		return "refused"
	case s.Messages == 0:
		return "cut"
	case s.Empty > 0:
		return "empty"
	case s.Broken > 0 && (s.Failure != "" || s.Exit != 0):
		return "cut"
	case s.Broken > 0:
		return "no JSON"
	case s.LeastAge >= staleMillis:
		return "stale"
	case s.Fault == "latency" && s.Head >= lateMillis:
		return "late"
	case s.Took >= slowMillis:
		return "slow"
	}
	return "whole"
}

// sourceEnd says how a connection of an event source ended.
func (s seen) sourceEnd() string {
	if s.Errors == 0 {
		return "lasts"
	}
	return "error, " + []string{"CONNECTING", "OPEN", "CLOSED"}[s.ReadyState]
}

// socketEnd says how a WebSocket ended.
func (s seen) socketEnd() string {
	if s.Code == 0 {
		return "lasts"
	}
	end := fmt.Sprintf("close %d", s.Code)
	if s.Errors > 0 {
		end = "error, " + end
	}
	if s.WasClean {
		end += " clean"
	}
	return end
}

// fetchEnd says how a fetch ended, by the name of its error.
func (s seen) fetchEnd() string {
	switch name, _, _ := strings.Cut(s.Failure, " "); {
	case name != "":
		return name
	case s.Took < 0:
		return "lasts"
	}
	return "done"
}

// timedOut is the exit code of curl when its time is over.
const timedOut = 28

// curlEnd says how curl ended.
func (s seen) curlEnd() string {
	switch s.Exit {
	case 0:
		return "done"
	case timedOut:
		return "lasts"
	}
	return fmt.Sprintf("exit %d", s.Exit)
}

// figures returns what else is worth knowing.
func (s seen) figures(all []string) string {
	list := []string{fmt.Sprintf("%d messages", s.Messages)}
	for _, f := range []struct {
		format string
		n      int
	}{
		{"status %d", s.Status}, {"%d repeated", s.repeated()}, {"%d missing", len(s.missing(all))},
		{"%d empty", s.Empty},
		{"%d no JSON", s.Broken}, {"%d hellos", s.Hellos}, {"%d error events", s.Errors}, {"open after %d ms", s.Head},
		{"first after %d ms", s.First}, {"took %d ms", s.Took}, {"readyState %d", s.ReadyState}, {"%d B", s.Bytes},
	} {
		if f.n > 0 {
			list = append(list, fmt.Sprintf(f.format, f.n))
		}
	}
	for _, text := range []string{s.Reason, s.Failure, s.Fault} {
		if text != "" {
			list = append(list, "`"+text+"`")
		}
	}
	return strings.Join(list, ", ")
}
