package service

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// maxAddresses limits the addresses of a request: twice the largest cluster that comes with the program.
const maxAddresses = 2000

// NodesExample is a body with addresses.
const NodesExample = `{"nodes": ["192.168.3.17"]}`

// NodesFault is the detail of the refusal of an address.
var NodesFault = addressFault(0, notIPv4("node_4821"))

// NodesSchema describes a body with addresses.
func NodesSchema() *huma.Schema { return listSchema("ipv4") }

// TextsSchema describes a body with texts that need not be addresses.
func TextsSchema() *huma.Schema { return listSchema("") }

// listSchema describes a body with addresses in a format.
func listSchema(format string) *huma.Schema {
	list := &huma.Schema{
		Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: format},
		MinItems: new(1), MaxItems: new(maxAddresses), Description: "IPv4 addresses.",
	}
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true, Required: []string{"nodes"},
		Properties: map[string]*huma.Schema{"nodes": list},
	}
}

// parseAddresses reads the addresses in a body. It refuses a body without one.
func parseAddresses(b *answer.Body) ([]string, error) {
	list, err := parseAnyAddresses(b)
	if err == nil && len(list) == 0 {
		err = badAddresses("missing", "there are no addresses: send, for example, "+NodesExample)
	}
	return list, err
}

// parseAnyAddresses reads the addresses in a body that is not empty; there may be none. It counts the items of a list
// before it decodes them: to decode a megabyte of empty texts takes eight times as long as to refuse it by its length.
func parseAnyAddresses(b *answer.Body) ([]string, error) {
	// A struct would take Nodes for nodes, and the last of both.
	var keys map[string]json.RawMessage
	if err := b.Parse(&keys, NodesExample); err != nil {
		return nil, err
	}
	if misspelt := answer.NameFaults(clusterKeys, keys); len(misspelt) > 0 {
		return nil, refuse.InvalidAll(misspelt)
	}
	nodes, ok := keys["nodes"]
	if !ok {
		return nil, nil
	}
	if n := countItems(nodes); n > maxAddresses {
		message := fmt.Sprintf("%d addresses are too many: send at most %d at a time", n, maxAddresses)
		return nil, badAddresses("list.max_items", message)
	}
	var list []string
	if err := answer.ParsePart(nodes, &list, NodesExample, "nodes"); err != nil {
		return nil, err
	}
	return list, nil
}

// clusterKeys holds the key of the addresses.
var clusterKeys = ask.NewKnownNames(map[string]string{"nodes": NodesExample}, "nodes")

// countItems counts the items of a list in valid JSON, including those of lists and objects inside it. It returns 0
// for other JSON.
func countItems(list json.RawMessage) int {
	if len(list) == 0 || list[0] != '[' {
		return 0
	}
	count, inText := 1, false
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case '"':
			inText = !inText
		case '\\':
			i++ // an escaped quote does not end a text
		case ',':
			if !inText {
				count++
			}
		}
	}
	return count
}

// badAddresses refuses a list as a whole.
func badAddresses(kind, message string) error {
	return refuse.InvalidAll([]refuse.Fault{answer.Fault(message, kind, "nodes")})
}

// badAddress refuses the i-th address of a list.
func badAddress(i int, message string) error { return refuse.InvalidAll(addressFault(i, message)) }

// addressFault returns the fault of the i-th address of a list.
func addressFault(i int, message string) []refuse.Fault {
	return []refuse.Fault{answer.Fault(message, "ip", "nodes", strconv.Itoa(i))}
}

// checkAddresses refuses the first text that is no IPv4 address.
func checkAddresses(list []string) error {
	for i, ip := range list {
		if !isIPv4(ip) {
			return badAddress(i, notIPv4(ip))
		}
	}
	return nil
}

// unique returns a list without repetitions, in the order of first occurrence.
func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	var once []string
	for _, ip := range list {
		if !seen[ip] {
			seen[ip] = true
			once = append(once, ip)
		}
	}
	return once
}

// isIPv4 reports whether a text is an IPv4 address.
func isIPv4(ip string) bool {
	address, err := netip.ParseAddr(ip)
	return err == nil && address.Is4()
}

// notIPv4 returns the message about a text that is no IPv4 address.
func notIPv4(ip string) string {
	return model.Quote(ip) + " is not an IPv4 address: use, for example, 192.168.3.17"
}
