package scenario

import (
	"fmt"
	"strings"
	"unicode"
)

// Error describes a fault in a scenario file, its line, and the remedy.
type Error struct {
	// File is the name of the file as it was given.
	File string
	// Line counts from 1.
	Line int
	// Message is one line of at most a few hundred bytes.
	Message string
	// Excerpt is the line with those around it, each of bounded length.
	Excerpt string
}

// Error returns file, line and message on one line, and the excerpt on the next ones.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s:%d: %s", printable(e.File, maxQuote), e.Line, e.Message)
	if e.Excerpt != "" {
		text += "\n" + e.Excerpt
	}
	return text
}

const (
	// excerptAround is the number of lines that an excerpt shows before the faulty one, and after it.
	excerptAround = 2
	// maxQuote is the number of characters that an excerpt shows of a line.
	maxQuote = 110
	// maxMessage limits the characters of a message.
	maxMessage = 600
)

// fault returns an *Error about a line.
func (s *source) fault(line int, format string, args ...any) error {
	line = min(max(line, 1), len(s.lines))
	return &Error{File: s.name, Line: line, Message: printable(fmt.Sprintf(format, args...), maxMessage),
		Excerpt: s.excerpt(line)}
}

// excerpt returns the numbered lines around a line, which is marked.
func (s *source) excerpt(line int) string {
	var rows []string
	for n := max(1, line-excerptAround); n <= min(len(s.lines), line+excerptAround); n++ {
		mark := " "
		if n == line {
			mark = ">"
		}
		rows = append(rows,
			strings.TrimRight(fmt.Sprintf("%s %4d | %s", mark, n, printable(s.lines[n-1], maxQuote)), " "))
	}
	return strings.Join(rows, "\n")
}

// printable returns s, cut to most characters, with a dot in place of each character that a terminal cannot show.
func printable(s string, most int) string {
	var b strings.Builder
	count := 0
	for _, r := range s {
		if count++; count > most {
			b.WriteString(" …")
			break
		}
		switch {
		case r == '\t':
			r = ' '
		case !unicode.IsPrint(r):
			r = '·'
		}
		b.WriteRune(r)
	}
	return b.String()
}
