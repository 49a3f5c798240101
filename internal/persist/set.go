package persist

import (
	"iter"
	"math/bits"
	"slices"
	"sort"
)

// A Set is a set of numbers. Few numbers are one sorted slice of four bytes
// each; more are cut by their upper halves into blocks of two bytes a number, or
// one bit a number where they lie close. So a change copies at most 8 KB and the
// list of blocks, however many numbers there are. The zero Set is empty.
type Set struct {
	small  []uint32 // used while there are no blocks
	blocks []block  // by high
}

const (
	smallMax  = 512  // numbers in the one slice
	sparseMax = 4096 // numbers in a block of two bytes each; beyond, bits are smaller
)

// A block holds the lower halves of the numbers with one upper half.
type block struct {
	high  uint32
	n     int
	low   []uint16      // sorted; nil when there are bits
	dense *[1024]uint64 // or nil
}

// SetOf returns the set of the numbers, which are sorted and distinct.
func SetOf(sorted []uint32) Set {
	if len(sorted) <= smallMax {
		return Set{small: slices.Clone(sorted)}
	}
	var s Set
	for len(sorted) > 0 {
		high := sorted[0] >> 16
		n := sort.Search(len(sorted), func(i int) bool { return sorted[i]>>16 > high })
		b := block{high: high, n: n}
		if n <= sparseMax {
			b.low = make([]uint16, n)
			for i, x := range sorted[:n] {
				b.low[i] = uint16(x)
			}
		} else {
			b.dense = new([1024]uint64)
			for _, x := range sorted[:n] {
				b.dense[uint16(x)>>6] |= 1 << (x & 63)
			}
		}
		s.blocks = append(s.blocks, b)
		sorted = sorted[n:]
	}
	s.blocks = slices.Clip(s.blocks)
	return s
}

// Len returns the number of numbers.
func (s Set) Len() int {
	n := len(s.small)
	for i := range s.blocks {
		n += s.blocks[i].n
	}
	return n
}

// Has reports whether x is in the set.
func (s Set) Has(x uint32) bool {
	if s.blocks == nil {
		_, ok := slices.BinarySearch(s.small, x)
		return ok
	}
	i, ok := s.find(x)
	return ok && s.blocks[i].has(uint16(x))
}

// With returns s with x.
func (s Set) With(x uint32) Set {
	if s.blocks == nil {
		i, ok := slices.BinarySearch(s.small, x)
		if ok {
			return s
		}
		small := insertAt(s.small, i, x)
		if len(small) <= smallMax {
			return Set{small: small}
		}
		return SetOf(small)
	}
	i, ok := s.find(x)
	if !ok {
		return Set{blocks: insertAt(s.blocks, i, block{high: x >> 16, n: 1, low: []uint16{uint16(x)}})}
	}
	if s.blocks[i].has(uint16(x)) {
		return s
	}
	blocks := slices.Clone(s.blocks)
	blocks[i] = blocks[i].with(uint16(x))
	return Set{blocks: blocks}
}

// Without returns s without x.
func (s Set) Without(x uint32) Set {
	if s.blocks == nil {
		i, ok := slices.BinarySearch(s.small, x)
		if !ok {
			return s
		}
		return Set{small: slices.Concat(s.small[:i], s.small[i+1:])}
	}
	i, ok := s.find(x)
	if !ok || !s.blocks[i].has(uint16(x)) {
		return s
	}
	if s.blocks[i].n == 1 {
		return Set{blocks: slices.Concat(s.blocks[:i], s.blocks[i+1:])}
	}
	blocks := slices.Clone(s.blocks)
	blocks[i] = blocks[i].without(uint16(x))
	return Set{blocks: blocks}
}

// All yields the numbers in ascending order.
func (s Set) All() iter.Seq[uint32] { return s.From(0) }

// From yields the numbers from first on in ascending order.
func (s Set) From(first uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		i, _ := slices.BinarySearch(s.small, first)
		for _, x := range s.small[i:] {
			if !yield(x) {
				return
			}
		}
		i, _ = s.find(first)
		for ; i < len(s.blocks); i++ {
			b := &s.blocks[i]
			low := uint16(0)
			if b.high == first>>16 {
				low = uint16(first)
			}
			if !b.from(low, yield) {
				return
			}
		}
	}
}

// find returns where the block of x is or would be.
func (s Set) find(x uint32) (int, bool) {
	return slices.BinarySearchFunc(s.blocks, x>>16, func(b block, high uint32) int { return int(b.high) - int(high) })
}

func (b *block) has(x uint16) bool {
	if b.dense != nil {
		return b.dense[x>>6]>>(x&63)&1 == 1
	}
	_, ok := slices.BinarySearch(b.low, x)
	return ok
}

// with adds x, which is not there yet.
func (b block) with(x uint16) block {
	b.n++
	switch {
	case b.dense != nil:
		dense := *b.dense
		dense[x>>6] |= 1 << (x & 63)
		b.dense = &dense
	case b.n <= sparseMax:
		i, _ := slices.BinarySearch(b.low, x)
		b.low = insertAt(b.low, i, x)
	default:
		b.dense = new([1024]uint64)
		for _, y := range append(b.low[:len(b.low):len(b.low)], x) {
			b.dense[y>>6] |= 1 << (y & 63)
		}
		b.low = nil
	}
	return b
}

// without removes x, which is there. Bits stay bits: a block that shrinks has
// been large, and will be again.
func (b block) without(x uint16) block {
	b.n--
	if b.dense != nil {
		dense := *b.dense
		dense[x>>6] &^= 1 << (x & 63)
		b.dense = &dense
		return b
	}
	i, _ := slices.BinarySearch(b.low, x)
	b.low = slices.Concat(b.low[:i], b.low[i+1:])
	return b
}

func (b *block) from(first uint16, yield func(uint32) bool) bool {
	high := b.high << 16
	if b.dense == nil {
		i, _ := slices.BinarySearch(b.low, first)
		for _, x := range b.low[i:] {
			if !yield(high | uint32(x)) {
				return false
			}
		}
		return true
	}
	word := b.dense[first>>6] >> (first & 63) << (first & 63)
	for w := uint32(first >> 6); ; word = b.dense[w] {
		for ; word != 0; word &= word - 1 {
			if !yield(high | w<<6 | uint32(bits.TrailingZeros64(word))) {
				return false
			}
		}
		if w++; w == uint32(len(b.dense)) {
			return true
		}
	}
}
