package world

// numbers has room for values that may be missing.
type numbers struct {
	floats room[float64]
	counts room[int64]
}

// room holds values that others point to: a history takes memory for many of them at once. The zero value is ready.
type room[T any] []T

// mostRoom is the largest number of values for which room is made at once.
const mostRoom = 128

// keep returns a pointer to a copy of a value.
func (r *room[T]) keep(value T) *T {
	if len(*r) == cap(*r) {
		*r = make(room[T], 0, min(2+2*cap(*r), mostRoom))
	}
	*r = append(*r, value)
	return &(*r)[len(*r)-1]
}
