package persist

import (
	"iter"
	"slices"
)

// An Order keeps numbers in an order that only the caller knows: every method
// takes a function that says where a number lies (below 0: before the place
// looked for, 0: there, above 0: after it). It is a B-tree. The zero Order is
// empty.
type Order struct {
	root *branch
	n    int
}

// branchMax is the greatest number of numbers in a node.
const branchMax = 31

type branch struct {
	numbers []uint32
	kids    []*branch // none in a leaf, otherwise one more than numbers
}

// Len returns the number of numbers.
func (o Order) Len() int { return o.n }

// Find returns the number that lies at the place.
func (o Order) Find(place func(uint32) int) (uint32, bool) {
	for b := o.root; b != nil; {
		i, found := b.search(place)
		if found {
			return b.numbers[i], true
		}
		if b.kids == nil {
			break
		}
		b = b.kids[i]
	}
	return 0, false
}

// Insert returns o with the number at the place, at which there must not be one
// yet.
func (o Order) Insert(number uint32, place func(uint32) int) Order {
	if o.root == nil {
		return Order{root: &branch{numbers: []uint32{number}}, n: 1}
	}
	left, middle, right := o.root.insert(number, place)
	if right != nil {
		left = &branch{numbers: []uint32{middle}, kids: []*branch{left, right}}
	}
	return Order{root: left, n: o.n + 1}
}

// From yields the numbers in order, beginning with the first that is not before
// the place.
func (o Order) From(place func(uint32) int) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if o.root != nil {
			o.root.from(place, yield)
		}
	}
}

func (b *branch) search(place func(uint32) int) (int, bool) {
	return slices.BinarySearchFunc(b.numbers, struct{}{}, func(n uint32, _ struct{}) int { return place(n) })
}

// insert returns a copy of b with the number, in two halves around a middle
// number when it has grown too large.
func (b *branch) insert(number uint32, place func(uint32) int) (left *branch, middle uint32, right *branch) {
	i, _ := b.search(place)
	c := &branch{}
	if b.kids == nil {
		c.numbers = insertAt(b.numbers, i, number)
	} else {
		l, m, r := b.kids[i].insert(number, place)
		if r == nil {
			c.numbers, c.kids = b.numbers, slices.Clone(b.kids)
			c.kids[i] = l
			return c, 0, nil
		}
		c.numbers, c.kids = insertAt(b.numbers, i, m), insertAt(b.kids, i, l)
		c.kids[i+1] = r
	}
	if len(c.numbers) <= branchMax {
		return c, 0, nil
	}
	h := len(c.numbers) / 2
	middle = c.numbers[h]
	right = &branch{numbers: slices.Clone(c.numbers[h+1:])}
	left = &branch{numbers: slices.Clone(c.numbers[:h])}
	if c.kids != nil {
		left.kids, right.kids = slices.Clone(c.kids[:h+1]), slices.Clone(c.kids[h+1:])
	}
	return left, middle, right
}

// from reports whether to go on.
func (b *branch) from(place func(uint32) int, yield func(uint32) bool) bool {
	i, found := b.search(place)
	if b.kids != nil && !found && !b.kids[i].from(place, yield) {
		return false
	}
	for ; i < len(b.numbers); i++ {
		if !yield(b.numbers[i]) {
			return false
		}
		if b.kids != nil && !b.kids[i+1].all(yield) {
			return false
		}
	}
	return true
}

func (b *branch) all(yield func(uint32) bool) bool {
	for i, n := range b.numbers {
		if b.kids != nil && !b.kids[i].all(yield) {
			return false
		}
		if !yield(n) {
			return false
		}
	}
	return b.kids == nil || b.kids[len(b.numbers)].all(yield)
}

// insertAt never writes to s.
func insertAt[T any](s []T, i int, v T) []T {
	out := make([]T, len(s)+1)
	copy(out, s[:i])
	out[i] = v
	copy(out[i+1:], s[i:])
	return out
}
