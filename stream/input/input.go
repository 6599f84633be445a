// Package input owns how the files that a person names are read: by a path or from standard input, as UTF-8 or UTF-16.
package input

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"trainmock/stream/model"
)

// Standard is the path that stands for standard input.
const Standard = "-"

// Read returns the content of a file, or of standard input if the path is Standard, at most limit bytes. The error for
// a directory names example, a file that could be in it. The error is fs.ErrNotExist if there is no file.
func Read(path, example string, limit int64) ([]byte, error) {
	if path == Standard {
		return read(os.Stdin, limit)
	}
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("this user may not read the file %s: allow it, or use a copy of the file",
			model.Quote(path))
	case err != nil:
		return nil, err
	}
	defer f.Close()
	if IsDirectory(path) {
		return nil, fmt.Errorf("%s is a directory: name a file in it, such as %s", model.Quote(path),
			model.Quote(filepath.Join(path, example)))
	}
	return read(f, limit)
}

// read returns all there is to read, at most limit bytes.
func read(from io.Reader, limit int64) ([]byte, error) {
	return io.ReadAll(io.LimitReader(from, limit))
}

// IsDirectory reports whether a directory is at a path.
func IsDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
