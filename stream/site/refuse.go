package site

import (
	"net/http"
	"strings"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// Refuse returns the 403 for a page that may not do something here, such as "change anything". It names the values of
// the header Origin, of which there may be none or several, and the flag with a value that allows the page.
func Refuse(origins []string, deed string) *refuse.Refusal {
	text := strings.Join(origins, ", ")
	page, allow := "of "+model.Quote(text), "'*' to allow every page"
	if s, ok := Parse(text); ok && s.IsUsable() && !s.IsPattern() {
		allow = s.String() + " to allow it"
	}
	if len(origins) == 0 {
		page, allow = "of another site", "and the page's origin to allow it"
	}
	words := "A page " + page + " may not " + deed + " here; start trainmock with --cors-origin " + allow
	return refuse.New(http.StatusForbidden, words)
}
