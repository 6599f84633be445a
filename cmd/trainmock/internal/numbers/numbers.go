// Package numbers owns how flags read numbers.
package numbers

import (
	"fmt"
	"math"
	"reflect"
	"strconv"

	"github.com/alecthomas/kong"

	"trainmock/stream/model"
)

// Options returns readers of numbers for kong, in place of its own.
func Options() []kong.Option {
	list := []kong.Option{kong.KindMapper(reflect.Float64, reader(readFloat))}
	for _, kind := range []reflect.Kind{reflect.Int, reflect.Int64} {
		list = append(list, kong.KindMapper(kind, reader(readInt)))
	}
	for _, kind := range []reflect.Kind{reflect.Uint16, reflect.Uint64} {
		list = append(list, kong.KindMapper(kind, reader(readUint)))
	}
	return list
}

// reader returns the mapper of a function that reads a text.
func reader(read func(text string, into reflect.Value) error) kong.MapperFunc {
	return func(ctx *kong.DecodeContext, target reflect.Value) error {
		var text string
		if err := ctx.Scan.PopValueInto("number", &text); err != nil {
			return err
		}
		return read(text, target)
	}
}

// readFloat reads any number.
func readFloat(text string, into reflect.Value) error {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return model.NumberError(text)
	}
	into.SetFloat(x)
	return nil
}

// readInt reads a whole number, which may be negative.
func readInt(text string, into reflect.Value) error {
	n, err := strconv.ParseInt(text, 0, into.Type().Bits())
	if err != nil {
		return fmt.Errorf("%s is not a whole number: use digits alone, such as 20", model.Quote(text))
	}
	into.SetInt(n)
	return nil
}

// readUint reads a whole number that is not negative.
func readUint(text string, into reflect.Value) error {
	bits := into.Type().Bits()
	n, err := strconv.ParseUint(text, 0, bits)
	if err != nil {
		return fmt.Errorf("%s is not a whole number from 0 to %d: use digits alone, such as 20", model.Quote(text),
			uint64(math.MaxUint64)>>(64-bits))
	}
	into.SetUint(n)
	return nil
}
