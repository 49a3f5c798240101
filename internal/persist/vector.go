package persist

// The fan-out of the two lower levels of a Vector. 64 pointers are half a
// kilobyte: copying one costs less than a missed cache line or two.
const (
	fanBits = 6
	fan     = 1 << fanBits
	fanMask = fan - 1
)

// A Vector is a sequence of values numbered from 0. It has always three levels,
// so a read is three loads without a loop. The uppermost level is one plain
// slice with a pointer for every 4,096 values, copied whole by a change. The zero
// Vector is empty.
type Vector[T any] struct {
	top []*[fan]*[fan]T
	n   int
}

// VectorOf returns the vector of the values.
func VectorOf[T any](values []T) Vector[T] {
	v := Vector[T]{n: len(values)}
	for len(values) > 0 {
		mid := new([fan]*[fan]T)
		for i := 0; i < fan && len(values) > 0; i++ {
			mid[i] = new([fan]T)
			values = values[copy(mid[i][:], values):]
		}
		v.top = append(v.top, mid)
	}
	return v
}

// Len returns the number of values.
func (v Vector[T]) Len() int { return v.n }

// At returns the value numbered i.
func (v Vector[T]) At(i int) T {
	return v.top[i>>(2*fanBits)][i>>fanBits&fanMask][i&fanMask]
}

// Set returns v with the value numbered i replaced.
func (v Vector[T]) Set(i int, value T) Vector[T] {
	return Vector[T]{top: v.path(i, value, append([]*[fan]*[fan]T(nil), v.top...)), n: v.n}
}

// Append returns v with one value more.
func (v Vector[T]) Append(value T) Vector[T] {
	top := make([]*[fan]*[fan]T, v.n>>(2*fanBits)+1)
	copy(top, v.top)
	return Vector[T]{top: v.path(v.n, value, top), n: v.n + 1}
}

// path copies the two nodes on the way to i into top, which is not shared yet.
func (v Vector[T]) path(i int, value T, top []*[fan]*[fan]T) []*[fan]*[fan]T {
	mid, leaf := new([fan]*[fan]T), new([fan]T)
	if old := top[i>>(2*fanBits)]; old != nil {
		*mid = *old
	}
	if old := mid[i>>fanBits&fanMask]; old != nil {
		*leaf = *old
	}
	leaf[i&fanMask] = value
	mid[i>>fanBits&fanMask] = leaf
	top[i>>(2*fanBits)] = mid
	return top
}
