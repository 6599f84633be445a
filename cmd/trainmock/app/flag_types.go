package app

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"trainmock/cmd/trainmock/internal/version"
	"trainmock/stream/model"
)

// durationFlag also takes durations in days: 2d.
type durationFlag time.Duration

// UnmarshalText reads a duration.
func (d *durationFlag) UnmarshalText(text []byte) error {
	parsed, err := model.ParseDuration(string(text))
	*d = durationFlag(parsed)
	return err
}

// versionFlag prints the version before any variable of the environment is looked at.
type versionFlag bool

// BeforeReset follows a flag on the command line: kong calls it.
func (versionFlag) BeforeReset(ctx *kong.Context, path *kong.Path) error {
	if asked, ok := ctx.FlagValue(path.Flag).(versionFlag); ok && bool(asked) {
		fmt.Fprintln(ctx.Stdout, "trainmock", version.Text())
		ctx.Exit(exitFine)
	}
	return nil
}

// wordMapper reads flags of type word: a word of the flag's enum, in letters of either case.
var wordMapper = kong.NamedMapper("word", mapWord(strings.ToLower))

// levelMapper reads flags of type level: a word that may be warning, as other programs call the level warn.
var levelMapper = kong.NamedMapper("level", mapWord(func(word string) string {
	if word = strings.ToLower(word); word == "warning" {
		return "warn"
	}
	return word
}))

// mapWord returns a mapper that changes a value before kong compares it with the enum.
func mapWord(change func(string) string) kong.MapperFunc {
	return func(ctx *kong.DecodeContext, target reflect.Value) error {
		var word string
		if err := ctx.Scan.PopValueInto("word", &word); err != nil {
			return err
		}
		target.SetString(change(word))
		return nil
	}
}
