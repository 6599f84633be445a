package stream

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	"trainmock/stream/model"
)

// history names what commands have done up to an instant, for the ids of events: two runs of one world have equal ids
// only where they had equal commands. It is a value in the order of time; only the newest may be added to.
type history []digest

// digest is a hash over all commands in effect from an instant on.
type digest struct {
	from time.Time
	sum  [sha256.Size]byte
}

// with returns the history after more commands, which take effect from start on and not before those that it holds.
func (h history) with(start time.Time, commands []model.Command) history {
	for _, c := range commands {
		text, err := json.Marshal(c)
		if err != nil {
			panic(fmt.Sprintf("stream: a command cannot be encoded: %v", err))
		}
		next := digest{from: start.Add(c.At)}
		if len(h) > 0 {
			text = append(h[len(h)-1].sum[:], text...)
		}
		next.sum = sha256.Sum256(text)
		h = append(h, next)
	}
	return h
}

// Digest returns what an id bears behind the name of the world at an instant: a dot and six hexadecimal digits, or
// nothing where no command is in effect.
func (h history) Digest(at time.Time) string {
	i := sort.Search(len(h), func(i int) bool { return h[i].from.After(at) })
	if i == 0 {
		return ""
	}
	return "." + hex.EncodeToString(h[i-1].sum[:3])
}
