package ownership

import (
	"cmp"
	"slices"
	"sort"
)

// Scopes are kept in chunks of sixteen neighbours: few enough that a changed
// ledger copies a few kilobytes, enough that what is common to a chunk costs
// little per scope.
const (
	chunkBits = 4
	chunkSize = 1 << chunkBits
	chunkMask = chunkSize - 1
)

// A chunk is never changed once it is in a snapshot. A question reads one spot,
// and the current cells only if the spot has the role; everything else is for
// rarer questions. Its size is 512 bytes, a size that the allocator has.
type chunk struct {
	spots [chunkSize + 1]spot // one more for the ends
	// cells are the current cells of all scopes, then the superseded cells of all:
	// history is not loaded along with the present.
	cells   []cell
	acts    []actRec
	actFrom [chunkSize + 1]uint32
	links   [chunkSize]uint32 // number of the list of containing scopes
	listed  [chunkSize]bool   // declared, or with a ledger
	extras  []extraRef        // by key
	// facts are the declared facts of all scopes, each after its length.
	facts string
}

// A spot says where the cells of a scope begin and which roles occur among the
// current ones: bit n for role n, the last bit for all roles from there on.
type spot struct {
	roles         uint64
	current, past uint32
}

func roleBit(n roleNo) uint64 { return 1 << min(n, 63) }

// An extraRef gives a cell its extra. The key is the place in the chunk and the
// position of the cell in its part, superseded ones after current ones.
type extraRef struct {
	place  uint32
	number uint32
	cell   uint32
}

func (x extraRef) compare(y extraRef) int {
	return cmp.Or(cmp.Compare(x.place, y.place), cmp.Compare(x.cell, y.cell))
}

// A part is what a chunk has of one scope.
type part struct {
	current, past []cell // sorted
	acts          []actRec
	extras        []extraRef // by cell; place is set by the chunk
	roles         uint64
	links         uint32
	listed        bool
	facts         string
}

// assemble puts parts together. It copies everything.
func assemble(parts *[chunkSize]part) *chunk {
	c := &chunk{}
	var cells, acts, extras, facts int
	for i := range parts {
		p := &parts[i]
		cells += len(p.current) + len(p.past)
		acts += len(p.acts)
		extras += len(p.extras)
		facts += len(p.facts) + 3
	}
	if cells > 0 {
		c.cells = make([]cell, 0, cells)
	}
	if acts > 0 {
		c.acts = make([]actRec, 0, acts)
	}
	if extras > 0 {
		c.extras = make([]extraRef, 0, extras)
	}
	text, declared := make(encoder, 0, facts), false
	for i := range parts {
		p := &parts[i]
		c.spots[i] = spot{roles: p.roles, current: uint32(len(c.cells))}
		c.cells = append(c.cells, p.current...)
		c.actFrom[i] = uint32(len(c.acts))
		c.acts = append(c.acts, p.acts...)
		c.links[i], c.listed[i] = p.links, p.listed
		for _, x := range p.extras {
			x.place = uint32(i)
			c.extras = append(c.extras, x)
		}
		text.text(p.facts)
		declared = declared || p.facts != ""
	}
	c.actFrom[chunkSize] = uint32(len(c.acts))
	c.spots[chunkSize].current = uint32(len(c.cells))
	for i := range parts {
		c.spots[i].past = uint32(len(c.cells))
		c.cells = append(c.cells, parts[i].past...)
	}
	c.spots[chunkSize].past = uint32(len(c.cells))
	if declared {
		c.facts = string(text)
	}
	return c
}

// part returns what the chunk has of the scope at the place; it shares with c.
func (c *chunk) part(place int) part {
	p := part{
		acts:  c.acts[c.actFrom[place]:c.actFrom[place+1]],
		roles: c.spots[place].roles, links: c.links[place], listed: c.listed[place],
		facts: c.factsAt(place),
	}
	p.current, p.past = c.cellsAt(place)
	from := sort.Search(len(c.extras), func(i int) bool { return c.extras[i].place >= uint32(place) })
	until := sort.Search(len(c.extras), func(i int) bool { return c.extras[i].place > uint32(place) })
	p.extras = c.extras[from:until]
	return p
}

// with returns a copy of c with the part at the place.
func (c *chunk) with(place int, p part) *chunk {
	var parts [chunkSize]part
	for i := range parts {
		if i != place {
			parts[i] = c.part(i)
		}
	}
	parts[place] = p
	return assemble(&parts)
}

func (c *chunk) cellsAt(place int) (current, past []cell) {
	a, b := &c.spots[place], &c.spots[place+1]
	return c.cells[a.current:b.current:b.current], c.cells[a.past:b.past:b.past]
}

func (c *chunk) factsAt(place int) string {
	if c.facts == "" {
		return ""
	}
	d := decoder(c.facts)
	for range place {
		d.text()
	}
	return d.text()
}

// extraAt returns the number of the extra of the cell. The cell may be a copy;
// among equal cells that have different extras only the cell itself will do.
func (c *chunk) extraAt(place int, x *cell) (uint32, bool) {
	cells, before := c.spots[place:place+2], uint32(0)
	current, past := c.cellsAt(place)
	list := current
	if x.end != believed {
		list, before = past, cells[1].current-cells[0].current
	}
	first, ok := slices.BinarySearchFunc(list, x, func(c cell, x *cell) int { return c.compare(x) })
	if !ok {
		return 0, false
	}
	at := first
	for i := first; i < len(list) && list[i] == *x; i++ {
		if &list[i] == x {
			at = i
			break
		}
	}
	i, ok := slices.BinarySearchFunc(c.extras, extraRef{place: uint32(place), cell: before + uint32(at)}, extraRef.compare)
	if !ok {
		return 0, false
	}
	return c.extras[i].number, true
}

// compare orders the cells of a scope: by role, then from when they are valid.
func (c *cell) compare(o *cell) int {
	switch {
	case c.role != o.role:
		return cmp.Compare(c.role, o.role)
	case c.from != o.from:
		return cmp.Compare(c.from, o.from)
	}
	// Seldom reached, and so not worth writing out.
	return cmp.Or(
		cmp.Compare(c.until, o.until), cmp.Compare(c.holder, o.holder), cmp.Compare(c.act, o.act),
		cmp.Compare(c.end, o.end), cmp.Compare(c.rank, o.rank), cmp.Compare(c.flags, o.flags),
	)
}
