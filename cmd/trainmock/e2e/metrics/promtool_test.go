//go:build unix

package metrics

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"testing"
)

// checkSyntax has promtool read an answer. Its exit code is 3 if it dislikes names, and 1 if it cannot read.
func checkSyntax(t *testing.T, tool string, text []byte) {
	t.Helper()
	command := exec.CommandContext(t.Context(), tool, "check", "metrics")
	command.Stdin = bytes.NewReader(text)
	out, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) {
		t.Fatalf("%v: %.2000s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if !strings.Contains(line, "snake_case") && !strings.Contains(line, "_total") && !strings.Contains(line, "non-") &&
			!strings.Contains(line, "abbreviated") && !strings.Contains(line, "base unit") && !strings.Contains(line, "should not include type") {
			t.Errorf("promtool says %s", line)
		}
	}
}
