package scenario

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"trainmock/stream/input"
)

const (
	// maxSize is the largest file, in bytes of UTF-8.
	maxSize = 1 << 20
	// maxRead is the number of bytes that are read of a file: enough to tell that it is too large, also in UTF-16, whose
	// characters take twice the bytes.
	maxRead = 2*maxSize + 4
	// maxTokens and maxDepth limit the time of the YAML parser, which grows with the square of either.
	maxTokens = 30_000
	maxDepth  = 50
)

// teach ends messages with the way to a file that works.
const teach = "trainmock scenarios demo prints a file that works"

// source is the text of a file, with its name and its lines.
type source struct {
	name     string
	text     string
	lines    []string
	tooLarge bool
}

// newSource returns the source of a text in UTF-8 without a byte order mark, and with line feeds only.
func newSource(name string, text []byte) *source {
	text = input.Decode(text[:min(len(text), maxRead)])
	plain := strings.ReplaceAll(string(text[:min(len(text), maxSize)]), "\r\n", "\n")
	plain = strings.ReplaceAll(plain, "\r", "\n")
	return &source{name: name, text: plain, lines: strings.Split(plain, "\n"), tooLarge: len(text) > maxSize}
}

// check refuses a file that is too large or not text.
func (s *source) check() error {
	switch line := s.firstUnreadable(); {
	case s.tooLarge:
		return s.fault(1, "the file is larger than %d bytes: a scenario needs a few thousand; %s", maxSize, teach)
	case line > 0:
		return s.fault(line, "the file is not text in UTF-8, nor in UTF-16 with a byte order mark: save it as UTF-8; %s",
			teach)
	}
	return nil
}

// firstUnreadable returns the first line that is not UTF-8 or has control characters, or 0.
func (s *source) firstUnreadable() int {
	for i, line := range s.lines {
		if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' }) {
			return i + 1
		}
	}
	return 0
}

// tree returns the root of the file's only YAML document.
func (s *source) tree() (root ast.Node, err error) {
	// A panic of the library on odd input must not end the program.
	defer func() {
		if recover() != nil {
			root, err = nil, s.fault(1, "the file is not YAML that can be read; %s", teach)
		}
	}()
	tokens := lexer.Tokenize(s.text)
	if err := s.checkTokens(tokens); err != nil {
		return nil, err
	}
	parsed, parseError := parser.Parse(tokens, 0)
	if parseError != nil {
		return nil, s.syntaxFault(parseError)
	}
	return s.document(parsed.Docs)
}

// checkTokens refuses files whose length or nesting would slow the parser down.
func (s *source) checkTokens(tokens token.Tokens) error {
	if len(tokens) > maxTokens {
		return s.fault(tokens[maxTokens].Position.Line,
			"the file has more than %d words and signs: use fewer groups, jobs or commands", maxTokens)
	}
	brackets, dashes, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			dashes, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType:
			dashes++
		}
		if brackets > maxDepth || dashes > maxDepth {
			return s.fault(line, "more than %d lists or mappings in each other: a scenario has at most four; %s",
				maxDepth, teach)
		}
	}
	return nil
}

// syntaxFault returns the parser's error as an *Error. It leaves out the library's excerpt, which takes many passes
// over all tokens.
func (s *source) syntaxFault(err error) error {
	var e yaml.Error
	line, message := 1, "syntax error"
	if errors.As(err, &e) {
		message = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			line = t.Position.Line
		}
	}
	return s.fault(line, "not YAML: %s: look for missing colons, quotes and brackets, and indent with spaces, the "+
		"same number on each level; %s",
		printable(message, maxQuote), teach)
}

// document returns the root of the only document that is not empty.
func (s *source) document(all []*ast.DocumentNode) (ast.Node, error) {
	var root ast.Node
	for _, d := range all {
		if _, directive := d.Body.(*ast.DirectiveNode); d.Body == nil || directive {
			continue
		}
		if root != nil {
			return nil, s.fault(lineOf(d.Body), "a second document begins here: a file holds one scenario; "+
				"remove the line --- and what follows, or use two files")
		}
		root = d.Body
	}
	if root == nil {
		return nil, s.fault(1, "the file is empty: a scenario has at least groups; %s", teach)
	}
	return root, nil
}

// lineOf returns the line where a node begins, or 1 if the node has no position.
func lineOf(n ast.Node) int {
	switch v := n.(type) {
	case *ast.MappingNode:
		// The position of a mapping without brackets is that of its first colon.
		if len(v.Values) > 0 && !v.IsFlowStyle {
			return lineOf(v.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return lineOf(v.Key)
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return n.GetToken().Position.Line
}
