package answer

import (
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
)

// Document is the OpenAPI document of the routes. It is made when it is first asked for, because its schemas would be a
// large part of every start (BenchmarkStart).
type Document struct {
	parts []func(*huma.OpenAPI)
	whole func() *huma.OpenAPI
	made  atomic.Bool
	// dated holds the paths at which GET takes at. Every request that a fault may strike asks for them, and should not
	// make the document.
	dated map[string]bool
}

// NewDocument returns a document that begins with a head.
func NewDocument(head func() *huma.OpenAPI) *Document {
	d := &Document{dated: map[string]bool{}}
	d.whole = sync.OnceValue(func() *huma.OpenAPI {
		d.made.Store(true)
		made := head()
		for _, part := range d.parts {
			part(made)
		}
		return made
	})
	return d
}

// Add adds what completes the document, behind all that has been added. It is not for concurrent use, and panics once
// Whole has been called.
func (d *Document) Add(part func(*huma.OpenAPI)) {
	if d.made.Load() {
		panic("answer: the document is made already")
	}
	d.parts = append(d.parts, part)
}

// Whole returns the document with all that has been added. It is for concurrent use, and nothing may change what it
// returns.
func (d *Document) Whole() *huma.OpenAPI { return d.whole() }

// SetDated notes that GET takes at, another instant, at a path. It is not for concurrent use.
func (d *Document) SetDated(path string) { d.dated[path] = true }

// IsDated reports whether GET takes at, another instant, at a path.
func (d *Document) IsDated(path string) bool { return d.dated[path] }
