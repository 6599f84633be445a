package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trainmock/stream/input"
	"trainmock/stream/model"
)

// Load returns a built-in scenario by its name, or reads a file. Text that ends in .yaml or .yml, or contains a path
// separator, is taken for the path of a file; - is standard input. A fault in the content of a file is an *Error.
func Load(nameOrPath string) (model.Scenario, error) {
	text, ok := Text(nameOrPath)
	switch {
	case ok:
		return Parse(nameOrPath+".yaml", []byte(text))
	case IsPath(nameOrPath):
		return LoadFile(nameOrPath)
	}
	hint := didYouMean(nameOrPath, names)
	switch files := besides(nameOrPath); {
	case len(files) > 0:
		hint = "did you mean " + model.Quote(files[0]) + "? "
	case hint == "" && input.IsDirectory(nameOrPath):
		return LoadFile(nameOrPath)
	}
	return model.Scenario{}, fmt.Errorf("there is no scenario %s: %suse one of %s, or a file such as mine.yaml",
		model.Quote(nameOrPath), hint, strings.Join(names, ", "))
}

// LoadFile reads the file at a path, or standard input if the path is input.Standard. A fault in the content is an
// *Error.
func LoadFile(path string) (model.Scenario, error) {
	text, err := input.Read(path, "mine.yaml", maxRead)
	name := path
	if path == input.Standard {
		name = "stdin"
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return model.Scenario{}, missingFile(path)
	case err != nil:
		return model.Scenario{}, fmt.Errorf("cannot read the scenario: %w", err)
	}
	return Parse(name, text)
}

// IsPath reports whether s is the path of a file rather than a name.
func IsPath(s string) bool {
	return s == input.Standard || strings.ContainsAny(s, `/\`) || isYAML(s)
}

// isYAML reports whether the name of a file ends as that of a scenario does.
func isYAML(path string) bool {
	extension := strings.ToLower(filepath.Ext(path))
	return extension == ".yaml" || extension == ".yml"
}

// besides returns the files that a person may have meant by a path where no file is, as paths that Load takes.
func besides(path string) []string {
	base := path
	if isYAML(path) {
		base = strings.TrimSuffix(path, filepath.Ext(path))
	}
	var found []string
	for _, candidate := range []string{base, base + ".yaml", base + ".yml"} {
		if info, err := os.Stat(candidate); err != nil || info.IsDir() {
			continue
		}
		if !IsPath(candidate) {
			candidate = "." + string(filepath.Separator) + candidate
		}
		found = append(found, candidate)
	}
	return slices.DeleteFunc(found, func(p string) bool { return p == path })
}

// missingFile returns the error for a path where no file is.
func missingFile(path string) error {
	hint := ""
	switch files := besides(path); {
	case len(files) > 0:
		hint = "did you mean " + model.Quote(files[0]) + "? "
	case strings.HasPrefix(path, "~"):
		hint = "the shell replaces ~ only at the beginning of a word, as in --scenario ~/mine.yaml; "
	}
	return fmt.Errorf("there is no file %s: %strainmock scenarios demo > mine.yaml makes one to begin with",
		model.Quote(path), hint)
}
