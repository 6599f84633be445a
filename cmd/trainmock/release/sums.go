package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sumsFile is the name of the file of checksums, which sha256sum --check reads.
const sumsFile = "SHA256SUMS"

// removeSums removes the checksums of an earlier run, which would be wrong if this one fails.
func removeSums(folder string) error {
	if err := os.Remove(filepath.Join(folder, sumsFile)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writeSums writes the checksums of files in a folder.
func writeSums(folder string, names []string) error {
	var lines strings.Builder
	for _, name := range slices.Sorted(slices.Values(names)) {
		body, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256(body), name)
	}
	return writeFile(filepath.Join(folder, sumsFile), modeText, []byte(lines.String()))
}
