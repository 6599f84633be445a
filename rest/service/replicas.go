package service

// Replicas is what /health says about the replicas that share a world.
type Replicas struct {
	Name      string `json:"name" example:"trainmock"`
	Connected bool   `json:"connected" doc:"Whether NATS answers. Without it nothing can be changed."`
	Sequence  uint64 `json:"sequence" doc:"Number of the newest entry of the journal that this replica has read."`
	Behind    uint64 `json:"behind" doc:"How many more entries there are, as far as this replica knows."`
	// OffsetMS includes the time on the way, some milliseconds at most.
	OffsetMS float64   `json:"offset_ms" doc:"How far this machine's clock was ahead of that of NATS."`
	Late     int64     `json:"late" doc:"How many changes came too late, so that subscribers got a gap."`
	Warning  string    `json:"warning,omitempty" doc:"What is wrong, and what to do."`
	Replicas []Replica `json:"replicas" doc:"Those that were heard within six seconds, this one included."`
}

// Replica is one of several programs that share a world.
type Replica struct {
	ID       string `json:"id" doc:"Drawn at its start."`
	Host     string `json:"host" doc:"Name of its machine."`
	Version  string `json:"version"`
	Sequence uint64 `json:"sequence" doc:"Number of the newest entry that it has read."`
	Self     bool   `json:"self" doc:"Whether it is the one that answers."`
}
