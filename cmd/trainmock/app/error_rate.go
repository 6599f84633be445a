package app

import (
	"slices"

	"trainmock/rest"
	"trainmock/stream/model"
)

// errorRateName is the name of the fault for which --error-rate is short.
const errorRateName = "error-rate"

// madeUpError is the body of a validation error, as the service's are.
const madeUpError = `{"detail":[{"loc":["body","parameters"],` +
	`"msg":"value is not a valid dict","type":"type_error.dict"}]}` + "\n"

// addErrorRate gives a scenario the fault for which --error-rate is short, in place of one of that name.
func addErrorRate(s *model.Scenario, rate float64) {
	if rate == 0 {
		return
	}
	others := slices.DeleteFunc(slices.Clone(s.Faults), func(other model.Fault) bool {
		return other.Name == errorRateName
	})
	s.Faults = append(others, model.Fault{
		Name: errorRateName, On: model.FaultScope{Routes: rest.TaskRoutes()}, Share: &rate,
		Kind: model.FaultStatus{Code: 422, Body: madeUpError},
	})
}
