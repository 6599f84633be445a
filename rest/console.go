package rest

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Started is the answer of POST /train.
type Started struct {
	TaskID  string `json:"task_id" example:"task_1f2e3d4c"`
	Status  string `json:"status" enum:"started"`
	Message string `json:"message"`
}

// Removed is the answer of DELETE /tasks/{task_id}.
type Removed struct {
	Status  string `json:"status" enum:"deleted"`
	Message string `json:"message"`
}

// ConsoleNode is a node in the words of the training console.
type ConsoleNode struct {
	IP        string     `json:"ip" format:"ipv4" example:"192.168.3.17"`
	CPU       float64    `json:"cpu_usage" minimum:"0" maximum:"100" doc:"Percent."`
	Memory    float64    `json:"memory_usage" minimum:"0" maximum:"100" doc:"Percent."`
	Disk      float64    `json:"disk_usage" minimum:"0" maximum:"100" doc:"Percent."`
	Role      model.Role `json:"role" enum:"model node,worker node,data node" doc:"The head node counts as a model node."`
	Status    string     `json:"status" enum:"alive,dead,idle"`
	Sent      float64    `json:"sent" minimum:"0" doc:"Network, KB/s."`
	Received  float64    `json:"received" minimum:"0" doc:"Network, KB/s."`
	Heartbeat int64      `json:"heartbeat" doc:"Unix milliseconds of the last contact." example:"1763921940123"`
}

// taskList is a JSON object of tasks and their statuses that keeps their order.
type taskList []model.TaskState

// Schema describes it: its form is not that of the Go type.
func (taskList) Schema(huma.Registry) *huma.Schema {
	status := &huma.Schema{Type: huma.TypeString, Enum: []any{"running", "completed", "failed", "paused", "pending", "deleted"}}
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: status, Description: "Task id to status, those that run first.",
		Examples: []any{map[string]any{"task_1f2e3d4c": "running"}},
	}
}

// MarshalJSON writes the tasks one after the other.
func (l taskList) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, t := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		// Ids and statuses need no escapes.
		fmt.Fprintf(&b, "%q:%q", t.ID, t.Status)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// byID asks about a task of the console's.
type byID struct {
	TaskID string `path:"task_id" doc:"An id that POST /train gave, or any other: it answers, too." example:"task_1f2e3d4c"`
}

// view is the world now, if the task is there.
func (q *byID) view(a *api) (world.View, error) {
	w, now := a.Source.Now()
	if q.TaskID == "training" || q.TaskID == "ray" {
		return world.View{}, ask.Refuse(http.StatusNotFound, "Not Found")
	}
	if !model.ValidID(q.TaskID) || a.Strict && !w.HasTask(q.TaskID) {
		return world.View{}, taskNotFound()
	}
	return w.At(now), nil
}

func taskNotFound() error { return ask.Refuse(http.StatusNotFound, "Task not found") }

// startTask begins a task.
func (a *api) startTask(q *withBody) (Started, error) {
	asked, err := parseTraining(q)
	if err != nil {
		return Started{}, err
	}
	a.starting.Lock()
	defer a.starting.Unlock()
	if a.Exclusive && a.busy() {
		return Started{}, ask.Refuse(http.StatusConflict, "A task is running or about to: wait for its end, delete it, or run trainmock without --exclusive")
	}
	_, c, err := a.Source.Do(model.Command{Verb: asked})
	if err != nil {
		return Started{}, refuseCommand(err)
	}
	started := c.Verb.(model.StartTask)
	return Started{
		TaskID: started.TaskID, Status: "started",
		Message: fmt.Sprintf("Task %s submitted: rounds %d, nodes %d", started.TaskID, started.Rounds, len(started.Nodes)),
	}, nil
}

// busy says whether a task runs, or waits to.
func (a *api) busy() bool {
	w, now := a.Source.Now()
	return slices.ContainsFunc(w.At(now).TaskStates(), func(t model.TaskState) bool {
		return t.Status == model.Running || t.Status == model.Pending
	})
}

// deleteTask ends a task, if it has not ended, and takes it out of sight.
func (a *api) deleteTask(q *byID) (Removed, error) {
	if !model.ValidID(q.TaskID) {
		return Removed{}, taskNotFound()
	}
	if _, _, err := a.Source.Do(model.Command{Verb: model.DeleteTask{TaskID: q.TaskID}}); err != nil {
		return Removed{}, refuseCommand(err)
	}
	return Removed{Status: "deleted", Message: "Task " + q.TaskID + " deleted successfully"}, nil
}

// round is what the console polls.
func (a *api) round(q *byID) (model.Round, error) {
	v, err := q.view(a)
	if err == nil && v.Deleted(q.TaskID) {
		err = taskNotFound()
	}
	if err != nil {
		return model.Round{}, err
	}
	return v.Round(q.TaskID), nil
}

// clientRounds are objects of one key each: address and round.
func (a *api) clientRounds(q *byID) ([]map[string]int64, error) {
	v, err := q.view(a)
	if err == nil && v.Deleted(q.TaskID) {
		err = taskNotFound()
	}
	if err != nil {
		return nil, err
	}
	list := []map[string]int64{}
	for _, c := range v.ClientRounds(q.TaskID) {
		list = append(list, map[string]int64{c.IP: c.Round})
	}
	return list, nil
}

func (a *api) taskList(*struct{}) (taskList, error) {
	w, now := a.Source.Now()
	return taskList(w.At(now).TaskStates()), nil
}

func (a *api) taskStatus(q *byID) (model.Status, error) {
	v, err := q.view(a)
	if err != nil {
		return "", err
	}
	return v.Task(q.TaskID).Status, nil
}

func (a *api) anyRunning(*struct{}) (bool, error) {
	w, now := a.Source.Now()
	return w.At(now).AnyRunning(), nil
}

func (a *api) consoleNodes(*struct{}) ([]ConsoleNode, error) {
	w, now := a.Source.Now()
	list := []ConsoleNode{}
	for _, n := range w.At(now).Nodes() {
		list = append(list, ConsoleNode{
			IP: n.IP, CPU: n.CPUUsage, Memory: n.MemoryUsage, Disk: n.DiskUsage, Role: consoleRole(n.Role),
			Status: consoleStatus(n.Status), Sent: n.Sent, Received: n.Received, Heartbeat: n.Heartbeat,
		})
	}
	return list, nil
}

func consoleRole(r model.Role) model.Role {
	if r == model.HeadNode {
		return model.ModelNode
	}
	return r
}

// consoleStatus puts a node's status into the console's words.
func consoleStatus(status string) string {
	switch status {
	case "training", "online":
		return "alive"
	case "offline":
		return "dead"
	default:
		return status
	}
}
