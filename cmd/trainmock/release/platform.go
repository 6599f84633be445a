package main

import (
	"fmt"
	"strings"

	"trainmock/stream/model"
)

// platform is an operating system on a processor.
type platform struct {
	// goos and goarch are Go's names of both.
	goos, goarch string
	// npmOS and npmCPU are Node's names, as in process.platform and process.arch.
	npmOS, npmCPU string
	// title is the name for people.
	title string
}

// allPlatforms holds the platforms for which there are packages.
var allPlatforms = []platform{
	{"linux", "amd64", "linux", "x64", "Linux on x64"},
	{"linux", "arm64", "linux", "arm64", "Linux on arm64"},
	{"darwin", "amd64", "darwin", "x64", "macOS on x64"},
	{"darwin", "arm64", "darwin", "arm64", "macOS on arm64"},
	{"windows", "amd64", "win32", "x64", "Windows on x64"},
	{"windows", "arm64", "win32", "arm64", "Windows on arm64"},
}

// String returns the platform as Go writes it, such as linux/amd64.
func (p platform) String() string { return p.goos + "/" + p.goarch }

// UnmarshalText reads a platform as Go writes it.
func (p *platform) UnmarshalText(text []byte) error {
	var known []string
	for _, one := range allPlatforms {
		if one.String() == string(text) {
			*p = one
			return nil
		}
		known = append(known, one.String())
	}
	return fmt.Errorf("%s is not a platform that trainmock is built for: use %s", model.Quote(string(text)),
		strings.Join(known, ", "))
}

// program returns the file name of the program.
func (p platform) program() string {
	if p.goos == "windows" {
		return "trainmock.exe"
	}
	return "trainmock"
}

// npmName returns the part of the name of the npm package behind @trainmock/.
func (p platform) npmName() string { return p.npmOS + "-" + p.npmCPU }
