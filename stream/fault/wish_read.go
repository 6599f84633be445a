package fault

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/suggest"
)

const (
	codeName  = "__code"
	delayName = "__delay"
	faultName = "__fault"
	// preferHeader can hold code=503, as Prism reads it (RFC 7240 defines the header).
	preferHeader = "Prefer"

	leastCode = 200
	mostCode  = 599
	// maxWishDelay is the longest __delay.
	maxWishDelay = 30 * time.Second
)

// wishParameters is the table of parameters, with the value of an example and the type of a mistake.
var wishParameters = map[string]struct{ example, mistake string }{
	codeName:  {codeName + "=503", "number.range"},
	delayName: {delayName + "=800ms", "duration"},
	faultName: {faultName + "=flaky", "enum"},
}

// MayWish reports whether a request may ask to break its own answer.
func MayWish(r *http.Request) bool { return r.URL.RawQuery != "" || len(r.Header[preferHeader]) > 0 }

// ReadWish reads what a request asks to break of its own answer. plain is the request without the parameters of the
// wish. Misspelt ones are refused. Errors are of type *refuse.Refusal.
func ReadWish(r *http.Request) (wish Wish, plain *http.Request, err error) {
	if code, ok := preferredCode(r.Header); ok {
		if wish.status, err = readCode(code); err != nil {
			return wish, r, refuse.InvalidAll([]refuse.Fault{{
				Loc: []string{"header", preferHeader}, Type: "value_error.number.range",
				Msg: err.Error() + ": use 200 to 599, such as Prefer: code=503",
			}})
		}
		wish.status.Name = "prefer"
	}
	if !strings.Contains(r.URL.RawQuery, "_") && !strings.Contains(r.URL.RawQuery, "%") {
		return wish, r, nil
	}
	query, given, err := cutWish(r.URL.RawQuery)
	if err != nil || len(given) == 0 {
		return wish, r, err
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if err := wish.read(name, given[name]); err != nil {
			p := wishParameters[name]
			return wish, r, refuse.Invalid(name, p.mistake, err.Error()+": use, for example, "+p.example)
		}
	}
	return wish, ask.WithQuery(r, query), nil
}

// RefuseWish refuses a request for control whose address asks to break something. Errors are of type *refuse.Refusal.
func RefuseWish(r *http.Request) error {
	for name := range r.URL.Query() {
		if p, ok := wishParameters[name]; ok {
			return refuse.Invalid(name, "place", "/mock is control, which never breaks: use it on another route, "+
				"such as /health?"+p.example)
		}
	}
	return nil
}

// cutWish returns a query without the parameters of a wish, and the first value of each of these. It refuses misspelt
// ones: names with two underscores that differ by a slip, and those that differ by their underscores or case alone.
func cutWish(query string) (rest string, given map[string]string, err error) {
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(part, "=")
		name, bad := url.QueryUnescape(key)
		if _, ok := wishParameters[name]; bad != nil || !ok {
			if meant := meantWish(name); bad == nil && meant != "" {
				return "", nil, refuse.Invalid(name, "name", fmt.Sprintf(
					"there is no %s here: did you mean %s? Use, for example, %s",
					model.Quote(name), meant, wishParameters[meant].example))
			}
			kept = append(kept, part)
			continue
		}
		if given == nil {
			given = map[string]string{}
		}
		if _, again := given[name]; !again {
			// A bad escape leaves an empty value, which none of them may have.
			plain, _ := url.QueryUnescape(value)
			given[name] = plain
		}
	}
	return strings.Join(kept, "&"), given, nil
}

// wishNames are the parameters of a wish, and __token, which is not one.
var wishNames = suggest.New(codeName, delayName, faultName, "__token")

// meantWish returns the parameter of a wish that a name misspells, or an empty text.
func meantWish(name string) string {
	if !strings.HasPrefix(name, "_") {
		return ""
	}
	meant := wishNames.Meant(name)
	same := suggest.Plain(meant) == suggest.Plain(name)
	if _, ok := wishParameters[meant]; !ok || !same && !strings.HasPrefix(name, "__") {
		return ""
	}
	return meant
}

// read reads the value of a parameter. Errors say what is wrong.
func (w *Wish) read(name, text string) (err error) {
	switch name {
	case codeName:
		w.status, err = readCode(text)
	case delayName:
		w.latency, err = readDelay(text)
	case faultName:
		err = w.readName(text)
	}
	return err
}

// readCode reads a status.
func readCode(text string) (*model.Fault, error) {
	code, err := strconv.Atoi(text)
	if err != nil || code < leastCode || code > mostCode {
		return nil, fmt.Errorf("%s is not a status from %d to %d", model.Quote(text), leastCode, mostCode)
	}
	return &model.Fault{Name: codeName, Kind: model.FaultStatus{Code: int64(code)}}, nil
}

// readDelay reads a wall time. It returns nil for none.
func readDelay(text string) (*model.Fault, error) {
	d, err := model.ParseDuration(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s is not a duration with a unit", model.Quote(text))
	case d < 0 || d > maxWishDelay:
		return nil, fmt.Errorf("%s is not from 0 to %s", model.Quote(text), maxWishDelay)
	case d == 0:
		return nil, nil
	}
	return &model.Fault{Name: delayName, Kind: model.Latency{Delay: d}}, nil
}

// readName reads the name of a profile or kind.
func (w *Wish) readName(text string) error {
	w.name = text
	if p, ok := ProfileOf(text); ok {
		w.faults = p.Faults
		return nil
	}
	usage, ok := model.FaultUsageOf(text)
	if !ok {
		return fmt.Errorf("%s is neither a profile (%s) nor a kind (%s)", model.Quote(text),
			strings.Join(ProfileNames(), ", "), strings.Join(model.FaultKeys(), ", "))
	}
	w.faults = []model.Fault{{Name: text, Kind: usage.Default}}
	return nil
}

// preferredCode returns the code that a Prefer header asks for, and whether one does.
func preferredCode(header http.Header) (code string, ok bool) {
	for _, line := range header.Values(preferHeader) {
		for preference := range strings.SplitSeq(line, ",") {
			preference, _, _ = strings.Cut(preference, ";")
			name, value, _ := strings.Cut(preference, "=")
			if strings.EqualFold(strings.TrimSpace(name), "code") {
				return strings.Trim(strings.TrimSpace(value), `"`), true
			}
		}
	}
	return "", false
}
