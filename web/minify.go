package web

import (
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/svg"
)

// minifiers are those of the page's assets, by content type.
var minifiers = newMinifiers()

func newMinifiers() *minify.M {
	m := minify.New()
	m.Add("text/css", &css.Minifier{})
	m.Add("text/javascript", &js.Minifier{})
	m.Add("image/svg+xml", &svg.Minifier{})
	return m
}

// minified returns a file without comments, and without spaces that mean nothing. A file of another type stays as it
// is.
func minified(contentType string, body []byte) []byte {
	small, err := minifiers.Bytes(contentType, body)
	if err != nil {
		return body
	}
	return small
}
