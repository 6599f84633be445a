package ctl

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"trainmock/stream/model"
)

// faultValues are the fields of a fault of an answer.
type faultValues map[string]json.RawMessage

// faultTable is the answer to the routes that list faults.
type faultTable struct {
	Faults []faultValues `json:"faults"`
}

// printFaults prints a fault a line.
func printFaults(w io.Writer, t faultTable) {
	if len(t.Faults) == 0 {
		fmt.Fprintln(w, "nothing breaks on purpose")
		return
	}
	fmt.Fprintln(w, "name\tkind\tstrikes\thow often\twhen\tstruck\tin force")
	for _, f := range t.Faults {
		force := "no"
		if plain(f["in_force"]) == "true" {
			force = "yes"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", f.text(), f.words("on"),
			f.listed("share", "nth", "every", "count", "per"), f.listed("from", "for"), plain(f["struck"]), force)
	}
}

// text returns the name and the kind with its values, in two columns.
func (f faultValues) text() string {
	for _, key := range model.FaultKeys() {
		if f[key] == nil {
			continue
		}
		if values := f.words(key); values != "-" {
			key += " " + values
		}
		return plain(f["name"]) + "\t" + key
	}
	return plain(f["name"]) + "\t-"
}

// words returns the values of an object, such as code=503 retry_after=2, or a dash.
func (f faultValues) words(key string) string {
	var values faultValues
	if json.Unmarshal(f[key], &values) != nil {
		return "-"
	}
	return values.listed(slices.Sorted(maps.Keys(values))...)
}

// listed returns fields with their values, or a dash if there are none.
func (f faultValues) listed(keys ...string) string {
	var words []string
	for _, key := range keys {
		if f[key] == nil {
			continue
		}
		var list []string
		text := plain(f[key])
		if json.Unmarshal(f[key], &list) == nil {
			text = strings.Join(list, ",")
		}
		words = append(words, key+"="+text)
	}
	if len(words) == 0 {
		return "-"
	}
	return strings.Join(words, " ")
}

type listFaultsCommand struct{}

func (listFaultsCommand) run(ctx context.Context, s *call) error {
	return show(ctx, s, request{http.MethodGet, faultsPath, nil}, printFaults)
}

// clearFaultsCommand removes faults.
type clearFaultsCommand struct {
	Names []chosenName `arg:"" optional:"" name:"name" help:"Names that ctl fault list shows; by default all."`
}

func (c *clearFaultsCommand) run(ctx context.Context, s *call) error {
	if len(c.Names) == 0 {
		return show(ctx, s, request{http.MethodDelete, faultsPath, nil}, func(w io.Writer, a struct{ Deleted int }) {
			fmt.Fprintf(w, "removed %d\n", a.Deleted)
		})
	}
	for _, name := range c.Names {
		removed := func(w io.Writer, f faultValues) {
			fmt.Fprintf(w, "removed %s, which struck %s times\n", plain(f["name"]), plain(f["struck"]))
		}
		path := faultsPath + "/" + url.PathEscape(string(name))
		if err := show(ctx, s, request{http.MethodDelete, path, nil}, removed); err != nil {
			return err
		}
	}
	return nil
}

type profilesCommand struct{}

func (profilesCommand) run(ctx context.Context, s *call) error {
	type profile struct {
		Name, Description string
		Faults            []faultValues
	}
	type profiles struct{ Profiles []profile }
	return show(ctx, s, request{http.MethodGet, faultsPath + "/profiles", nil}, func(w io.Writer, all profiles) {
		for _, p := range all.Profiles {
			fmt.Fprintf(w, "%s\t%s\n", p.Name, p.Description)
			for _, f := range p.Faults {
				kind := strings.ReplaceAll(f.text(), "\t", ": ")
				fmt.Fprintf(w, "  %s %s %s\n", kind, f.words("on"), f.listed("share"))
			}
		}
	})
}
