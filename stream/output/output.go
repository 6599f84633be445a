// Package output owns how values become JSON: the bytes that encoding/json makes without escapes for HTML, in
// half to a third of its time.
package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"sync"
)

// pauseEvery is about how many bytes are written between two pauses.
const pauseEvery = 4 << 10

// work is the making of one text.
type work struct {
	// err is the first failure.
	err error
	// pause is called now and then, unless it is nil, and paused is how long the text was the last time.
	pause  func()
	paused int
}

// writers holds the writers of the types that were written, by reflect.Type.
var writers sync.Map

// Append appends a value, or what a pointer leads to, to a text. It calls pause every few kilobytes, so that long work
// gives way to other; nil is no pause. It fails as encoding/json does, for a number that is not finite.
func Append(to []byte, value any, pause func()) ([]byte, error) {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if !v.IsValid() {
		return append(to, "null"...), nil
	}
	w := work{pause: pause, paused: len(to)}
	to = writerFor(v.Type())(&w, to, v)
	return to, w.err
}

// writerFor returns the writer of a type. Making it takes far longer than using it.
func writerFor(t reflect.Type) writer {
	if known, ok := writers.Load(t); ok {
		return known.(writer)
	}
	made := newWriter(t, nil)
	writers.Store(t, made)
	return made
}

// pauseAt pauses if the text, now of some bytes, has grown enough since the last time.
func (w *work) pauseAt(length int) {
	if length-w.paused >= pauseEvery {
		w.pause()
		w.paused = length
	}
}

// appendForeign appends a value by encoding/json itself.
func (w *work) appendForeign(to []byte, value any) []byte {
	b := bytes.NewBuffer(to)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		w.err = cmp.Or(w.err, err)
		return to
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
