package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/persist"
	"github.com/serviceowner/itsm/ownership"
)

// A Book is an immutable snapshot of what was promised, over a register of who
// answers for what. It is made for asking, at any instant, and safe for
// concurrent use. With returns a changed copy that shares almost everything: a
// question about one service costs the same in a book of a thousand and of a
// hundred thousand. The nil and the zero Book are empty.
type Book struct {
	reg        *ownership.Register
	names      persist.Names // the identifiers of agreements and services, by tag
	leaves     persist.Vector[leaf]
	agreements int
	clocks     *clocks // nil: UTC only
}

// The tags of names.
const (
	tagAgreement uint8 = iota
	tagService
	tagBreach
	tagMeeting
)

// A leaf is what the book knows under one name: an agreement, or the numbers of
// the agreements that a service has to do with.
type leaf struct {
	agreement *Agreement
	served    persist.Set // agreements that are for the service
	through   persist.Set // agreements to which the service is contributed
	track     *track      // how the service did; nil if nothing is known
}

// NewBook returns the book of the agreements over the register; nil stands for an
// empty one. Of several agreements with one key the last counts.
func NewBook(reg *ownership.Register, agreements ...Agreement) *Book {
	b := &Book{reg: reg}
	for i := range agreements {
		b.put(&agreements[i])
	}
	return b
}

func (b *Book) copy() *Book {
	if b == nil {
		return &Book{}
	}
	c := *b
	return &c
}

// With returns b with the agreement in place of the one with its key. The zero
// Agreement changes nothing.
func (b *Book) With(a Agreement) *Book {
	c := b.copy()
	c.put(&a)
	return c
}

// WithRegister returns b over another register.
func (b *Book) WithRegister(reg *ownership.Register) *Book {
	c := b.copy()
	c.reg = reg
	return c
}

// Register returns the register that b is over; it may be nil, which stands for
// an empty one.
func (b *Book) Register() *ownership.Register { return b.copy().reg }

// number returns the number of the name, which it gets if it has none.
func (b *Book) number(tag uint8, id string) uint32 {
	n, ok := b.names.Find(tag, id)
	if !ok {
		n = uint32(b.names.Len())
		b.names = b.names.Add(persist.Name{Tag: tag, Text: id})
		b.leaves = b.leaves.Append(leaf{})
	}
	return n
}

// leaf returns what is known under the name.
func (b *Book) leaf(tag uint8, id string) (leaf, bool) {
	if b == nil {
		return leaf{}, false
	}
	n, ok := b.names.Find(tag, id)
	if !ok {
		return leaf{}, false
	}
	return b.leaves.At(int(n)), true
}

// put is the only change of a book; only its maker knows b yet.
func (b *Book) put(a *Agreement) {
	if a.IsZero() {
		return
	}
	n := b.number(tagAgreement, string(a.id))
	l := b.leaves.At(int(n))
	if l.agreement == nil {
		b.agreements++
	} else {
		b.index(n, l.agreement, persist.Set.Without)
	}
	l.agreement = a
	b.leaves = b.leaves.Set(int(n), l)
	b.index(n, a, persist.Set.With)
}

func (b *Book) index(n uint32, a *Agreement, change func(persist.Set, uint32) persist.Set) {
	for _, s := range a.services {
		i := int(b.number(tagService, string(s)))
		l := b.leaves.At(i)
		l.served = change(l.served, n)
		b.leaves = b.leaves.Set(i, l)
	}
	for _, s := range a.through {
		i := int(b.number(tagService, string(s)))
		l := b.leaves.At(i)
		l.through = change(l.through, n)
		b.leaves = b.leaves.Set(i, l)
	}
}

// Len returns the number of agreements.
func (b *Book) Len() int { return b.copy().agreements }

// Agreement returns the agreement with the key.
func (b *Book) Agreement(id AgreementID) (Agreement, bool) {
	l, _ := b.leaf(tagAgreement, string(id))
	if l.agreement == nil {
		return Agreement{}, false
	}
	return *l.agreement, true
}

// All yields every agreement in the order of the keys, beginning with the first
// that is not before from.
func (b *Book) All(from AgreementID) iter.Seq[Agreement] {
	return func(yield func(Agreement) bool) {
		if b == nil {
			return
		}
		for n := range b.names.From(persist.Name{Tag: tagAgreement, Text: string(from)}) {
			if b.names.TagOf(n) != tagAgreement {
				return
			}
			if l := b.leaves.At(int(n)); l.agreement != nil && !yield(*l.agreement) {
				return
			}
		}
	}
}

// Concerning returns every agreement that is for the service, of every kind and
// whatever its status, in the order of the keys.
func (b *Book) Concerning(service ownership.ServiceID) []Agreement {
	l, _ := b.leaf(tagService, string(service))
	return b.chosen(l.served, func(*Agreement) bool { return true })
}

// Contributed returns every agreement by which the service is contributed to
// others, whatever its status, in the order of the keys.
func (b *Book) Contributed(service ownership.ServiceID) []Agreement {
	l, _ := b.leaf(tagService, string(service))
	return b.chosen(l.through, func(*Agreement) bool { return true })
}

// Agreements returns the agreements by which the service is promised to
// customers, as far as they are in force at the instant, in the order of the
// keys.
func (b *Book) Agreements(service ownership.ServiceID, at time.Time) []Agreement {
	l, _ := b.leaf(tagService, string(service))
	return b.chosen(l.served, func(a *Agreement) bool { return a.kind == SLA && a.versionAt(at) != nil })
}

// Covering returns the agreements, internal and external, that are in force at
// the instant and by which the dependency is contributed to the service, in the
// order of the keys.
func (b *Book) Covering(service, dependency ownership.ServiceID, at time.Time) []Agreement {
	l, _ := b.leaf(tagService, string(dependency))
	return b.chosen(l.through, func(a *Agreement) bool {
		return slices.Contains(a.services, service) && a.versionAt(at) != nil
	})
}

func (b *Book) chosen(numbers persist.Set, want func(*Agreement) bool) (out []Agreement) {
	for n := range numbers.All() {
		if a := b.leaves.At(int(n)).agreement; a != nil && want(a) {
			out = append(out, *a)
		}
	}
	slices.SortFunc(out, func(a, b Agreement) int { return a.id.Compare(b.id) })
	return out
}
