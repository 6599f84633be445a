package scenario_test

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"trainmock/stream/input"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// inUTF16 returns a text as UTF-16 with a byte order mark.
func inUTF16(text string, order binary.AppendByteOrder) string {
	var encoded []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		encoded = order.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// encodings are the forms of a text that editors and shells of Windows write.
var encodings = map[string]func(text string) string{
	"PowerShell's >":   func(text string) string { return inUTF16(text, binary.LittleEndian) },
	"UTF-16BE":         func(text string) string { return inUTF16(text, binary.BigEndian) },
	"UTF-8 and a mark": func(text string) string { return "\ufeff" + text },
}

// TestEncodings reads a file in every encoding, with the line ends of Windows and with characters of all lengths.
func TestEncodings(t *testing.T) {
	text := strings.Replace(small, "for tests", "für Tests, 测试 🙂 \ufffd", 1)
	want := mustParse(t, text)
	for name, encode := range encodings {
		for _, ends := range []string{"\n", "\r\n"} {
			if got := mustParse(t, encode(strings.ReplaceAll(text, "\n", ends))); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, lines end with %q: got %+v, want %+v", name, ends, got, want)
			}
		}
		_, err := scenario.Parse("mine.yaml", []byte(encode(strings.Replace(small, "count: 4", "count: vier", 1))))
		if e := checkError(t, err); e.Line != 10 || !strings.Contains(e.Message, "vier") {
			t.Errorf("%s: got %v, want an error about vier in line 10", name, err)
		}
	}
}

// TestNoText refuses files that are not whole in any encoding, each with the line.
func TestNoText(t *testing.T) {
	le := encodings["PowerShell's >"]
	for name, tc := range map[string]struct {
		text, want string
		line       int
	}{
		"half a unit":                 {le("a: 1\nb") + "x", "not text in UTF-8", 2},
		"half a pair":                 {le("a: 1\n") + "\x3d\xd8", "not text in UTF-8", 2},
		"half a pair and a letter":    {le("a: 1\n") + "\x3d\xd8x\x00", "not text in UTF-8", 2},
		"the second of a pair":        {le("a: 1\n") + "\x00\xdc", "not text in UTF-8", 2},
		"UTF-16 without a mark":       {le("a: 1")[2:], "nor in UTF-16 with a byte order mark", 1},
		"UTF-32":                      {"\xff\xfe\x00\x00a\x00\x00\x00", "not text in UTF-8", 1},
		"a mark alone":                {le(""), "the file is empty", 1},
		"large in UTF-16":             {le("# " + strings.Repeat("x", 1<<20)), "larger than 1048576 bytes", 1},
		"large by the ends of lines":  {strings.Repeat("#\r\n", 1<<20/3+1), "larger than 1048576 bytes", 1},
		"large in UTF-16, with lines": {le(strings.Repeat("#\r\n", 1<<20/3+1)), "larger than 1048576 bytes", 1},
	} {
		t.Run(name, func(t *testing.T) {
			// Through a file, of which only a part is read.
			path := filepath.Join(t.TempDir(), "mine.yaml")
			write(t, path, tc.text)
			_, err := scenario.Load(path)
			var e *scenario.Error
			if !errors.As(err, &e) || !strings.Contains(e.Message, tc.want) || e.Line != tc.line {
				t.Errorf("got %v, want %q in line %d", err, tc.want, tc.line)
			}
		})
	}
}

// TestLargestInUTF16 reads a file of the largest size, which has twice the bytes in UTF-16.
func TestLargestInUTF16(t *testing.T) {
	text := small + "#" + strings.Repeat("x", 1<<20-len(small)-1)
	path := filepath.Join(t.TempDir(), "mine.yaml")
	for name, encode := range encodings {
		write(t, path, encode(text))
		if s, err := scenario.Load(path); err != nil || s.Name != "small" {
			t.Errorf("%s: got %q (%v), want small", name, s.Name, err)
		}
	}
}

func write(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// TestStandardInput reads what another program prints.
func TestStandardInput(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"a file":             {strings.Replace(small, "name: small", "", 1), ""},
		"from PowerShell":    {encodings["PowerShell's >"](strings.Replace(small, "name: small", "", 1)), ""},
		"nothing":            {"", "stdin:1: the file is empty"},
		"a fault":            {strings.Replace(small, "count: 4", "count: -4", 1), "stdin:10: count: -4 is not from"},
		"a file that is not": {"trainmock: there is no scenario", "stdin:1: "},
	} {
		s, err := loadStandardInput(t, tc.text)
		if tc.want == "" && (err != nil || s.Name != "stdin" || len(s.Groups) != 3) {
			t.Errorf("%s: got %+v (%v), want a scenario of the name stdin", name, s, err)
		}
		if tc.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tc.want)) {
			t.Errorf("%s: got %v, want %s", name, err, tc.want)
		}
	}
}

// loadStandardInput loads a text by a pipe.
func loadStandardInput(t *testing.T, text string) (model.Scenario, error) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	go func() {
		defer writer.Close()
		_, _ = writer.WriteString(text) // Load may stop to read
	}()
	own := os.Stdin
	defer func() { os.Stdin = own }()
	os.Stdin = reader
	return scenario.Load(input.Standard)
}

// TestNamesOfFiles gives names beside which there are files: the error names one as Load takes it.
func TestNamesOfFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, folder := range []string{"folder", "folder.yaml", "sub"} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"mine", "yours.yaml", "theirs.yml", "notes.txt", "sub/one.yaml", "cluster.yml"} {
		write(t, filepath.FromSlash(file), small)
	}
	here := "." + string(filepath.Separator)
	for name, want := range map[string]string{
		"mine":         here + "mine",
		"mine.yaml":    here + "mine",
		"yours":        "yours.yaml",
		"yours.yml":    "yours.yaml",
		"theirs":       "theirs.yml",
		"theirs.yaml":  "theirs.yml",
		"notes.txt":    here + "notes.txt",
		"sub/one":      "sub/one.yaml",
		"sub/one.yml":  "sub/one.yaml",
		"./yours":      "./yours.yaml",
		"cluster.YAML": "cluster.yml",
	} {
		_, err := scenario.Load(name)
		if err == nil || !strings.Contains(err.Error(), "did you mean "+model.Quote(want)+"?") {
			t.Errorf("%s: got %v, want did you mean %s", name, err, want)
		}
		if s, err := scenario.Load(want); err != nil || s.Name != "small" {
			t.Errorf("%s: got %q (%v), want small", want, s.Name, err)
		}
	}
	for name, want := range map[string]string{
		"folder":      `"folder" is a directory: name a file in it`,
		".":           `"." is a directory: name a file in it`,
		"folder.yaml": `"folder.yaml" is a directory: name a file in it`,
		"./folder":    `"./folder" is a directory: name a file in it`,
		"~/mine.yaml": "the shell replaces ~ only at the beginning of a word",
		"none/x.yaml": "there is no file",
	} {
		if _, err := scenario.Load(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	// A built-in scenario is not hidden by a file of its name.
	write(t, "demo", small)
	write(t, "demo.yaml", small)
	if s, err := scenario.Load("demo"); err != nil || s.Name != "demo" {
		t.Errorf("got %q (%v), want the built-in demo", s.Name, err)
	}
}
