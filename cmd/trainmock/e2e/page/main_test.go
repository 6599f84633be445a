// Package page drives the live page in Chromium: what it shows, how it is used, and that nobody is left out.
package page

import (
	"testing"

	"trainmock/cmd/trainmock/internal/browser"
)

func TestMain(m *testing.M) { browser.Main(m) }
