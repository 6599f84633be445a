package stream_test

import (
	"fmt"
	"strings"
)

// allGarbage returns the cases of TestGarbage.
func allGarbage() []garbage {
	var all []garbage
	for _, part := range [][]garbage{violations(), oddHeads(), fragments(), texts(), sizes(), farewells(),
		oddButFine()} {
		all = append(all, part...)
	}
	return all
}

// protocolError is how RFC 6455 ends what is no WebSocket any more.
var protocolError = []int{1002}

// violations returns frames with bits that a client must not set, or must set.
func violations() []garbage {
	cases := []garbage{
		{name: "unmasked text", send: "\x81\x02{}", codes: protocolError},
		{name: "unmasked ping", send: "\x89\x02hi", codes: protocolError},
		{name: "unmasked close", send: "\x88\x02\x03\xe8", codes: protocolError},
		{name: "reserved bit 1", send: masked(0xc1, "{}"), codes: protocolError},
		{name: "reserved bit 2", send: masked(0xa1, "{}"), codes: protocolError},
		{name: "reserved bit 3", send: masked(0x91, "{}"), codes: protocolError},
		{name: "reserved bit of a ping", send: masked(0xc9, "hi"), codes: protocolError},
		{name: "reserved bit of a continuation", send: masked(0x01, "{") + masked(0xc0, "}"), codes: protocolError},
		{name: "HTTP", send: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", codes: protocolError},
		{name: "TLS", send: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", codes: protocolError},
		{name: "zeros", send: strings.Repeat("\x00", 100), codes: protocolError},
		{name: "ones", send: strings.Repeat("\xff", 100), codes: protocolError},
		{name: "after a ping that is fine", send: masked(opPing, "fine") + "\x81\x02{}", codes: protocolError,
			pongs: []string{"fine"}},
	}
	for _, opcode := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		cases = append(cases,
			garbage{name: fmt.Sprintf("opcode %d", opcode), send: masked(0x80|opcode, "hi"), codes: protocolError})
	}
	return cases
}

// oddHeads returns frames with lengths that a client must not write in this form. RFC 6455 does not say how a server
// takes a length in more bytes than it needs.
func oddHeads() []garbage {
	return []garbage{
		{name: "length 2 in 2 bytes", send: "\x81\xfe\x00\x02" + mask("{}"), codes: []int{1002, stays}},
		{name: "length 2 in 8 bytes", send: "\x81\xff\x00\x00\x00\x00\x00\x00\x00\x02" + mask("{}"),
			codes: []int{1002, stays}},
		{name: "length 0 in 8 bytes", send: "\x81\xff\x00\x00\x00\x00\x00\x00\x00\x00" + mask(""),
			codes: []int{1002, stays}},
		{name: "length 300 in 8 bytes", send: "\x81\xff\x00\x00\x00\x00\x00\x00\x01\x2c" +
			mask(strings.Repeat(" ", 300)), codes: []int{1002, stays}},
		{name: "length with the top bit", send: "\x81\xff\x80\x00\x00\x00\x00\x00\x00\x02" + mask("{}"),
			codes: []int{1002, 1009}},
		{name: "length of all bits", send: "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff" + mask("{}"),
			codes: []int{1002, 1009}},
		{name: "length 2^63-1", send: "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff" + mask("{}"), codes: []int{1009}},
		{name: "lengths whose sum overflows", send: masked(0x01, "{}") + "\x80\xff\x7f\xff\xff\xff\xff\xff\xff\xff" +
			mask("{}"), codes: []int{1009}},
		{name: "length 2^40", send: "\x82\xff\x00\x00\x01\x00\x00\x00\x00\x00" + mask("{}"), codes: []int{1009}},
		{name: "length 65535 and nothing of it", send: "\x81\xfe\xff\xff" + mask(""), codes: []int{1009}},
		{name: "ping of 126 bytes", send: masked(opPing, strings.Repeat("x", 126)), codes: protocolError},
		{name: "pong of 126 bytes", send: masked(opPong, strings.Repeat("x", 126)), codes: protocolError},
		{name: "close of 126 bytes", send: closing(1000, strings.Repeat("x", 124)), codes: protocolError},
		{name: "ping of 65536 bytes", send: masked(opPing, strings.Repeat("x", 1<<16)), codes: protocolError},
		{name: "ping with length 2 in 2 bytes", send: "\x89\xfe\x00\x02" + mask("hi"), codes: protocolError},
		{name: "ping with length 2 in 8 bytes", send: "\x89\xff\x00\x00\x00\x00\x00\x00\x00\x02" + mask("hi"),
			codes: protocolError},
	}
}

// fragments returns messages in parts, valid and invalid.
func fragments() []garbage {
	return []garbage{
		{name: "text in parts", send: masked(0x01, `{"ty`) + masked(0x00, `pe":"pi`) + masked(0x80, `ng"}`),
			codes: []int{stays}, reply: `"type":"pong"`},
		{
			name: "text in parts with pings between",
			send: masked(opPing, "0") + masked(0x01, `{"type"`) + masked(opPing, "1") + masked(opPong, "x") +
				masked(0x00, `:"ping`) + masked(opPing, "") + masked(0x80, `"}`),
			codes: []int{stays}, pongs: []string{"0", "1", ""}, reply: `"type":"pong"`,
		},
		{name: "text in empty parts", send: masked(0x01, "") + strings.Repeat(masked(0x00, ""), 1000) +
			masked(0x80, `{"type":"ping"}`), codes: []int{stays}, reply: `"type":"pong"`},
		{name: "nothing in parts", send: masked(0x01, "") + masked(0x80, ""), codes: []int{stays}, reply: `"bad_json"`},
		{name: "binary in parts", send: masked(0x02, "\xff") + masked(0x80, "\xfe"), codes: []int{stays},
			reply: `"not_text"`},
		{name: "close within a text", send: masked(0x01, `{"type":`) + closing(4000, ""), codes: []int{4000}},
		{name: "continuation of nothing", send: masked(0x00, "{}"), codes: protocolError},
		{name: "last continuation of nothing", send: masked(0x80, "{}"), codes: protocolError},
		{name: "continuation of what has ended", send: masked(0x01, `{"type"`) + masked(0x80, `:"ping"}`) +
			masked(0x80, "{}"), codes: protocolError, reply: `"type":"pong"`},
		{name: "text within a text", send: masked(0x01, "{") + masked(opText, "{}"), codes: protocolError},
		{name: "binary within a text", send: masked(0x01, "{") + masked(opBinary, "{}"), codes: protocolError},
		{name: "begin within a text", send: masked(0x01, "{") + masked(0x01, "}"), codes: protocolError},
		{name: "ping in parts", send: masked(0x09, "h") + masked(0x80, "i"), codes: protocolError},
		{name: "pong in parts", send: masked(0x0a, "h") + masked(0x80, "i"), codes: protocolError},
		{name: "close in parts", send: masked(0x08, "\x03\xe8"), codes: protocolError},
		{name: "ping in parts within a text", send: masked(0x01, "{") + masked(0x09, "h"), codes: protocolError},
	}
}

// texts returns texts in UTF-8, and bytes that only resemble it.
func texts() []garbage {
	noText := []int{1007}
	return []garbage{
		{name: "UTF-8", send: masked(opText, `{"type":"über"}`), codes: []int{stays}, reply: "über"},
		{name: "UTF-8 split within a letter", send: masked(0x01, "{\"type\":\"\xc3") + masked(opPing, "?") +
			masked(0x80, "\xbcber\"}"), codes: []int{stays}, pongs: []string{"?"}, reply: "über"},
		{name: "UTF-8 split in single bytes", send: masked(0x01, "{\"type\":\"\xf0") + masked(0, "\x9f") +
			masked(0, "\x92") + masked(0x80, "\xa5\"}"), codes: []int{stays}, reply: "💥"},
		{name: "a stray byte", send: masked(opText, "{\"type\":\"\xff\"}"), codes: noText},
		{name: "a stray byte in the first part", send: masked(0x01, "{\"type\":\"\xff") + masked(0x80, `"}`),
			codes: noText},
		{name: "a stray byte in the last part", send: masked(0x01, `{"type":"`) + masked(0x80, "\xff\"}"),
			codes: noText},
		{name: "a letter whose second half is another's", send: masked(0x01, "{\"type\":\"\xc3") +
			masked(0x80, "\xc3\"}"), codes: noText},
		{name: "a letter that breaks off", send: masked(opText, "{\"type\":\"\xc3"), codes: noText},
		{name: "a letter that breaks off in the last part", send: masked(0x01, "{") + masked(0x80, "\xe2\x82"),
			codes: noText},
		{name: "half of a surrogate pair", send: masked(opText, "\"\xed\xa0\x80\""), codes: noText},
		{name: "more bytes than it takes", send: masked(opText, "\"\xc0\xaf\""), codes: noText},
		{name: "beyond the last letter", send: masked(opText, "\"\xf4\x90\x80\x80\""), codes: noText},
		{name: "no UTF-8 in binary", send: masked(opBinary, "\xff\xc0"), codes: []int{stays}, reply: `"not_text"`},
		{name: "null bytes", send: masked(opText, "\x00\x00"), codes: []int{stays}, reply: `"bad_json"`},
		{name: "deep JSON", send: masked(opText, strings.Repeat("[", 4096)), codes: []int{stays}, reply: `"bad_json"`},
	}
}

// sizes returns messages around the limit of 4 KiB, whole and in parts.
func sizes() []garbage {
	tooBig := []int{1009}
	fits := `{"type":"` + strings.Repeat("x", 4096-len(`{"type":""}`)) + `"}`
	return []garbage{
		{name: "4 KiB", send: masked(opText, fits), codes: []int{stays}, reply: `"unknown_type"`},
		{name: "4 KiB and one", send: masked(opText, fits+" "), codes: tooBig},
		{name: "4 KiB in parts", send: masked(0x01, fits[:2048]) + masked(opPing, "!") + masked(0x80, fits[2048:]),
			codes: []int{stays}, pongs: []string{"!"}, reply: `"unknown_type"`},
		{name: "4 KiB and one in parts", send: masked(0x01, fits[:2048]) + masked(opPing, "!") +
			masked(0x80, fits[2048:]+" "), codes: tooBig, pongs: []string{"!"}},
		{name: "4 KiB twice", send: strings.Repeat(masked(opText, fits), 2), codes: []int{stays},
			reply: `"unknown_type"`},
		{name: "4 KiB of binary", send: masked(opBinary, fits), codes: []int{stays}, reply: `"not_text"`},
		{name: "4 KiB and one of binary", send: masked(opBinary, fits+" "), codes: tooBig},
		{name: "64 KiB", send: masked(opText, strings.Repeat("x", 1<<16)), codes: tooBig},
		{name: "no end of parts", send: masked(0x01, "{") + strings.Repeat(masked(0x00, strings.Repeat(" ", 100)), 50),
			codes: tooBig},
	}
}

// farewells returns close frames. A valid one is answered with its own code.
func farewells() []garbage {
	cases := []garbage{
		{name: "close without a body", send: masked(opClose, ""), codes: []int{1000, noStatus}},
		{name: "close of one byte", send: masked(opClose, "\x03"), codes: protocolError},
		{name: "close for a reason that is no UTF-8", send: closing(1000, "\xff"), codes: []int{1002, 1007}},
		{name: "close for a reason that breaks off", send: closing(1000, "\xe2\x82"), codes: []int{1002, 1007}},
		{name: "close for as long a reason as there can be", send: closing(1000, strings.Repeat("x", 123)),
			codes: []int{1000}},
		{name: "close twice", send: closing(1000, "") + closing(1001, ""), codes: []int{1000}},
		{name: "close and then nonsense", send: closing(1000, "") + "\xff\xff\xff\xff", codes: []int{1000}},
		{name: "close and then text", send: closing(1000, "") + masked(opText, `{"type":"ping"}`), codes: []int{1000}},
		{name: "ping and then close", send: masked(opPing, "last") + closing(3001, "done"), codes: []int{3001},
			pongs: []string{"last"}},
	}
	for _, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999} {
		cases = append(cases,
			garbage{name: fmt.Sprintf("close %d", code), send: closing(uint16(code), "done"), codes: []int{code}})
	}
	for _, code := range []int{0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535} {
		cases = append(cases,
			garbage{name: fmt.Sprintf("close %d", code), send: closing(uint16(code), "done"), codes: protocolError})
	}
	return cases
}

// oddButFine returns valid frames that few clients send.
func oddButFine() []garbage {
	many := make([]string, 100)
	pings := ""
	for i := range many {
		many[i] = fmt.Sprint("ping ", i)
		pings += masked(opPing, many[i])
	}
	return []garbage{
		{name: "nothing", codes: []int{stays}},
		{name: "empty ping", send: masked(opPing, ""), codes: []int{stays}, pongs: []string{""}},
		{name: "ping of 125 bytes", send: masked(opPing, strings.Repeat("\xff", 125)), codes: []int{stays},
			pongs: []string{strings.Repeat("\xff", 125)}},
		{name: "a hundred pings", send: pings, codes: []int{stays}, pongs: many},
		{name: "pong for no ping", send: masked(opPong, "what?"), codes: []int{stays}},
		{name: "empty text", send: masked(opText, ""), codes: []int{stays}, reply: `"bad_json"`},
		{name: "a mask of zeros", send: "\x81\x8f\x00\x00\x00\x00" + `{"type":"ping"}`, codes: []int{stays},
			reply: `"type":"pong"`},
		{name: "subscribe again and again", send: strings.Repeat(masked(opText,
			`{"type":"subscribe","topics":"logs"}`), 20), codes: []int{stays}, reply: `"topics":["logs"]`},
	}
}
