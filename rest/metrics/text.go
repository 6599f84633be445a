package metrics

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strconv"

	"trainmock/stream/turn"
)

// chunk is the size in bytes of the pieces in which the text is made and sent.
const chunk = 64 << 10

// text is Prometheus' text format on its way to a client. It makes a piece within a turn, and sends it outside, so that
// a slow client holds up nobody.
type text struct {
	ctx context.Context
	to  io.Writer
	buf []byte
	// zip compresses into zipped. It is nil for a client that does not accept that.
	zip    *gzip.Writer
	zipped bytes.Buffer
	// count counts the samples.
	count int
	// err is the first failure. Behind it nothing is sent.
	err error
}

// newText returns a text for a client.
func newText(ctx context.Context, to io.Writer, compressed bool) *text {
	t := &text{ctx: ctx, to: to, buf: make([]byte, 0, chunk+chunk/8)}
	if compressed {
		// This level is valid, so there is no error.
		t.zip, _ = gzip.NewWriterLevel(&t.zipped, gzip.BestSpeed)
	}
	return t
}

// head begins a family of series.
func (t *text) head(name, kind, help string) {
	t.buf = append(t.buf, "# HELP "...)
	t.buf = append(t.buf, name...)
	t.buf = append(t.buf, ' ')
	t.buf = append(t.buf, help...)
	t.buf = append(t.buf, "\n# TYPE "...)
	t.buf = append(t.buf, name...)
	t.buf = append(t.buf, ' ')
	t.buf = append(t.buf, kind...)
	t.buf = append(t.buf, '\n')
}

// sample adds a sample: a name, labels as they are written, and a value.
func (t *text) sample(name string, labels []byte, value float64) {
	t.begin(name, labels, "")
	if whole := int64(value); float64(whole) == value {
		t.buf = strconv.AppendInt(t.buf, whole, 10)
	} else {
		t.buf = strconv.AppendFloat(t.buf, value, 'f', -1, 64)
	}
	t.end()
}

// ratio adds a sample of dcgm-exporter's doubles, which have six decimals.
func (t *text) ratio(name string, labels []byte, value float64) {
	t.begin(name, labels, "")
	t.buf = strconv.AppendFloat(t.buf, value, 'f', 6, 64)
	t.end()
}

// begin adds a sample up to its value, with labels and more behind them.
func (t *text) begin(name string, labels []byte, more string) {
	t.buf = append(t.buf, name...)
	t.buf = append(t.buf, '{')
	t.buf = append(t.buf, labels...)
	t.buf = append(t.buf, more...)
	t.buf = append(t.buf, "} "...)
}

func (t *text) end() {
	t.count++
	if t.buf = append(t.buf, '\n'); len(t.buf) >= chunk {
		t.flush(false)
	}
}

// flush sends what has been made. The last call closes a compressed text.
func (t *text) flush(last bool) {
	out := t.buf
	if t.zip != nil && t.err == nil {
		if _, t.err = t.zip.Write(t.buf); last && t.err == nil {
			t.err = t.zip.Close()
		}
		if out = t.zipped.Bytes(); len(out) < chunk && !last {
			out = nil
		}
	}
	turn.Pause(t.ctx)
	if t.err == nil && len(out) > 0 {
		turn.Yield(t.ctx)
		if _, t.err = t.to.Write(out); t.err == nil {
			t.err = turn.Resume(t.ctx)
		}
		t.zipped.Reset()
	}
	t.buf = t.buf[:0]
}
