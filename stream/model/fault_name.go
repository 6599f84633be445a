package model

import (
	"fmt"
	"slices"
)

// NameFaults returns faults with names: those without one get their kind and a number, such as drop-1, which neither
// another of them nor one of some taken names has.
func NameFaults(faults []Fault, taken []string) []Fault {
	named, names := slices.Clone(faults), slices.Clone(taken)
	for _, f := range faults {
		names = append(names, f.Name)
	}
	for i := range named {
		if named[i].Name == "" {
			named[i].Name = freeFaultName(named[i].Kind.Key(), names)
			names = append(names, named[i].Name)
		}
	}
	return named
}

// freeFaultName returns the first name of a kind and a number that is not taken.
func freeFaultName(kind string, taken []string) string {
	for i := 1; ; i++ {
		if name := fmt.Sprintf("%s-%d", kind, i); !slices.Contains(taken, name) {
			return name
		}
	}
}
