package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// file is what a package holds.
type file struct {
	// name has slashes between folders.
	name string
	mode fs.FileMode
	body []byte
}

// The licenses in package.json.
const (
	// noLicense is npm's word for a package that grants no rights.
	noLicense   = "UNLICENSED"
	licenseFile = "SEE LICENSE IN LICENSE"
)

const (
	modeProgram fs.FileMode = 0o755
	modeText    fs.FileMode = 0o644
)

// pack writes the packages of a platform into a folder, and returns the names of the packed ones.
func (s source) pack(p platform, binary []byte, out string) ([]string, error) {
	license, err := s.read("LICENSE")
	if err != nil {
		return nil, err
	}
	readme, err := s.read("README.md")
	if err != nil {
		return nil, err
	}
	module, err := s.npmPackage(p, binary, license)
	if err != nil {
		return nil, err
	}
	if err := writeFolder(filepath.Join(out, "npm", p.npmName()), module); err != nil {
		return nil, err
	}
	// npm pack names the file so, and begins each name in it with package/.
	packed := fmt.Sprintf("trainmock-%s-%s.tgz", p.npmName(), s.version)
	if err := writeArchive(filepath.Join(out, packed), tarGz, s.date, below("package", module)); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("trainmock_%s_%s_%s", s.version, p.goos, p.goarch)
	plain := append([]file{{p.program(), modeProgram, binary}}, append(readme, license...)...)
	archive, format := name+".tar.gz", tarGz
	if p.goos == "windows" {
		archive, format = name+".zip", zipped
	}
	return []string{packed, archive}, writeArchive(filepath.Join(out, archive), format, s.date, below(name, plain))
}

// read returns a text of the source by its path with slashes, or none if there is no such file.
func (s source) read(name string) ([]file, error) {
	text, err := os.ReadFile(filepath.Join(s.folder, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return []file{{name, modeText, text}}, err
}

// npmPackage returns the files of the npm package of a platform, sorted by name.
func (s source) npmPackage(p platform, binary []byte, license []file) ([]file, error) {
	about := struct {
		Name            string            `json:"name"`
		Version         string            `json:"version"`
		Description     string            `json:"description"`
		License         string            `json:"license"`
		PreferUnplugged bool              `json:"preferUnplugged"`
		Engines         map[string]string `json:"engines"`
		OS              []string          `json:"os"`
		CPU             []string          `json:"cpu"`
	}{
		Name: "@trainmock/" + p.npmName(), Version: s.version,
		Description: "The program of the npm package trainmock for " + p.title + ".",
		License:     noLicense,
		// Yarn's Plug'n'Play keeps other packages in their archives, where no program can be started.
		PreferUnplugged: true,
		Engines:         map[string]string{"node": ">=18"},
		OS:              []string{p.npmOS}, CPU: []string{p.npmCPU},
	}
	if len(license) > 0 {
		about.License = licenseFile
	}
	text, err := json.MarshalIndent(about, "", "  ")
	readme := fmt.Sprintf("# %s\n\nThe program of the npm package "+
		"[trainmock](https://www.npmjs.com/package/trainmock) for %s.\nInstall that package: it depends on this one.\n",
		about.Name, p.title)
	files := append(license, file{"README.md", modeText, []byte(readme)},
		file{"bin/" + p.program(), modeProgram, binary}, file{"package.json", modeText, append(text, '\n')})
	return files, err
}

// writeFolder writes files into a folder.
func writeFolder(folder string, files []file) error {
	for _, f := range files {
		path := filepath.Join(folder, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := writeFile(path, f.mode, f.body); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a file with a mode, whatever the umask, and whatever mode an earlier file there has.
func writeFile(path string, mode fs.FileMode, body []byte) error {
	if err := os.WriteFile(path, body, mode); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}
