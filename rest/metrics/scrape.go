package metrics

import (
	"context"
	"strconv"
	"time"

	"trainmock/stream"
	"trainmock/stream/account"
	"trainmock/stream/model"
	"trainmock/stream/turn"
	"trainmock/stream/world"
)

// version is that of Ray whose series these are: the newest when its dashboards were read.
const version = "2.56.0"

// scrape is everything that one answer needs.
type scrape struct {
	account.Moment
	view world.View
	// session is the value of the label SessionName. It contains the epoch, so that another one looks like a restart.
	session string
	sets    set
	// nodes are those that are ALIVE and asked about.
	nodes []*node
	gpus  []*gpu
	// cluster is what the head node tells of all nodes, nil if it is not asked about or not ALIVE.
	cluster *cluster
}

// cluster is the state of all nodes and tasks.
type cluster struct {
	// head has the labels of the head node.
	head  *node
	spent world.Spent
	runs  []world.Run
	// machines are all nodes, in any state.
	machines []world.Machine
	traffic  stream.Traffic
}

// The memory in bytes that a node and a GPU take in an answer, a little more than measured with 1,000 nodes.
const (
	bytesPerNode = 4 << 10
	bytesPerGPU  = 1 << 10
)

// newScrape returns the answer about all nodes, with the label instance.
func newScrape(ctx context.Context, s Source, m account.Moment, at time.Time, sets set) (*scrape, error) {
	c := begin(m, at, sets)
	if err := c.takeTurn(ctx, true); err != nil {
		return nil, err
	}
	machines := c.view.Machines()
	c.cluster = &cluster{
		machines: machines, traffic: s.Traffic(), runs: c.view.Runs(),
		spent: c.Spent(c.view.Time(), func() { turn.Pause(ctx) }),
	}
	working := members(c.cluster.runs)
	head := c.view.Head()
	for i := range machines {
		m := &machines[i]
		if m.State != model.Alive {
			continue
		}
		n := c.newNode(m, c.cluster.spent.Nodes[m.Index], m.Index == head, labels(nil).with("instance", instance(m.IP)))
		n.work(working[m.ID])
		c.add(n)
		if m.Index == head {
			c.cluster.head = n
		}
		turn.Pause(ctx)
	}
	if c.cluster.head == nil {
		c.cluster = nil
	}
	return c, nil
}

// newNodeScrape returns the answer about one node, which has to be ALIVE.
func newNodeScrape(
	ctx context.Context, s Source, m account.Moment, at time.Time, id string, sets set,
) (*scrape, error) {
	c := begin(m, at, sets)
	machine := c.view.Machine(id)
	isHead := machine.Index >= 0 && machine.Index == c.view.Head()
	if err := c.takeTurn(ctx, isHead); err != nil {
		return nil, err
	}
	pause := func() { turn.Pause(ctx) }
	n := c.newNode(&machine, c.Node(id, machine.Index, c.view.Time(), pause), isHead, nil)
	if machine.TaskID != "" {
		n.work(members([]world.Run{c.view.Run(machine.TaskID)})[id])
	} else {
		n.work(membership{})
	}
	c.add(n)
	if isHead {
		c.cluster = &cluster{
			head: n, machines: c.view.Machines(), traffic: s.Traffic(), runs: c.view.Runs(),
			spent: c.Spent(c.view.Time(), pause),
		}
	}
	return c, nil
}

// begin returns an answer without nodes.
func begin(m account.Moment, at time.Time, sets set) *scrape {
	w := m.World
	if !at.Equal(m.Now) {
		w = w.Apart()
	}
	return &scrape{
		Moment: m, view: w.At(at), sets: sets,
		session: m.Began.UTC().Format("session_2006-01-02_15-04-05_000000_") + m.Epoch,
	}
}

// takeTurn waits for the turn of an answer about one node, or one that needs all.
func (c *scrape) takeTurn(ctx context.Context, all bool) error {
	// The counters are much work, also where the answer is short.
	const least = turn.Free + 1
	if !all {
		return turn.Take(ctx, least)
	}
	nodes, _ := c.World.Size()
	gpus := 0
	for _, g := range c.World.Scenario().Groups {
		gpus += g.Count * g.GPUs
	}
	return turn.Take(ctx, max(int64(nodes)*bytesPerNode+int64(gpus)*bytesPerGPU, least))
}

// add adds a node and its GPUs.
func (c *scrape) add(n *node) {
	c.nodes = append(c.nodes, n)
	for i := range n.GPUs {
		c.gpus = append(c.gpus, c.newGPU(n, &n.GPUs[i]))
	}
}

// instance returns the value of the label instance: the address at which Ray exports a node's metrics.
func instance(ip string) string { return ip + ":8080" }

// membership is a node's part in a task: the task, and how many of its nodes come before this one.
type membership struct {
	run    *world.Run
	before int
}

// members returns the memberships of the nodes on which tasks are, by the nodes' ids.
func members(runs []world.Run) map[string]membership {
	list := map[string]membership{}
	for i := range runs {
		if r := &runs[i]; r.Status == model.Running || r.Status == model.Paused {
			for before, id := range r.Nodes {
				list[id] = membership{r, before}
			}
		}
	}
	return list
}

// workers returns the number of worker processes that a task has on a node: one for each GPU, or one without.
func workers(gpus int) int { return max(1, gpus) }

// number formats a number for a label.
func number(n int) string { return strconv.Itoa(n) }
