package world

import (
	"strconv"

	"trainmock/stream/model"
)

// count writes a whole number in words for people.
func count(n int64) string { return strconv.FormatInt(n, 10) }

// nodes is "1 node", "2 nodes".
func nodes(n int) string {
	if n == 1 {
		return "1 node"
	}
	return strconv.Itoa(n) + " nodes"
}

// epochWord is what a kind of training calls its passes.
func epochWord(kind model.Kind, n int64) string {
	word := "epoch"
	if kind == model.Federated {
		word = "round"
	}
	if n == 1 {
		return word
	}
	return word + "s"
}
