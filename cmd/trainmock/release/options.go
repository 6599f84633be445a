package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/alecthomas/kong"

	"trainmock/cmd/trainmock/internal/version"
	"trainmock/stream/model"
)

// options is the command line.
type options struct {
	Out      string     `help:"Folder for all of it (${default})." default:".artifacts/release" placeholder:"DIR"`
	Version  semantic   `help:"Version of all of it (${default})." default:"${version}" placeholder:"V"`
	Platform []platform `help:"Which platforms, in Go's names; by default all six." placeholder:"OS/ARCH"`
}

const description = `Builds trainmock for people who have no Go.

  go run ./cmd/trainmock/release                          all six platforms
  go run ./cmd/trainmock/release --platform linux/amd64,linux/arm64
  go run ./cmd/trainmock/release --version 0.2.0-rc.1 --out /tmp/release

The folder gets the npm package that runs the program,

  npm/trainmock, trainmock-0.1.0.tgz      its files, and as npm pack packs them

for each platform

  bin/linux-amd64/trainmock               the program, which needs no other file
  npm/linux-x64                           the npm package @trainmock/linux-x64
  trainmock-linux-x64-0.1.0.tgz           the same, as npm pack packs it
  trainmock_0.1.0_linux_amd64.tar.gz      the program and its README; for
                                          Windows .zip

and SHA256SUMS of the packed files. What to do with them:

  (cd .artifacts/release && sha256sum --check SHA256SUMS)
  npm publish --access public .artifacts/release/trainmock-linux-x64-0.1.0.tgz
  npm publish .artifacts/release/trainmock-0.1.0.tgz           behind the others
  docker build -f cmd/trainmock/release/Dockerfile -t trainmock .artifacts/release

The same commit and the same version of Go give the same bytes on every machine:
all dates are those of the commit. If tracked files differ from the commit,
trainmock --version says so. It needs Go and Git, and no network beyond the
modules that go build needs.

Exit codes: 0 all is built; 1 something is not; 2 a mistake in a flag.`

// parseOptions reads the command line. It returns nil options if that asked for a text.
func parseOptions(args []string, stdout, stderr io.Writer) (*options, error) {
	o, answered := &options{}, false
	parser, err := kong.New(o, kong.Name("release"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.Exit(func(int) { answered = true }), kong.Vars{"version": version.Number()})
	if err != nil {
		return nil, err
	}
	if _, err = parser.Parse(args); answered {
		return nil, nil
	}
	return o, err
}

// platforms returns the platforms to build, each once.
func (o *options) platforms() []platform {
	if len(o.Platform) == 0 {
		return allPlatforms
	}
	return slices.DeleteFunc(slices.Clone(allPlatforms), func(p platform) bool {
		return !slices.Contains(o.Platform, p)
	})
}

// semantic is a version that npm takes.
type semantic string

// semanticForm matches what semver.org defines, without metadata behind a plus sign: npm drops that.
var semanticForm = regexp.MustCompile(`^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}` +
	`(-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$`)

// UnmarshalText refuses a text that is no such version.
func (s *semantic) UnmarshalText(text []byte) error {
	if !semanticForm.Match(text) {
		return fmt.Errorf("%s is not a version: use, for example, 0.2.0 or 0.2.0-rc.1", model.Quote(string(text)))
	}
	*s = semantic(text)
	return nil
}
