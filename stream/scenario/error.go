package scenario

import (
	"fmt"
	"strings"
	"unicode"
)

// Error says what is wrong with a scenario file, where, and what to do about it.
type Error struct {
	// File is the file's name as it was given.
	File string
	// Line counts from 1.
	Line int
	// Message is one line of at most a few hundred bytes.
	Message string
	// Excerpt is the line and those around it, of bounded length.
	Excerpt string
}

// Error is the place and the message on one line, and the excerpt on the next ones.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s:%d: %s", printable(e.File, maxQuote), e.Line, e.Message)
	if e.Excerpt != "" {
		text += "\n" + e.Excerpt
	}
	return text
}

const (
	// excerptAround is how many lines an excerpt shows before and after the one it is about.
	excerptAround = 2
	// maxQuote is how many characters of a line it shows.
	maxQuote = 110
	// maxMessage is how many characters a message has at most.
	maxMessage = 600
)

// fault is an error about a line.
func (s *source) fault(line int, format string, args ...any) error {
	line = min(max(line, 1), len(s.lines))
	return &Error{File: s.name, Line: line, Message: printable(fmt.Sprintf(format, args...), maxMessage), Excerpt: s.excerpt(line)}
}

func (s *source) excerpt(line int) string {
	var rows []string
	for n := max(1, line-excerptAround); n <= min(len(s.lines), line+excerptAround); n++ {
		mark := " "
		if n == line {
			mark = ">"
		}
		rows = append(rows, strings.TrimRight(fmt.Sprintf("%s %4d | %s", mark, n, printable(s.lines[n-1], maxQuote)), " "))
	}
	return strings.Join(rows, "\n")
}

// printable is s with a dot for whatever a terminal would not show as it is, cut to so many characters.
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
