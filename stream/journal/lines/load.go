package lines

import (
	"errors"
	"fmt"
	"io/fs"

	"trainmock/stream/input"
	"trainmock/stream/model"
)

// maxFile limits a saved journal, in bytes. Its 10,000 entries of all kinds seldom need a tenth of it.
const maxFile = 64 << 20

// LoadText returns the text of a saved journal, from a file or from standard input. Read reads it.
func LoadText(path string) ([]byte, error) {
	text, err := input.Read(path, "run.ndjson", maxFile+1)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s: trainmock ctl journal save %s writes one", model.Quote(path),
			path)
	case err != nil:
		return nil, fmt.Errorf("cannot read the journal: %w", err)
	case len(text) > maxFile:
		return nil, fmt.Errorf("%s has more than %d bytes", model.Quote(path), maxFile)
	}
	return input.Decode(text), nil
}
