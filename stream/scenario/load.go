package scenario

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trainmock/stream/model"
)

// StandardInput is the path that stands for standard input. In errors it is called stdin.
const StandardInput = "-"

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
	if files := besides(nameOrPath); len(files) > 0 {
		hint = "did you mean " + model.Quote(files[0]) + "? "
	}
	return model.Scenario{}, fmt.Errorf("there is no scenario %s: %suse one of %s, or a file such as mine.yaml",
		model.Quote(nameOrPath), hint, strings.Join(names, ", "))
}

// LoadFile reads the file at a path, or standard input if the path is StandardInput. A fault in the content is an
// *Error.
func LoadFile(path string) (model.Scenario, error) {
	if path == StandardInput {
		text, err := read(os.Stdin)
		if err != nil {
			return model.Scenario{}, fmt.Errorf("cannot read the scenario from standard input: %w", err)
		}
		return Parse("stdin", text)
	}
	text, err := readFile(path)
	if err != nil {
		return model.Scenario{}, err
	}
	return Parse(path, text)
}

// IsPath reports whether s is the path of a file rather than a name.
func IsPath(s string) bool {
	return s == StandardInput || strings.ContainsAny(s, `/\`) || isYAML(s)
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

// readFile returns the content of a file, at most maxRead bytes.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, missingFile(path)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("this user may not read the file %s: allow it, or use a copy of the file",
			model.Quote(path))
	case err != nil:
		return nil, fmt.Errorf("cannot read the scenario: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("cannot read the scenario: %s is a directory: name a file in it, such as %s",
			model.Quote(path), model.Quote(filepath.Join(path, "mine.yaml")))
	}
	text, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("cannot read the scenario: %w", err)
	}
	return text, nil
}

// read returns what there is to read, at most maxRead bytes.
func read(from io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(from, maxRead)) }

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
