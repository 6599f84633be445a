package model

import (
	"encoding/json"
	"strconv"
	"time"
)

// Seconds is a number of whole seconds.
type Seconds int64

// UnmarshalJSON reads a number of seconds, or the text of a duration such as "2s".
func (s *Seconds) UnmarshalJSON(text []byte) error {
	var n int64
	if json.Unmarshal(text, &n) == nil {
		*s = Seconds(n)
		return nil
	}
	var duration string
	err := json.Unmarshal(text, &duration)
	if err == nil {
		*s, err = ParseSeconds(duration)
	}
	return err
}

// ParseSeconds reads a number of seconds, or a duration such as 2s, which is rounded.
func ParseSeconds(text string) (Seconds, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return Seconds(n), nil
	}
	d, err := ParseDuration(text)
	return Seconds(d.Round(time.Second) / time.Second), err
}
