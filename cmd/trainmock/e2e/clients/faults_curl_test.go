package clients

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// readStream reads server-sent events as a browser would, broken ones too.
func (s *seen) readStream(from io.Reader) {
	lines, begun := bufio.NewReader(from), time.Now()
	var data []string
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		if s.Head == 0 {
			s.Opened, s.Head, begun = true, int(time.Since(begun).Milliseconds()), time.Now()
		}
		line = strings.TrimRight(line, "\n")
		if text, ok := strings.CutPrefix(line, "data:"); ok {
			data = append(data, strings.TrimPrefix(text, " "))
		}
		if line == "" && data != nil {
			s.take([]byte(strings.Join(data, "\n")), begun)
			data = nil
		}
	}
}

// take reads a message, of a connection that began at a wall time.
func (s *seen) take(text []byte, begun time.Time) {
	var m struct{ ID, Type, Time, Timestamp string }
	s.Bytes += len(text)
	broken := !json.Valid(text)
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		s.Empty++
	case broken:
		s.Broken++
	default:
		// What is valid but no object has no fields.
		_ = json.Unmarshal(text, &m)
	}
	if m.Type == "hello" {
		s.Hellos++
		return
	}
	if s.Messages++; s.First < 0 {
		s.First = int(time.Since(begun).Milliseconds())
	}
	if broken {
		return
	}
	stamp := cmp.Or(m.Time, m.Timestamp)
	s.IDs = append(s.IDs, cmp.Or(m.ID, stamp))
	if at, err := time.Parse(time.RFC3339Nano, stamp); err == nil {
		if age := max(0, int(time.Since(at).Milliseconds())); s.LeastAge < 0 || age < s.LeastAge {
			s.LeastAge = age
		}
	}
}

// readReport reads what curl says of the transfer.
func (s *seen) readReport(report string) error {
	var head, total float64
	if _, err := fmt.Sscan(report, &s.Status, &head, &total); err != nil {
		return fmt.Errorf("curl says %q: %w", report, err)
	}
	if fields := strings.Fields(report); len(fields) > 3 {
		s.Fault = strings.Join(fields[3:], " ")
	}
	s.Opened = s.Status > 0
	s.Head, s.Took = int(head*1000), int((total-head)*1000)
	return nil
}
