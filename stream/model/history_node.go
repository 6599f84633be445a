package model

// NodeHistory is the answer of GET /monitor/ray/cluster/node/{node_id}/metrics/history: a node over time, in columns
// of equal length. A node without GPUs has no GPU columns. In the other columns a missing value is null.
type NodeHistory struct {
	ID          string   `json:"id" example:"node_4821"`
	Name        string   `json:"name" example:"Ray Node node_4821"`
	IP          string   `json:"ip" format:"ipv4" example:"192.168.3.17"`
	Role        Role     `json:"role" enum:"head node,model node,worker node,data node"`
	StepSeconds float64  `json:"step_seconds" exclusiveMinimum:"0" example:"5"`
	Time        []string `json:"time" format:"date-time" doc:"The instants of the points."`
	ContactColumns
	HostColumns
	WorkColumns
	GPUs   []GPUHistory `json:"gpus,omitempty" doc:"In the order of their indices; left out on a node without."`
	Events []Mark       `json:"events"`
}

// Describe returns the longer descriptions of fields, by name.
func (NodeHistory) Describe() map[string]string {
	return map[string]string{
		"step_seconds": "Seconds from one point to the next.",
		"events": "What happened to the node after the first point and up to the end of the span, in time " +
			"order: the newest 1,000. node_state and system_log.",
	}
}

// ContactColumns holds whether a node is there, over time.
type ContactColumns struct {
	State     []NodeState `json:"state" enum:"ALIVE,UNKNOWN,DEAD"`
	Status    []string    `json:"status" enum:"training,idle,online,offline"`
	Heartbeat []int64     `json:"heartbeat" doc:"Unix milliseconds of the last contact."`
	LastSeen  []string    `json:"last_seen" doc:"The age of the last contact, in words."`
}

// HostColumns holds a node's usage over time.
type HostColumns struct {
	CPUUsage    []float64    `json:"cpu_usage" minimum:"0" maximum:"100" doc:"Percent."`
	MemoryUsage []float64    `json:"memory_usage" minimum:"0" maximum:"100" doc:"Percent."`
	DiskUsage   []float64    `json:"disk_usage" minimum:"0" maximum:"100" doc:"Percent."`
	GPUUsage    []*float64   `json:"gpu_usage,omitempty" minimum:"0" maximum:"100"`
	Sent        []float64    `json:"sent" minimum:"0" doc:"Network, KB/s."`
	Received    []float64    `json:"received" minimum:"0" doc:"Network, KB/s."`
	LoadAvg     [][3]float64 `json:"load_avg" doc:"Load average over 1, 5 and 15 minutes."`
}

// Describe returns the longer descriptions of fields, by name.
func (HostColumns) Describe() map[string]string {
	return map[string]string{
		"gpu_usage": "Percent, the mean over the node's GPUs; left out on a node without.",
	}
}

// WorkColumns holds the task that a node works on, over time. Values are null while there is none.
type WorkColumns struct {
	TaskID       []*string  `json:"task_id" doc:"The task that the node works on; null while there is none."`
	Progress     []*float64 `json:"progress" minimum:"0" maximum:"1" doc:"Of the task; null while there is none."`
	CurrentEpoch []*int64   `json:"current_epoch" minimum:"0" doc:"Of the task; null while there is none."`
	TotalEpochs  []*int64   `json:"total_epochs" minimum:"1" doc:"Of the task; null while there is none."`
}

// GPUHistory is one GPU in NodeHistory.
type GPUHistory struct {
	Index       int       `json:"index" minimum:"0"`
	Name        string    `json:"name" example:"NVIDIA A100-SXM4-80GB"`
	Utilization []float64 `json:"utilization" minimum:"0" maximum:"100"`
	MemoryUsed  []int64   `json:"memory_used" minimum:"0" doc:"MiB."`
	MemoryTotal []int64   `json:"memory_total" minimum:"1" doc:"MiB."`
	Temperature []float64 `json:"temperature" doc:"°C."`
	Power       []float64 `json:"power" minimum:"0" doc:"W."`
	PowerLimit  []float64 `json:"power_limit" minimum:"1" doc:"W."`
	SMClock     []int64   `json:"sm_clock" minimum:"0" doc:"MHz."`
}

// Describe returns the longer descriptions of fields, by name.
func (GPUHistory) Describe() map[string]string {
	return map[string]string{
		"utilization": "Percent of the time in which a kernel ran.",
	}
}

// NewNodeHistory returns a history without points, which has room for those of a span.
func NewNodeHistory(s Span) NodeHistory {
	points := s.Points()
	return NodeHistory{
		StepSeconds: s.Step.Seconds(), Time: make([]string, 0, points),
		ContactColumns: ContactColumns{
			State: make([]NodeState, 0, points), Status: make([]string, 0, points),
			Heartbeat: make([]int64, 0, points), LastSeen: make([]string, 0, points),
		},
		HostColumns: HostColumns{
			CPUUsage: make([]float64, 0, points), MemoryUsage: make([]float64, 0, points),
			DiskUsage: make([]float64, 0, points), GPUUsage: make([]*float64, 0, points),
			Sent: make([]float64, 0, points), Received: make([]float64, 0, points),
			LoadAvg: make([][3]float64, 0, points),
		},
		WorkColumns: WorkColumns{
			TaskID: make([]*string, 0, points), Progress: make([]*float64, 0, points),
			CurrentEpoch: make([]*int64, 0, points), TotalEpochs: make([]*int64, 0, points),
		},
	}
}

// newGPUHistory returns the history of a GPU without points, which has room for so many.
func newGPUHistory(g *GPUMetrics, points int) GPUHistory {
	return GPUHistory{
		Index: g.Index, Name: g.Name, Utilization: make([]float64, 0, points),
		MemoryUsed: make([]int64, 0, points), MemoryTotal: make([]int64, 0, points),
		Temperature: make([]float64, 0, points), Power: make([]float64, 0, points),
		PowerLimit: make([]float64, 0, points), SMClock: make([]int64, 0, points),
	}
}

// Add appends a point.
func (h *NodeHistory) Add(m *NodeMetrics) {
	h.Time = append(h.Time, m.Timestamp)
	h.ContactColumns.add(m)
	h.HostColumns.add(m)
	h.WorkColumns.add(m)
	for i := range m.GPUs {
		g := &m.GPUs[i]
		if i == len(h.GPUs) {
			h.GPUs = append(h.GPUs, newGPUHistory(g, cap(h.Time)))
		}
		h.GPUs[i].add(g)
	}
}

func (c *ContactColumns) add(m *NodeMetrics) {
	c.State, c.Status = append(c.State, m.State), append(c.Status, m.Status)
	c.Heartbeat, c.LastSeen = append(c.Heartbeat, m.Heartbeat), append(c.LastSeen, m.LastSeen)
}

func (c *HostColumns) add(m *NodeMetrics) {
	c.CPUUsage, c.MemoryUsage = append(c.CPUUsage, m.CPUUsage), append(c.MemoryUsage, m.MemoryUsage)
	c.DiskUsage, c.GPUUsage = append(c.DiskUsage, m.DiskUsage), append(c.GPUUsage, m.GPUUsage)
	c.Sent, c.Received = append(c.Sent, m.Sent), append(c.Received, m.Received)
	c.LoadAvg = append(c.LoadAvg, m.LoadAvg)
}

func (c *WorkColumns) add(m *NodeMetrics) {
	var id *string
	if m.TaskID != "" {
		id = c.sameOrNew(m.TaskID)
	}
	c.TaskID, c.Progress = append(c.TaskID, id), append(c.Progress, m.Progress)
	c.CurrentEpoch, c.TotalEpochs = append(c.CurrentEpoch, m.CurrentEpoch), append(c.TotalEpochs, m.TotalEpochs)
}

// sameOrNew returns the id of the point before if it is the same, and else a new one.
func (c *WorkColumns) sameOrNew(id string) *string {
	if last := len(c.TaskID) - 1; last >= 0 && c.TaskID[last] != nil && *c.TaskID[last] == id {
		return c.TaskID[last]
	}
	return &id
}

func (c *GPUHistory) add(g *GPUMetrics) {
	c.Utilization = append(c.Utilization, g.Utilization)
	c.MemoryUsed, c.MemoryTotal = append(c.MemoryUsed, g.MemoryUsed), append(c.MemoryTotal, g.MemoryTotal)
	c.Temperature = append(c.Temperature, g.Temperature)
	c.Power, c.PowerLimit = append(c.Power, g.Power), append(c.PowerLimit, g.PowerLimit)
	c.SMClock = append(c.SMClock, g.SMClock)
}
