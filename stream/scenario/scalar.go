package scenario

import (
	"cmp"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"trainmock/stream/model"
)

// maxText limits the characters of a text in a file.
const maxText = 200

var durationType = reflect.TypeFor[time.Duration]()

// scalar reads a single value. Text that people read as a number, such as 6e-4, counts as a number.
func (r *reader) scalar(path string, n ast.Node, into reflect.Value) error {
	text, ok := scalarText(n)
	line, name := r.lineAt(path, n), key(path)
	if !ok {
		return r.fault(line, "%s is not a single value: write it behind the colon, such as %s: %s", name, name,
			exampleOf(into.Type()))
	}
	switch kind := into.Kind(); {
	case into.Type() == durationType || into.Type() == secondsType:
		return r.duration(line, name, text, into)
	case kind == reflect.Int || kind == reflect.Int64:
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return r.fault(line, "%s: %s is not a whole number that can be read: use digits only, such as %s: 3", name,
				model.Quote(text), name)
		}
		into.SetInt(v)
	case kind == reflect.Float64:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			return r.fault(line, "%s: %s is not a number: use, for example, %s: %s", name, model.Quote(text), name,
				cmp.Or(model.MeantNumber(text), "0.5"))
		}
		into.SetFloat(v)
	case kind == reflect.Bool:
		if text != "true" && text != "false" {
			return r.fault(line, "%s: %s is not true or false: use, for example, %s: true", name, model.Quote(text),
				name)
		}
		into.SetBool(text == "true")
	default:
		if !inFault(path) { // What a fault sends may have several lines.
			text = strings.TrimSpace(text)
		}
		into.SetString(text)
		return r.checkText(path, line, n, text)
	}
	return nil
}

// duration reads a duration, or a number of seconds.
func (r *reader) duration(line int, name, text string, into reflect.Value) error {
	d, err := model.ParseDuration(text)
	if into.Type() == secondsType {
		var seconds model.Seconds
		seconds, err = model.ParseSeconds(text)
		d = time.Duration(seconds)
	}
	if err != nil {
		return r.fault(line, "%s: %v", name, err)
	}
	into.SetInt(int64(d))
	return nil
}

// checkText refuses text that does not fit on one line, except for that of faults, and numbers without quotes.
func (r *reader) checkText(path string, line int, n ast.Node, text string) error {
	name := key(path)
	switch n.(type) {
	case *ast.StringNode, *ast.LiteralNode:
	default:
		return r.fault(line, "%s: %s is not text: put it in quotes, such as %s: %q", name, model.Quote(text), name,
			text)
	}
	if inFault(path) {
		return nil
	}
	switch {
	case utf8.RuneCountInString(text) > maxText:
		return r.fault(line, "%s has %d characters: use at most %d", name, utf8.RuneCountInString(text), maxText)
	case !model.Printable(text):
		return r.fault(line, "%s: %s has a character that cannot be shown, or a line break: use letters, digits, "+
			"signs and spaces on one line", name, model.Quote(text))
	}
	return nil
}

// scalarText returns the text of a single value without its quotes, and reports whether the node is one.
func scalarText(n ast.Node) (text string, ok bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return v.GetToken().Value, true
	default:
		return "", false
	}
}

// exampleOf returns a value of a type as it is written in a file.
func exampleOf(t reflect.Type) string {
	switch {
	case t == durationType:
		return "90s"
	case t.Kind() == reflect.String:
		return "demo"
	case t.Kind() == reflect.Bool:
		return "true"
	case t.Kind() == reflect.Float64:
		return "0.5"
	default:
		return "3"
	}
}
