package persist

import (
	"cmp"
	"hash/maphash"
	"iter"
	"math"
	"math/bits"
	"strings"
)

// A Name is a string with a tag; the tag tells apart strings that mean different
// things. Names are ordered by tag, then bytewise.
type Name struct {
	Tag  uint8
	Text string
}

// Compare orders by tag, then bytewise: -1, 0 or +1.
func (a Name) Compare(b Name) int {
	return cmp.Or(cmp.Compare(a.Tag, b.Tag), cmp.Compare(a.Text, b.Text))
}

// Names numbers names from 0 in the order in which they were added, and finds
// them again. The bulk lies frozen: all texts in one string, and a flat hash
// table of four bytes a slot whose spare bits tell most strangers apart without
// a look at the text; a search is three cache lines. What is added later lies in
// a small overlay that is frozen in its turn when it has grown to a quarter of
// the bulk. The numbers never change.
//
// The zero Names is empty.
type Names struct {
	seed maphash.Seed
	text string   // the frozen names, each one its tag and its text
	ends []uint32 // where name i begins; one more for the end
	// slots of the hash table: 0, or the number plus one in the lower bits and the
	// lower bits of the hash above.
	slots    []uint32
	numBits  uint8
	ascend   int          // so many names were given in order at first
	overlay  Vector[Name] // the names that are not frozen
	unsorted Order        // the names from ascend on, in order
	unlisted bool         // From is not used: what is frozen need not be in unsorted
	full     bool         // the frozen text has no room for more
	room     int          // bytes of frozen text; 0 is maxText
}

// overlayMin names are always left in the overlay: below, freezing costs more
// than searching.
const overlayMin = 256

// NamesOf numbers the names, which are sorted and distinct.
func NamesOf(sorted []Name) Names {
	ns := Names{ascend: len(sorted)}
	return ns.freeze(len(sorted), func(i int) Name { return sorted[i] })
}

// WordsOf numbers the names, which are distinct and in any order. From yields
// nothing useful for them: keeping an order that nobody asks for costs memory.
func WordsOf(names []Name) Names {
	ns := Names{unlisted: true}
	return ns.freeze(len(names), func(i int) Name { return names[i] })
}

// Len returns the number of names.
func (ns *Names) Len() int { return ns.frozen() + ns.overlay.Len() }

// At returns the name with the number.
func (ns *Names) At(number uint32) Name {
	if i := int(number) - ns.frozen(); i >= 0 {
		return ns.overlay.At(i)
	}
	s := ns.text[ns.ends[number]:ns.ends[number+1]]
	return Name{s[0], s[1:]}
}

// TagOf returns the tag of the name with the number.
func (ns *Names) TagOf(number uint32) uint8 {
	if int(number) < ns.frozen() {
		return ns.text[ns.ends[number]]
	}
	return ns.At(number).Tag
}

// Find returns the number of the name.
func (ns *Names) Find(tag uint8, text string) (uint32, bool) {
	if len(ns.slots) > 0 {
		if number, ok := ns.probe(tag, text); ok {
			return number, true
		}
	}
	if ns.overlay.Len() == 0 {
		return 0, false
	}
	return ns.unsorted.Find(ns.place(Name{tag, text}))
}

// Add returns ns with the name, which it does not have yet. Its number is the
// length of ns.
func (ns *Names) Add(name Name) Names {
	out := *ns
	out.unsorted = ns.unsorted.Insert(uint32(ns.Len()), ns.place(name))
	out.overlay = ns.overlay.Append(name)
	if n := out.overlay.Len(); !out.full && n > overlayMin && n > ns.frozen()/4 {
		return out.freeze(out.Len(), func(i int) Name { return out.At(uint32(i)) })
	}
	return out
}

// From yields the numbers in the order of their names, beginning with the first
// whose name is not before the given one.
func (ns *Names) From(first Name) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		next, end := ns.firstAscending(first), uint32(ns.ascend)
		for later := range ns.unsorted.From(ns.place(first)) {
			for name := ns.At(later); next < end && ns.At(next).Compare(name) < 0; next++ {
				if !yield(next) {
					return
				}
			}
			if !yield(later) {
				return
			}
		}
		for ; next < end; next++ {
			if !yield(next) {
				return
			}
		}
	}
}

// Ascending returns how many names, from 0 on, are numbered in their order.
func (ns *Names) Ascending() uint32 { return uint32(ns.ascend) }

func (ns *Names) firstAscending(first Name) uint32 {
	lo, hi := uint32(0), uint32(ns.ascend)
	for lo < hi {
		if mid := lo + (hi-lo)/2; ns.At(mid).Compare(first) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (ns *Names) frozen() int { return max(len(ns.ends)-1, 0) }

// place finds a name among the unsorted ones.
func (ns *Names) place(name Name) func(uint32) int {
	return func(number uint32) int { return ns.At(number).Compare(name) }
}

func (ns *Names) hash(tag uint8, text string) uint64 {
	return maphash.String(ns.seed, text) + uint64(tag)*0x9E3779B97F4A7C15
}

// slot spreads the upper bits of the hash over the table, whose size is not a
// power of two; the lower bits are left for the spare bits of the slot.
func (ns *Names) slot(h uint64) (int, uint32) {
	i, _ := bits.Mul64(h, uint64(len(ns.slots)))
	return int(i), uint32(h) << ns.numBits
}

func (ns *Names) probe(tag uint8, text string) (uint32, bool) {
	i, spare := ns.slot(ns.hash(tag, text))
	mask := uint32(1)<<ns.numBits - 1
	for {
		e := ns.slots[i]
		if e == 0 {
			return 0, false
		}
		if e&^mask == spare {
			number := e&mask - 1
			if s := ns.text[ns.ends[number]:ns.ends[number+1]]; s[0] == tag && s[1:] == text {
				return number, true
			}
		}
		if i++; i == len(ns.slots) {
			i = 0
		}
	}
}

// freeze puts the first n names into the flat table, as far as the room goes;
// what does not fit stays in the overlay.
func (ns Names) freeze(n int, at func(int) Name) Names {
	room := maxText
	if ns.room > 0 {
		room = ns.room
	}
	out := Names{seed: maphash.MakeSeed(), unsorted: ns.unsorted, unlisted: ns.unlisted, room: ns.room}
	if ns.unlisted {
		out.unsorted = Order{}
	}
	out.ends = make([]uint32, 1, n+1)
	size := 0
	for i := range n {
		if size += 1 + len(at(i).Text); size > room {
			out.full = true
			break
		}
		out.ends = append(out.ends, uint32(size))
	}
	fit := out.frozen()
	var text strings.Builder
	text.Grow(int(out.ends[fit]))
	out.numBits = uint8(bits.Len(uint(fit)))
	out.slots = make([]uint32, fit+fit/2+1)
	for i := range fit {
		name := at(i)
		text.WriteByte(name.Tag)
		text.WriteString(name.Text)
		j, spare := out.slot(out.hash(name.Tag, name.Text))
		for out.slots[j] != 0 {
			if j++; j == len(out.slots) {
				j = 0
			}
		}
		out.slots[j] = spare | uint32(i+1)
	}
	out.text = text.String()
	out.ascend = min(ns.ascend, fit)
	for i := fit; i < n; i++ {
		name := at(i)
		if i < ns.ascend || ns.unlisted {
			out.unsorted = out.unsorted.Insert(uint32(i), out.place(name))
		}
		out.overlay = out.overlay.Append(name)
	}
	return out
}

// maxText is how many bytes of text a position of four bytes can tell apart, or,
// where an int is no longer than that, how many there can be.
const maxText = min(1<<32-1, math.MaxInt)
