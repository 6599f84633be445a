package rest_test

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/stream/model"
)

var (
	articles = regexp.MustCompile(`(?s)<article id="([a-z_]+)">(.*?)</article>`)
	examples = regexp.MustCompile(`(?s)<pre [^>]*data-type="[a-z_]+">(.*?)</pre>`)
	rowNames = regexp.MustCompile(`<th scope="row"><code>([^<]*)</code>`)
)

// TestStreamsPage holds the page against the table of event types: it has each of them, with an example whose fields
// are all in its table.
func TestStreamsPage(t *testing.T) {
	page := string(newServer(t, rest.Options{}).get(t, "/docs/streams").body)
	shown := map[string]string{}
	for _, article := range articles.FindAllStringSubmatch(page, -1) {
		shown[article[1]] = article[2]
	}
	for _, row := range slices.Concat(model.EventTypes, model.ConnectionTypes) {
		checkEvent(t, row, shown[row.Type])
		delete(shown, row.Type)
	}
	for name := range shown {
		t.Errorf("the page shows %s, want only the types of the table", name)
	}
}

// checkEvent checks what the page shows of an event type.
func checkEvent(t *testing.T, row *model.EventType, article string) {
	t.Helper()
	if !strings.Contains(html.UnescapeString(article), row.Sentence) {
		t.Errorf("%s: got %.200q, want %q in it", row.Type, article, row.Sentence)
		return
	}
	example := examples.FindStringSubmatch(article)
	var message struct {
		Type    string
		Time    string
		Payload map[string]any
	}
	if example == nil || json.Unmarshal([]byte(html.UnescapeString(example[1])), &message) != nil ||
		message.Type != row.Type || message.Time == "" {
		t.Fatalf("%s: got the example %s, want a message of this type", row.Type, example)
	}
	listed := map[string]bool{}
	for _, name := range rowNames.FindAllStringSubmatch(article, -1) {
		listed[name[1]] = true
	}
	checkFields(t, row.Type, "", message.Payload, listed)
}

// checkFields checks that the fields of an example are listed. A table may stop at a field of a known type.
func checkFields(t *testing.T, kind, prefix string, value any, listed map[string]bool) {
	t.Helper()
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			checkFields(t, kind, strings.TrimSuffix(prefix, ".")+"[].", item, listed)
		}
	case map[string]any:
		for name, inner := range value {
			if !listed[prefix+name] && hasInner(listed, prefix) {
				t.Errorf("%s: the table lacks %s%s, want every field of the example", kind, prefix, name)
			}
			checkFields(t, kind, prefix+name+".", inner, listed)
		}
	}
}

// hasInner reports whether a field below a prefix is listed.
func hasInner(listed map[string]bool, prefix string) bool {
	for name := range listed {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return prefix == ""
}

// TestNewEventType adds a row to the table: the page shows it, with its fields and an example.
func TestNewEventType(t *testing.T) {
	type payload struct {
		Mood string `json:"mood" enum:"calm,tense" doc:"Of the cluster."`
	}
	known := model.EventTypes
	defer func() { model.EventTypes = known }()
	row := &model.EventType{
		Type: "cluster_mood", Topic: model.TopicCluster, Zero: payload{}, Sentence: "The mood <changes>.",
	}
	model.EventTypes = append(slices.Clone(known), row)
	page := string(newServer(t, rest.Options{}).get(t, "/docs/streams").body)
	for _, want := range []string{
		`<article id="cluster_mood">`, "The mood &lt;changes&gt;.", "Of the cluster. One of calm, tense.",
		"&#34;type&#34;: &#34;cluster_mood&#34;",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s, want it", want)
		}
	}
}

// TestStreamsPageFilters: the form has every parameter of the streams.
func TestStreamsPageFilters(t *testing.T) {
	s := newServer(t, rest.Options{})
	page := string(s.get(t, "/docs/streams").body)
	var document struct {
		Paths map[string]struct {
			Get struct{ Parameters []struct{ Name, In string } }
		}
	}
	s.get(t, "/openapi.json").into(t, &document)
	parameters := document.Paths["/stream/sse"].Get.Parameters
	if len(parameters) < 10 {
		t.Fatalf("got %d parameters of /stream/sse, want ten or more", len(parameters))
	}
	for _, p := range parameters {
		if has := strings.Contains(page, ` name="`+p.Name+`"`); has != (p.In == "query") {
			t.Errorf("%s in %s: the form has it: %t", p.Name, p.In, has)
		}
	}
}
