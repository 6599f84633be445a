package world

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

const (
	// anyPrefix begins the ids of nodes whose task has no plain id. No other encoding makes a number of more than four
	// digits that begins with 0.
	anyPrefix = nodePrefix + "0"
	// longestAnyNumber is the largest number of digits behind it: a node id has at most 128 bytes.
	longestAnyNumber = 128 - len(anyPrefix)
)

// nodeOf returns the id of a node in a derived task's gang. member counts from 0.
func nodeOf(root chance.Key, task string, member int) string {
	if number, ok := parseTaskID(task); ok {
		core := uint64(chance.Permute(root.Of(aboutNodeID), number))
		return fmt.Sprintf(nodePrefix+"%04d", core*membersPerTask+uint64(member))
	}
	prefix, longest, n := nodePrefix, longestNodeNumber, new(big.Int)
	if model.PlainID(task) {
		n = nameToNumber(task)
	} else {
		prefix, longest = anyPrefix, longestAnyNumber
		n.SetBytes([]byte(task))
	}
	n.Mul(n, big.NewInt(checks)).Add(n, big.NewInt(check(root, task)))
	n.Mul(n, big.NewInt(membersPerTask)).Add(n, big.NewInt(plainNodeNumbers+int64(member)))
	if digits := n.String(); len(digits) <= longest {
		return prefix + digits
	}
	// The number is below those that encode a task, so that the node names none.
	return fmt.Sprintf(anyPrefix+"%09d", uint64(root.Of(aboutNodeID, uint64(member)).OfText(task))%1e9)
}

// taskOf decodes an id that nodeOf made. It returns the task and the node's number in its gang.
func taskOf(root chance.Key, id string) (task string, member int, ok bool) {
	digits, ok := strings.CutPrefix(id, nodePrefix)
	n, isNumber := new(big.Int).SetString(digits, 10)
	if !ok || !isNumber || len(digits) < 4 || n.Sign() < 0 {
		return "", 0, false
	}
	if n.IsInt64() && n.Int64() < plainNodeNumbers {
		core := uint32(n.Int64() / membersPerTask)
		task, member = formatTaskID(chance.Unpermute(root.Of(aboutNodeID), core)), int(n.Int64()%membersPerTask)
		return task, member, nodeOf(root, task, member) == id
	}
	rest := new(big.Int)
	n.DivMod(n.Sub(n, big.NewInt(plainNodeNumbers)), big.NewInt(membersPerTask), rest)
	member = int(rest.Int64())
	n.Div(n, big.NewInt(checks))
	if strings.HasPrefix(id, anyPrefix) {
		task = string(n.Bytes())
	} else {
		task = numberToName(n)
	}
	return task, member, model.ValidID(task) && nodeOf(root, task, member) == id
}

// check returns a checksum that distinguishes numbers made by nodeOf from others.
func check(root chance.Key, task string) int64 {
	return int64(root.Of(aboutNodeID).OfText(task).Below(checks))
}

// nameLetters lists the characters of a plain id. They stand for the digits 1 to 65 of a number.
const nameLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-"

// nameToNumber encodes a plain id as a number, one to one. The usual prefix costs one bit.
func nameToNumber(id string) *big.Int {
	suffix, usual := strings.CutPrefix(id, taskPrefix)
	n := new(big.Int)
	for i := range len(suffix) {
		digit := strings.IndexByte(nameLetters, suffix[i]) + 1
		n.Mul(n, big.NewInt(int64(len(nameLetters)))).Add(n, big.NewInt(int64(digit)))
	}
	n.Lsh(n, 1)
	if usual {
		n.SetBit(n, 0, 1)
	}
	return n
}

// numberToName decodes a number that nameToNumber made.
func numberToName(n *big.Int) string {
	prefix := ""
	if n.Bit(0) == 1 {
		prefix = taskPrefix
	}
	rest, digit, one, base := new(big.Int).Rsh(n, 1), new(big.Int), big.NewInt(1), big.NewInt(int64(len(nameLetters)))
	var letters []byte
	for rest.Sign() > 0 {
		rest.DivMod(rest.Sub(rest, one), base, digit)
		letters = append(letters, nameLetters[digit.Int64()])
	}
	slices.Reverse(letters)
	return prefix + string(letters)
}
