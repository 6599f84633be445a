package program_test

import (
	"io"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// list is a feed of messages with these ids; an empty one is a heartbeat.
type list []string

func (l *list) Next() (program.Message, error) {
	if len(*l) == 0 {
		return program.Message{}, io.EOF
	}
	m := program.Message{ID: (*l)[0], Type: "cluster_status"}
	if *l = (*l)[1:]; m.ID == "" {
		m.Type = "heartbeat"
	}
	if m.ID == "gap" {
		m.ID, m.Type = "", "gap"
	}
	return m, nil
}

// TestWholeFeed reads feeds with holes and without.
func TestWholeFeed(t *testing.T) {
	const first = "9f3ab2c1:7:0"
	for name, tc := range map[string]struct {
		ids  list
		says string
	}{
		"whole":         {list{"", first, "9f3ab2c1:7:1", "", "9f3ab2c1:8:0", "9f3ab2c1:9:0"}, "EOF"},
		"a tick":        {list{first, "9f3ab2c1:9:0"}, "after 9f3ab2c1:7:0 came 9f3ab2c1:9:0"},
		"an event":      {list{first, "9f3ab2c1:7:2"}, "after 9f3ab2c1:7:0 came 9f3ab2c1:7:2"},
		"a beginning":   {list{first, "9f3ab2c1:8:1"}, "after 9f3ab2c1:7:0 came 9f3ab2c1:8:1"},
		"told again":    {list{first, first}, "after 9f3ab2c1:7:0 came 9f3ab2c1:7:0"},
		"a gap is told": {list{first, "gap"}, "after 9f3ab2c1:7:0 came a gap"},
		"no id":         {list{"x"}, `came "x": an event id is`},
	} {
		f, err := program.WholeFeed{Feed: &tc.ids}, error(nil)
		for err == nil {
			_, err = f.Next()
		}
		if !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: got %v, want %q", name, err, tc.says)
		}
	}
}
