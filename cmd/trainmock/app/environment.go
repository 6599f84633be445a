package app

import (
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// environment gives values to the flags that the command line does not have. The variable of --log-level is
// TRAINMOCK_LOG_LEVEL. Two tags of a flag's field change that:
//
//   - variable:"-" leaves the flag without a variable
//   - address:"" says that its value may be an address, such as https://app.example. A token is tagged so, because
//     control would be open if one with :// in it was left alone
type environment struct {
	// off is set when no variable counts any more, because the command line asked for a text.
	off bool
	// read are the variables that gave flags their values.
	read []string
	// foreign are the variables that have an address for a value, where the flag takes none.
	foreign []string
}

// options returns what has kong read flags from the environment, and name their variables in --help.
func (e *environment) options() []kong.Option {
	return []kong.Option{kong.Resolvers(kong.ResolverFunc(e.resolve)), kong.ValueFormatter(helpWithVariable)}
}

// variable returns the name of a flag's variable, or "" if it has none.
func variable(flag *kong.Flag) string {
	if flag == nil || flag.Name == "help" || flag.Tag.Get("variable") == "-" {
		return ""
	}
	return variableName(flag.Name)
}

// variableName returns the name of the variable of the flag of a name.
func variableName(flag string) string {
	return "TRAINMOCK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// helpWithVariable returns the help of a flag with its variable at the end.
func helpWithVariable(value *kong.Value) string {
	name := variable(value.Flag)
	if name == "" {
		return value.Help
	}
	text, sentence := strings.CutSuffix(value.Help, ".")
	if text += " ($" + name + ")"; sentence {
		text += "."
	}
	return text
}

// resolve returns the value of a flag's variable, or nil if the default counts. kong asks for flags that are not on
// the command line only.
func (e *environment) resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	name := variable(flag)
	if e.off || name == "" {
		return nil, nil
	}
	text := os.Getenv(name)
	switch {
	case text == "":
		// Compose files and CI set variables to nothing where a person has set none.
		return nil, nil
	case strings.Contains(text, "://") && !flag.Tag.Has("address"):
		// Kubernetes sets TRAINMOCK_PORT=tcp://10.96.0.12:6677 for a Service named trainmock.
		e.foreign = append(e.foreign, name)
		return nil, nil
	}
	if err := try(flag, text); err != nil {
		return nil, fmt.Errorf("%w (from the variable %s)", err, name)
	}
	e.read = append(e.read, name)
	return text, nil
}

// blame returns an error that begins with a flag, as those of checks do, as one of the variable that set the flag.
func (e *environment) blame(err error) error {
	flag, _, _ := strings.Cut(err.Error(), " ")
	name := variableName(strings.TrimSuffix(strings.TrimPrefix(flag, "--"), ":"))
	if !slices.Contains(e.read, name) {
		return err
	}
	return fmt.Errorf("from the variable %s: %w", name, err)
}

// try returns an error if a flag cannot have a value. kong's own error would not say where the value is from.
func try(flag *kong.Flag, text string) error {
	scan := kong.ScanFromTokens(kong.Token{Type: kong.FlagValueToken, Value: text})
	target := reflect.New(flag.Target.Type()).Elem()
	if target.Kind() == reflect.Pointer {
		target.Set(reflect.New(target.Type().Elem()))
	}
	if err := flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, target); err != nil {
		return err
	}
	if allowed := flag.EnumSlice(); flag.Enum != "" && !slices.Contains(allowed, fmt.Sprint(target)) {
		return fmt.Errorf("must be one of %s but got %q", strings.Join(allowed, ","), text)
	}
	return nil
}

// report logs the variables that were left alone, if there are any.
func (e *environment) report(log *slog.Logger) {
	if len(e.foreign) > 0 {
		log.Warn("Ignored variables that hold an address, such as Kubernetes sets for a Service; use the flags instead",
			"variables", strings.Join(e.foreign, ", "))
	}
}
