package model

import (
	"encoding/json"
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
	if err := json.Unmarshal(text, &duration); err != nil {
		return err
	}
	d, err := ParseDuration(duration)
	*s = Seconds(d.Round(time.Second) / time.Second)
	return err
}
