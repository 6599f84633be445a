package describe

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/model"
)

// completeHistories tells of histories what their types cannot: what their events carry, and that a list in a column is
// never null.
func completeHistories(document *huma.OpenAPI) {
	schemas := document.Components.Schemas
	properties := func(t reflect.Type) map[string]*huma.Schema {
		return schemas.SchemaFromRef(schemas.Schema(t, true, "").Ref).Properties
	}
	properties(reflect.TypeFor[model.TaskHistory]())["nodes_involved"].Items.Nullable = false
	properties(reflect.TypeFor[model.NodeHistory]())["load_avg"].Items.Nullable = false
	payload := properties(reflect.TypeFor[model.Mark]())["payload"]
	for _, one := range []reflect.Type{
		reflect.TypeFor[model.TaskUpdate](), reflect.TypeFor[model.NodeStateChange](), reflect.TypeFor[model.SystemLog](),
	} {
		payload.OneOf = append(payload.OneOf, schemas.Schema(one, true, ""))
	}
}
