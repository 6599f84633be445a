package dashboard

import "trainmock/stream/model"

// Documented is a kind of messages of a dashboard, as documents describe it.
type Documented struct {
	// Path is the route of the dashboard, and Type the type of the messages.
	Path, Type string
	// Zero is the zero value of the payload or, if Whole is set, of the message.
	Zero  any
	Whole bool
}

// Messages lists the messages of the dashboards.
var Messages = []Documented{
	{Path: "/api/edgeai/nodes/ws/{node_id}", Type: model.EventNodeUpdate.Type, Zero: node{}},
	{Path: "/api/edgeai/training/ws/{project_id}", Type: model.EventTrainingProgress.Type, Zero: training{}},
	{Path: "/api/edgeai/training/ws/{project_id}", Type: noTrainingType, Zero: noTraining{}},
	{Path: "/api/p2pai/training/ws/{project_id}", Type: peerType, Zero: peer{}, Whole: true},
	{Path: "/api/p2pai/training/ws/{project_id}", Type: noTrainingType, Zero: noTraining{}},
}

// The types of messages that only dashboards have.
const (
	noTrainingType = "no_training"
	peerType       = "training_update"
)
