package ownership

import (
	"iter"
	"slices"
	"sort"
	"time"
)

// A Ledger holds all entries and acts of one scope: who held which role when, as
// known when, and by whose act. It is the unit that a [Store] keeps, immutable,
// and the zero Ledger is absence. Its revision is the number of its acts.
//
// Every change is a command: a method that asks the [Authority] by itself and
// returns a new Ledger, or the unchanged one and an error. What a command
// changes is never overwritten. The entry is marked as superseded and what is
// believed instead is added, so that both "who was it then" and "who did we
// think it was then" stay answerable.
//
// Errors of commands are of type *[Error]. They are over [ErrInvalid] if the
// command is malformed, joined if there are several, each with the path of its
// field; over [ErrRefused] if it is not allowed as things stand, with every
// reason as a finding; over [ErrContested] if the ledger has several claimants
// for a role that one party may hold; over [ErrStale] if an authorization was
// issued for something else; over [ErrRepeated] if its Ref is recorded already.
type Ledger struct {
	scope   Scope
	acts    []Act
	entries []Entry
}

// Scope returns what the ledger is about; the zero Scope for the zero Ledger.
func (l Ledger) Scope() Scope { return l.scope }

// IsZero reports whether l is absence.
func (l Ledger) IsZero() bool { return l.scope.IsZero() }

// Revision returns the number of acts.
func (l Ledger) Revision() int { return len(l.acts) }

// Acts yields every act in the order of the revisions.
func (l Ledger) Acts() iter.Seq[Act] { return slices.Values(l.acts) }

// Act returns the act with the revision, counted from 1.
func (l Ledger) Act(revision int) (Act, bool) {
	if revision < 1 || revision > len(l.acts) {
		return Act{}, false
	}
	return l.acts[revision-1], true
}

// ByRef returns the act that was recorded with the caller's reference.
func (l Ledger) ByRef(ref Ref) (Act, bool) {
	if ref == "" {
		return Act{}, false
	}
	if i := slices.IndexFunc(l.acts, func(a Act) bool { return a.Ref == ref }); i >= 0 {
		return l.acts[i], true
	}
	return Act{}, false
}

// Entries yields every entry ever recorded in the order of their numbers, those
// that are no longer believed included. The entries are copies.
func (l Ledger) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for _, e := range l.entries {
			if !yield(e.clone()) {
				return
			}
		}
	}
}

// Entry returns a copy of the entry with the number, counted from 1.
func (l Ledger) Entry(no int) (Entry, bool) {
	if no < 1 || no > len(l.entries) {
		return Entry{}, false
	}
	return l.entries[no-1].clone(), true
}

// At yields copies of the entries, delegations included, that were true at the
// instant valid as known at the instant known, in the order of their numbers. A
// zero known means with everything that has been recorded.
func (l Ledger) At(valid, known time.Time) iter.Seq[Entry] {
	revision := len(l.acts)
	if !known.IsZero() {
		k := instantOf(known)
		revision = sort.Search(len(l.acts), func(i int) bool { return instantOf(l.acts[i].At) > k })
	}
	v := instantOf(valid)
	return func(yield func(Entry) bool) {
		for i := range l.entries {
			e := &l.entries[i]
			if e.Act <= revision && (e.Superseded == 0 || e.Superseded > revision) && spanOf(e.Period).contains(v) && !yield(e.clone()) {
				return
			}
		}
	}
}

// believed yields the index and the entry of everything that is believed.
func (l Ledger) believed() iter.Seq2[int, *Entry] {
	return func(yield func(int, *Entry) bool) {
		for i := range l.entries {
			if l.entries[i].Superseded == 0 && !yield(i, &l.entries[i]) {
				return
			}
		}
	}
}

// own reports whether e gives its role to its holder, rather than lending it.
func (e *Entry) own() bool { return e.Delegation == nil }

// clone returns a copy that shares nothing with e.
func (e Entry) clone() Entry {
	e.Mandate = e.Mandate.clone()
	e.Delegation = e.Delegation.clone()
	return e
}

func (m *Mandate) clone() *Mandate {
	if m == nil {
		return nil
	}
	c := *m
	c.Limits = append([]Limit(nil), m.Limits...) // nil if empty, as it is read back
	return &c
}

func (d *Delegation) clone() *Delegation {
	if d == nil {
		return nil
	}
	c := *d
	c.Activities = append([]Activity(nil), d.Activities...)
	return &c
}
