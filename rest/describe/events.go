package describe

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/model"
)

// completeEvents lists the payloads that the events of a history carry, whose Go type holds any.
func completeEvents(schemas huma.Registry) {
	mark := schemas.Schema(reflect.TypeFor[model.Mark](), false, "")
	payload := mark.Properties["payload"]
	for _, one := range []reflect.Type{
		reflect.TypeFor[model.TaskUpdate](),
		reflect.TypeFor[model.NodeStateChange](),
		reflect.TypeFor[model.SystemLog](),
	} {
		payload.OneOf = append(payload.OneOf, schemas.Schema(one, true, ""))
	}
}
