package docs

import (
	"bytes"
	"net/http"
)

// keeper is a ResponseWriter that keeps the status and the body.
type keeper struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the headers.
func (k *keeper) Header() http.Header { return k.header }

// WriteHeader keeps the status.
func (k *keeper) WriteHeader(status int) { k.status = status }

// Write keeps a part of the body.
func (k *keeper) Write(p []byte) (int, error) { return k.body.Write(p) }
