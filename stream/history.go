package stream

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"time"

	"trainmock/stream/model"
)

// history is the commands in effect, in the order of their instants, with their digests. The digests go into event
// ids, so that two runs of one world have equal ids only if they had equal commands. It is a value; only the newest
// one may be extended.
type history []logged

// logged is a command of a history.
type logged struct {
	model.Command
	// seq is the number of its entry in the journal, among those with commands.
	seq uint64
	// at is its instant.
	at time.Time
	// own is a digest of the command, and sum one of all commands up to it.
	own, sum [sha256.Size]byte
}

// with returns the history with the commands of an entry, which are in order. Their times count from start.
func (h history) with(start time.Time, seq uint64, commands []model.Command) history {
	for _, c := range commands {
		next := newLogged(c, start, seq)
		if i := h.after(next.at); i < len(h) {
			h = slices.Insert(slices.Clone(h), i, next)
			h.chain(i)
		} else {
			h = append(h, next)
			h.chain(i)
		}
	}
	return h
}

// newLogged returns a command of an entry. Its time counts from start.
func newLogged(c model.Command, start time.Time, seq uint64) logged {
	text, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("stream: a command cannot be encoded: %v", err))
	}
	return logged{Command: c, seq: seq, at: start.Add(c.At), own: sha256.Sum256(text)}
}

// inserted does what with does, in place, and sets no digest of all commands: chain does. No other goroutine may see
// the history.
func (h history) inserted(start time.Time, seq uint64, commands []model.Command) history {
	for _, c := range commands {
		next := newLogged(c, start, seq)
		h = slices.Insert(h, h.after(next.at), next)
	}
	return h
}

// without returns the history without the commands of an entry. It sets no digest of all commands: chain does.
func (h history) without(seq uint64) history {
	return slices.DeleteFunc(slices.Clone(h), func(l logged) bool { return l.seq == seq })
}

// newest returns the number of the newest entry, 0 if there is none, and the instant of its first command.
func (h history) newest() (seq uint64, first time.Time) {
	for _, l := range h {
		if l.seq > seq {
			seq, first = l.seq, l.at
		}
	}
	return seq, first
}

// chain sets the digests of the commands from one on.
func (h history) chain(from int) {
	for i := from; i < len(h); i++ {
		text := h[i].own[:]
		if i > 0 {
			text = append(h[i-1].sum[:], text...)
		}
		h[i].sum = sha256.Sum256(text)
	}
}

// after returns the index of the first command after an instant.
func (h history) after(at time.Time) int {
	return sort.Search(len(h), func(i int) bool { return h[i].at.After(at) })
}

// commands returns the commands alone.
func (h history) commands() []model.Command {
	list := make([]model.Command, len(h))
	for i, l := range h {
		list[i] = l.Command
	}
	return list
}

// Digest returns the part of an id behind the name of the world at an instant: a dot and six hexadecimal digits, or an
// empty text if no command is in effect.
func (h history) Digest(at time.Time) string {
	i := h.after(at)
	if i == 0 {
		return ""
	}
	return "." + hex.EncodeToString(h[i-1].sum[:3])
}
