package answer

import (
	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// Texts is the table of the kinds of text that a parameter can be, by the tag kind of its field. A schema refuses
// nothing that the server accepts. JSON Schema counts characters where the server counts bytes.
var Texts = map[string]huma.Schema{
	"id": {
		Type: huma.TypeString, MinLength: new(1), MaxLength: new(model.MaxID), Pattern: model.IDPattern,
	},
	"instant":  {Type: huma.TypeString, Pattern: model.InstantPattern},
	"duration": {Type: huma.TypeString, Pattern: model.DurationPattern},
	"count":    {Type: huma.TypeString, Pattern: "^[0-9]+$"},
	"boolean":  {Type: huma.TypeString, Pattern: "^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$"},
	"text":     {Type: huma.TypeString},
	"session": {
		Type: huma.TypeString, MinLength: new(1), MaxLength: new(model.MaxSessionName), Pattern: model.SessionPattern,
	},
	"event id": {Type: huma.TypeString, Pattern: wire.EventIDPattern},
}

// Text returns the schema of a kind of text, with an example. It panics if the table does not have the kind.
func Text(kind, example string) *huma.Schema {
	s, ok := Texts[kind]
	if !ok {
		panic("answer: there is no kind of text " + kind)
	}
	if example != "" {
		s.Examples = []any{example}
	}
	return &s
}
