package model

// Size is how large a world is.
type Size struct {
	// Nodes is the number of nodes, and Tasks the largest number of tasks that jobs train at a time.
	Nodes, Tasks int
}

// nodeBytes and taskBytes are about how much memory a world needs for each, as measured for scenarios of 100,000 nodes
// and of 200 tasks.
const (
	nodeBytes = 256
	taskBytes = 2 << 10
)

// Bytes returns about how much memory a world of the size needs.
func (s Size) Bytes() int64 { return int64(s.Nodes)*nodeBytes + int64(s.Tasks)*taskBytes }

// Plus returns the sum of two sizes.
func (s Size) Plus(other Size) Size { return Size{s.Nodes + other.Nodes, s.Tasks + other.Tasks} }

// Beyond returns how much of the size another one lacks, at least 0.
func (s Size) Beyond(other Size) Size {
	return Size{max(0, s.Nodes-other.Nodes), max(0, s.Tasks-other.Tasks)}
}

// Minus returns the size without another one.
func (s Size) Minus(other Size) Size { return Size{s.Nodes - other.Nodes, s.Tasks - other.Tasks} }

// Size returns the size of the scenario's world.
func (s Scenario) Size() Size {
	var size Size
	for _, g := range s.Groups {
		size.Nodes += g.Count
	}
	for _, j := range s.Jobs {
		size.Tasks += j.Slots
	}
	return size
}

// Bytes returns about how much memory the scenario itself needs.
func (s Scenario) Bytes() int {
	total := len(s.Text)
	for _, c := range s.Timeline {
		total += c.Bytes()
	}
	for _, f := range s.Faults {
		total += f.Bytes()
	}
	return total
}
