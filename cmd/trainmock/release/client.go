package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"trainmock/cmd/trainmock/internal/version"
)

// clientFolder holds the npm package trainmock, which runs the program, in the source.
const clientFolder = "web/client"

// manifest is the package.json of the npm package trainmock, as far as packing depends on it.
type manifest struct {
	Name, Version        string
	Bin                  map[string]string
	Files                []string
	OptionalDependencies map[string]string
}

// packClient writes the npm package trainmock into a folder, and returns the name of the packed one.
func (s source) packClient(out string) (string, error) {
	files, err := s.clientPackage()
	if err != nil {
		return "", err
	}
	if err := writeFolder(filepath.Join(out, "npm", "trainmock"), files); err != nil {
		return "", err
	}
	packed := fmt.Sprintf("trainmock-%s.tgz", s.version)
	return packed, writeArchive(filepath.Join(out, packed), tarGz, s.date, below("package", files))
}

// clientPackage returns the files that npm pack would pack, sorted by name, with the version of the source.
func (s source) clientPackage() ([]file, error) {
	license, err := s.read("LICENSE")
	if err != nil {
		return nil, err
	}
	about, m, err := s.clientManifest(len(license) > 0)
	if err != nil {
		return nil, err
	}
	files := append(license, file{"package.json", modeText, about})
	list, err := os.ReadDir(filepath.Join(s.folder, clientFolder))
	if err != nil {
		return nil, err
	}
	programs := slices.Collect(maps.Values(m.Bin))
	for _, one := range list {
		if !m.packs(one.Name()) {
			continue
		}
		more, err := s.read(path.Join(clientFolder, one.Name()))
		if err != nil {
			return nil, err
		}
		more[0].name = one.Name()
		// npm lets everybody run them.
		if slices.Contains(programs, one.Name()) {
			more[0].mode = modeProgram
		}
		files = append(files, more...)
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return files, nil
}

// packs reports whether a file beside package.json is in the package. npm takes the README without being told.
func (m manifest) packs(name string) bool {
	return name == "README.md" || slices.ContainsFunc(m.Files, func(pattern string) bool {
		matches, err := path.Match(pattern, name)
		return err == nil && matches
	})
}

// clientManifest returns the package.json, as text and decoded, with the version of the source in place of the one that
// it has. It refuses one whose version is not the program's, or that does not depend on the packages of all platforms.
func (s source) clientManifest(licensed bool) ([]byte, manifest, error) {
	const name = clientFolder + "/package.json"
	var m manifest
	text, err := os.ReadFile(filepath.Join(s.folder, filepath.FromSlash(name)))
	if err != nil {
		return nil, m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, m, fmt.Errorf("%s: %w", name, err)
	}
	if m.Version != version.Number() {
		return nil, m, fmt.Errorf("%s has version %s, and the program %s: use one for both", name, m.Version,
			version.Number())
	}
	want := map[string]string{}
	for _, p := range allPlatforms {
		want["@trainmock/"+p.npmName()] = m.Version
	}
	if !maps.Equal(m.OptionalDependencies, want) {
		return nil, m, fmt.Errorf("%s has the optionalDependencies %v, want %v", name, m.OptionalDependencies, want)
	}
	text = bytes.ReplaceAll(text, []byte(`"`+m.Version+`"`), []byte(`"`+s.version+`"`))
	if licensed {
		text = bytes.ReplaceAll(text, []byte(`"`+noLicense+`"`), []byte(`"`+licenseFile+`"`))
	}
	return text, m, nil
}
