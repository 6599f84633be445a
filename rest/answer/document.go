package answer

import (
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// Document is the OpenAPI document of the routes. It is made when it is first asked for: its schemas would take as long
// at every start as all else together (BenchmarkStart).
type Document struct {
	parts []func(*huma.OpenAPI)
	whole func() *huma.OpenAPI
}

// NewDocument returns a document that begins with a head.
func NewDocument(head func() *huma.OpenAPI) *Document {
	d := &Document{}
	d.whole = sync.OnceValue(func() *huma.OpenAPI {
		made := head()
		for _, part := range d.parts {
			part(made)
		}
		return made
	})
	return d
}

// Add adds what completes the document, behind all that has been added. It has to come before the first call of Whole.
func (d *Document) Add(part func(*huma.OpenAPI)) { d.parts = append(d.parts, part) }

// Whole returns the document with all that has been added. It is for concurrent use, and nothing changes what it
// returns.
func (d *Document) Whole() *huma.OpenAPI { return d.whole() }
