package app

import (
	"errors"
	"fmt"
	"slices"

	"trainmock/rest"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// errorRateName is the name of the fault for which --error-rate is short.
const errorRateName = "error-rate"

// madeUpError is the body of a validation error, as the service's are.
const madeUpError = `{"detail":[{"loc":["body","parameters"],` +
	`"msg":"value is not a valid dict","type":"type_error.dict"}]}` + "\n"

// addErrorRate gives a scenario the fault for which --error-rate is short, in place of one of that name. It fails if
// the scenario has no room for it, or its file none: a journal that is saved later would lack the fault.
func addErrorRate(s *model.Scenario, rate float64) error {
	if rate == 0 {
		return nil
	}
	others := slices.DeleteFunc(slices.Clone(s.Faults), func(other model.Fault) bool {
		return other.Name == errorRateName
	})
	s.Faults = append(others, model.Fault{
		Name: errorRateName, On: model.FaultScope{Routes: rest.TaskRoutes()}, Share: &rate,
		Kind: model.FaultStatus{Code: 422, Body: madeUpError},
	})
	if len(s.Faults) > model.MaxFaults {
		return fmt.Errorf("--error-rate: it is short for a fault, and the scenario has %d, which are the most: remove one "+
			"from its faults", model.MaxFaults)
	}
	if _, err := scenario.With(*s, nil, s.Faults); err != nil {
		return errors.New("--error-rate: it is short for a fault, which does not fit into the scenario's file: write the " +
			"file in the style of the built-in ones, such as demo, or list the fault in it")
	}
	return nil
}
