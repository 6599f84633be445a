package world

// Before a task fails, the lack is complete from lackComplete of its way on. A disk fills up from diskFills on.
const (
	lackComplete = 0.95
	diskFills    = 0.6
)

// lacking returns how much of a resource the task has used up on n at its position, in [0, 1]. A resource runs out on
// one node of the gang.
func (m *moment) lacking(r resource, n *node) float64 {
	if m.lack != r || m.lackAt <= 0 {
		return 0
	}
	if first := m.key.Of(aboutReason, 1).Below(len(m.stage.gang)); m.stage.gang[first].id != n.id {
		return 0
	}
	way := min(1, float64(m.position)/float64(m.lackAt)/lackComplete)
	if r == disk {
		return max(0, (way-diskFills)/(1-diskFills))
	}
	return way
}
