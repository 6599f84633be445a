// Command trainmock stands in for a training-monitor service while a frontend is being built.
package main

import (
	"os"

	"trainmock/cmd/trainmock/app"
)

func main() {
	os.Exit(app.Run(app.UntilSignal(), os.Args[1:], os.Stdout, os.Stderr))
}
