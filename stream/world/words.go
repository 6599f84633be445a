package world

import (
	"strconv"

	"trainmock/stream/model"
)

// count formats a whole number for messages.
func count(n int64) string { return strconv.FormatInt(n, 10) }

// nodes formats a number of nodes: "1 node", "2 nodes".
func nodes(n int) string {
	if n == 1 {
		return "1 node"
	}
	return strconv.Itoa(n) + " nodes"
}

// epochWord returns the word for n epochs in a kind of training.
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
