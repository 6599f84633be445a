package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// standInDate is when the commit of standIn was made. It differs from that of the test.
var standInDate = time.Date(2025, 2, 3, 4, 5, 6, 0, time.UTC)

// standIn returns a source with few files.
func standIn(t *testing.T) source {
	t.Helper()
	s := source{folder: t.TempDir(), version: "1.2.3", commit: "0123456789ab", date: standInDate}
	if err := os.WriteFile(filepath.Join(s.folder, "README.md"), []byte("# about"), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPack packs a stand-in for the program for all platforms, and unpacks it.
func TestPack(t *testing.T) {
	s, out := standIn(t), t.TempDir()
	for _, p := range allPlatforms {
		name := p.npmOS + "-" + p.npmCPU
		names, err := s.pack(p, []byte("program for "+p.String()), out)
		if err != nil {
			t.Fatal(err)
		}
		archive := fmt.Sprintf("trainmock_1.2.3_%s_%s", p.goos, p.goarch)
		inside, packed := archive+"/"+p.program(), archive+".tar.gz"
		if p.goos == "windows" {
			packed = archive + ".zip"
		}
		if want := []string{"trainmock-" + name + "-1.2.3.tgz", packed}; !slices.Equal(names, want) {
			t.Fatalf("%s: packed as %q, want %q", p, names, want)
		}
		checkEntries(t, unpack(t, filepath.Join(out, names[0])), map[string]string{
			"package/package.json": "-rw-r--r--", "package/README.md": "-rw-r--r--",
			"package/bin/" + p.program(): "-rwxr-xr-x",
		})
		files := unpack(t, filepath.Join(out, packed))
		checkEntries(t, files, map[string]string{inside: "-rwxr-xr-x", archive + "/README.md": "-rw-r--r--"})
		if got, want := string(files[inside].body), "program for "+p.String(); got != want {
			t.Errorf("%s holds %q, want %q", inside, got, want)
		}
		checkFolder(t, filepath.Join(out, "npm", name), p)
	}
}

// TestLicense: a license of the source is in every package.
func TestLicense(t *testing.T) {
	s, out := standIn(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(s.folder, "LICENSE"), []byte("you may"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.addClient(t, "", "")
	names, err := s.pack(allPlatforms[0], nil, out)
	if err != nil {
		t.Fatal(err)
	}
	client, err := s.packClient(out)
	if err != nil {
		t.Fatal(err)
	}
	names = append(names, client)
	for _, name := range names {
		files := unpack(t, filepath.Join(out, name))
		if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(n string) bool {
			return strings.HasSuffix(n, "/LICENSE") && string(files[n].body) == "you may"
		}) {
			t.Errorf("%s holds %q, want the license, too", name, slices.Sorted(maps.Keys(files)))
		}
	}
	for _, name := range []string{"linux-x64", "trainmock"} {
		if got := readPackage(t, filepath.Join(out, "npm", name))["license"]; got != "SEE LICENSE IN LICENSE" {
			t.Errorf("the license of %s is %q, want a reference to the file", name, got)
		}
	}
}

// checkFolder checks the folder of an npm package.
func checkFolder(t *testing.T, folder string, p platform) {
	t.Helper()
	got := readPackage(t, folder)
	for key, want := range map[string]string{
		"name": "@trainmock/" + p.npmOS + "-" + p.npmCPU, "version": "1.2.3", "license": "UNLICENSED",
		"preferUnplugged": "true", "os": "[" + p.npmOS + "]", "cpu": "[" + p.npmCPU + "]",
	} {
		if fmt.Sprint(got[key]) != want {
			t.Errorf("%s: %s in package.json is %v, want %s", p, key, got[key], want)
		}
	}
	info, err := os.Stat(filepath.Join(folder, "bin", p.program()))
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode(); mode != modeProgram && runtime.GOOS != "windows" {
		t.Errorf("%s: the program in the npm package has mode %s, want %s", p, mode, modeProgram)
	}
}

// readPackage returns the package.json of a folder.
func readPackage(t *testing.T, folder string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatalf("%s: %v in %s", folder, err, text)
	}
	return fields
}

// entry is a file in an archive.
type entry struct {
	mode fs.FileMode
	date time.Time
	body []byte
}

// modesOf returns the modes of files by name.
func modesOf(files map[string]entry) map[string]string {
	modes := map[string]string{}
	for name, f := range files {
		modes[name] = f.mode.String()
	}
	return modes
}

// checkEntries compares the modes of the files in an archive of standIn, and their dates with that of its commit.
func checkEntries(t *testing.T, files map[string]entry, want map[string]string) {
	t.Helper()
	if got := modesOf(files); !maps.Equal(got, want) {
		t.Errorf("the archive has %v, want %v", got, want)
	}
	for name, f := range files {
		if !f.date.Equal(standInDate) {
			t.Errorf("%s is of %s, want %s", name, f.date, standInDate)
		}
	}
}

// unpack returns the files of an archive by name.
func unpack(t *testing.T, path string) map[string]entry {
	t.Helper()
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]entry{}
	add := func(name string, info os.FileInfo, body io.Reader) {
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatalf("%s in %s: %v", name, path, err)
		}
		files[name] = entry{info.Mode(), info.ModTime(), text}
	}
	if filepath.Ext(path) == ".zip" {
		unzip(t, packed, add)
	} else {
		untar(t, packed, add)
	}
	return files
}

func unzip(t *testing.T, packed []byte, add func(string, os.FileInfo, io.Reader)) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		add(f.Name, f.FileInfo(), body)
	}
}

func untar(t *testing.T, packed []byte, add func(string, os.FileInfo, io.Reader)) {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(plain)
	for {
		h, err := archive.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 {
			t.Errorf("%s belongs to %d:%d, want 0:0", h.Name, h.Uid, h.Gid)
		}
		add(h.Name, h.FileInfo(), archive)
	}
}
