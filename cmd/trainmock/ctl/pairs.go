package ctl

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"trainmock/stream/model"
)

// readPairs reads a flag of names with values into a map from text to text, in place of kong's own reader. The tag
// example of the flag has such a pair.
func readPairs(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("name with a value", &text); err != nil {
		return err
	}
	if target.IsNil() {
		target.Set(reflect.MakeMap(target.Type()))
	}
	for _, pair := range kong.SplitEscaped(text, ctx.Value.Tag.MapSep) {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return fmt.Errorf("%s is not a name with a value: use %s, such as %s", model.Quote(pair),
				ctx.Value.Tag.PlaceHolder, ctx.Value.Tag.Get("example"))
		}
		key := reflect.ValueOf(name)
		if target.MapIndex(key).IsValid() {
			return fmt.Errorf("%s is given twice: leave one out", model.Quote(name))
		}
		target.SetMapIndex(key, reflect.ValueOf(value))
	}
	return nil
}
