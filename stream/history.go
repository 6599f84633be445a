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

// history is the digests of all commands in the order of time. They go into event ids, so that two runs of one world
// have equal ids only if they had equal commands. It is a value; only the newest one may be extended.
type history []digest

// digest is a hash of all commands in effect from an instant on.
type digest struct {
	from time.Time
	sum  [sha256.Size]byte
}

// with returns the history extended by commands. Their times count from start, and none is before an earlier command.
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

// Digest returns the part of an id behind the name of the world at an instant: a dot and six hexadecimal digits, or an
// empty text if no command is in effect.
func (h history) Digest(at time.Time) string {
	i := sort.Search(len(h), func(i int) bool { return h[i].from.After(at) })
	if i == 0 {
		return ""
	}
	return "." + hex.EncodeToString(h[i-1].sum[:3])
}
