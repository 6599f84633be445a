package model

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

var durationType = reflect.TypeFor[time.Duration]()

// readValue reads one value of a verb from JSON, of which null is none. It returns a complaint that says what to use
// instead, or an empty text.
func readValue(text json.RawMessage, into reflect.Value, units bool) (complaint string) {
	if into.Type() == durationType {
		return readDuration(text, into, units)
	}
	if json.Unmarshal(text, into.Addr().Interface()) == nil {
		return ""
	}
	what := "of another kind than this value: use what the examples have"
	switch into.Kind() {
	case reflect.Int, reflect.Int64:
		what = "not a whole number that can be read: use digits without quotes, such as 3"
	case reflect.Float64:
		what = "not a number that can be read: use digits without quotes, such as 2.5"
	case reflect.String:
		what = "not a text: put it in quotes"
	case reflect.Slice:
		what = `not a list of texts: use, for example, ["#2"]`
	case reflect.Map:
		what = `not an object: use, for example, {"lr": 0.1}`
	}
	return shownJSON(text) + " is " + what
}

// readDuration reads a duration: a text, or, without units, also whole nanoseconds.
func readDuration(text json.RawMessage, into reflect.Value, units bool) (complaint string) {
	var written string
	if json.Unmarshal(text, &written) == nil && string(text) != "null" {
		d, err := ParseDuration(written)
		if err != nil {
			return err.Error()
		}
		into.SetInt(int64(d))
		return ""
	}
	if plain := string(text); plain == "0" || plain == "null" || !units {
		if json.Unmarshal(text, into.Addr().Interface()) == nil {
			return ""
		}
	}
	return shownJSON(text) + ` is not a duration: use a text with a unit (ms, s, m, h, d, w), such as "90s" or "5m"`
}

// shownJSON returns a value for a message, cut to 60 bytes.
func shownJSON(text json.RawMessage) string {
	const most = 60
	if len(text) <= most {
		return Visible(string(text))
	}
	return Visible(strings.ToValidUTF8(string(text[:most]), "")) + "…"
}
