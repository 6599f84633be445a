package output_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/output"
)

// finer has fields of every kind, and makes use of rules that few types do.
type finer struct {
	hidden   int
	embedded `json:"named"`
	*deeper
	Untagged, lower int
	Text            string         `json:"text,string"`
	Zero            time.Time      `json:"zero,omitzero"`
	Map             map[string]int `json:"map,omitempty"`
}

type embedded struct {
	Left int `json:"-"`
	A    int `json:"a"`
}

type deeper struct {
	A    int     `json:"a"`
	Self *deeper `json:"self,omitempty"`
}

// twins has two fields of one name, of which encoding/json writes the outer.
type twins struct {
	embedded
	B int `json:"a"`
}

// kinds has a field of every kind that a writer is for, and of some that encoding/json writes.
type kinds struct {
	embedded
	B     bool                 `json:"b,omitempty"`
	I8    int8                 `json:"i8"`
	U     uint64               `json:"u,omitempty"`
	F     float64              `json:"f,omitempty"`
	F32   float32              `json:"f32"`
	S     string               `json:"s,omitempty"`
	P     *float64             `json:"p,omitempty"`
	PP    **string             `json:"pp"`
	L     []string             `json:"l,omitempty"`
	LL    [][3]float64         `json:"ll"`
	Empty [0]int               `json:"empty,omitempty"`
	Bytes []byte               `json:"bytes"`
	Array [2]byte              `json:"array"`
	Raw   json.RawMessage      `json:"raw,omitempty"`
	N     json.Number          `json:"n"`
	D     time.Duration        `json:"d"`
	Any   any                  `json:"any"`
	Map   map[string][]float64 `json:"map,omitempty"`
	Inner struct{}             `json:"inner,omitempty"`
}

// values returns pointers to empty values of the types that answers have, and of others.
func values() []any {
	return []any{
		new(model.Cluster), new(model.ClusterUsage), new(model.TaskStatus), new(model.TrainingProgress),
		new(model.NodeMetrics), new(model.TaskHistory), new(model.NodeHistory), new(model.Overview),
		new(model.Mark), &finer{hidden: 1, lower: 2}, new(twins), new(kinds), new(deeper), new([]*kinds), new(string), new(bool),
		new(map[string]int), new(any), new(*int),
	}
}

// want returns what encoding/json makes of a value.
func want(tb testing.TB, value any) string {
	tb.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		tb.Fatal(err)
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// check compares a value with what encoding/json makes of it.
func check(tb testing.TB, value any) {
	tb.Helper()
	got, err := output.Append([]byte("before "), value, nil)
	if want := "before " + want(tb, value); err != nil || string(got) != want {
		tb.Errorf("%T: got %.1000s, %v, want %.1000s", value, got, err, want)
	}
}

// TestAppend checks that values with random fields get the bytes of encoding/json.
func TestAppend(t *testing.T) {
	random := filler{rand.New(rand.NewPCG(7, 7))}
	for _, value := range values() {
		check(t, value)
		for range 100 {
			random.fill(reflect.ValueOf(value).Elem(), 4)
			check(t, value)
			check(t, reflect.ValueOf(value).Elem().Interface())
		}
	}
	check(t, nil)
	if got, err := output.Append(nil, []float64{1, math.NaN()}, nil); err == nil {
		t.Errorf("got %s for a number that is none, want an error", got)
	}
}

// filler fills values with random ones.
type filler struct{ *rand.Rand }

// fill fills a value and what is in it, down to a depth.
func (r filler) fill(v reflect.Value, depth int) {
	if !v.CanSet() || depth == 0 {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int8, reflect.Int64:
		v.SetInt(int64(r.Uint64() >> r.IntN(65)))
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(r.Uint64() >> r.IntN(65))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(float32(math.Round(r.NormFloat64()*1e4) / 1e4)))
	case reflect.String:
		v.SetString([...]string{"", "0", "12", "node_4821"}[r.IntN(4)])
	case reflect.Pointer:
		if v.SetZero(); r.IntN(4) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			r.fill(v.Elem(), depth-1)
		}
	case reflect.Slice:
		if v.SetZero(); v.Type() != reflect.TypeFor[json.RawMessage]() && r.IntN(4) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
		}
		for i := range v.Len() {
			r.fill(v.Index(i), depth-1)
		}
	case reflect.Array:
		for i := range v.Len() {
			r.fill(v.Index(i), depth)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Type != reflect.TypeFor[json.Number]() {
				r.fill(v.Field(i), depth)
			}
		}
	}
}

// FuzzNumber checks that numbers get the bytes of encoding/json.
func FuzzNumber(f *testing.F) {
	for _, number := range []float64{0, math.Copysign(0, -1), 0.1, -0.0001, 0.00005, 99.9999, 1e11, -1e11 + 0.0001, 1e-6,
		9.9e-7, 1e20, 1e21, math.MaxFloat64, math.SmallestNonzeroFloat64, 0.30000000000000004, 99999999999.9999} {
		f.Add(number, int64(number))
	}
	f.Fuzz(func(t *testing.T, number float64, count int64) {
		for _, n := range []float64{number, float64(count) / 1e4, math.Nextafter(float64(count)/1e4, 1)} {
			if !math.IsNaN(n) && !math.IsInf(n, 0) {
				check(t, n)
			}
		}
	})
}

// FuzzText checks that texts get the bytes of encoding/json.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "node_4821", `"\`, "<&>", "\x00\x1f\x7f\xff", "任务\u2028", "\U0001F600"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { check(t, s) })
}

// TestPause checks that a long text pauses every few kilobytes, and a short one never.
func TestPause(t *testing.T) {
	for _, tc := range []struct{ items, least, most int }{{100, 0, 0}, {100_000, 40, 100}} {
		pauses := 0
		text, err := output.Append(nil, make([]int, tc.items), func() { pauses++ })
		if err != nil || pauses < tc.least || pauses > tc.most {
			t.Errorf("%d bytes: got %d pauses, %v, want %d to %d", len(text), pauses, err, tc.least, tc.most)
		}
	}
}

// TestAllocations checks that the parts of a value are written without memory of their own.
func TestAllocations(t *testing.T) {
	for _, value := range []any{
		&model.NodeMetrics{ID: "node_4821", CPUUsage: 12.5, GPUUsage: new(98.3), GPUs: make([]model.GPUMetrics, 8)},
		&model.TaskHistory{Time: make([]string, 100), StatusColumns: model.StatusColumns{Loss: []*float64{nil, new(2.5)}}},
	} {
		room := make([]byte, 0, 1<<20)
		if got := testing.AllocsPerRun(100, func() { _, _ = output.Append(room, value, nil) }); got > 1 {
			t.Errorf("%T: got %v allocations, want one for the whole", value, got)
		}
	}
}

// BenchmarkAppend writes the metrics of a node with eight GPUs, and 120 points of them in columns. Target of
// floor/ours: 2.
func BenchmarkAppend(b *testing.B) {
	random := filler{rand.New(rand.NewPCG(7, 7))}
	var node model.NodeMetrics
	var history model.NodeHistory
	for range 120 {
		node = model.NodeMetrics{
			ID: "node_4821", Name: "Ray Node node_4821", IP: "192.168.3.17", Role: model.WorkerNode, State: model.Alive,
			Status: "training", Timestamp: model.Stamp(time.Now()), Heartbeat: time.Now().UnixMilli(),
			LastSeen: "0 seconds ago", CPUUsage: random.percent(), MemoryUsage: random.percent(), Sent: random.percent(),
			GPUUsage: new(random.percent()), LoadAvg: [3]float64{random.percent(), random.percent(), random.percent()},
		}
		for i := range 8 {
			node.GPUs = append(node.GPUs, model.GPUMetrics{
				Index: i, Name: "NVIDIA A100-SXM4-80GB", Utilization: 100, MemoryUsed: 71_234, MemoryTotal: 81_920,
				Temperature: 64, Power: random.percent(), PowerLimit: 400, SMClock: 1410,
			})
		}
		history.Add(&node)
	}
	for _, bb := range []struct {
		name  string
		value any
	}{{"node", &node}, {"history", &history}} {
		b.Run(bb.name, func(b *testing.B) {
			room := make([]byte, 0, 1<<20)
			var ours, floor time.Duration
			for b.Loop() {
				began := time.Now()
				_, err := output.Append(room, bb.value, nil)
				between := time.Now()
				if err == nil {
					err = json.NewEncoder(bytes.NewBuffer(room)).Encode(bb.value)
				}
				if err != nil {
					b.Fatal(err)
				}
				ours, floor = ours+between.Sub(began), floor+time.Since(between)
			}
			b.ReportMetric(float64(floor)/float64(ours), "floor/ours")
			b.ReportMetric(float64(ours)/float64(b.N), "ns")
			b.ReportMetric(0, "ns/op") // That of both.
		})
	}
}

// percent returns a number with one decimal.
func (r filler) percent() float64 { return math.Round(r.Float64()*1e3) / 10 }
