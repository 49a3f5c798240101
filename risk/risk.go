package risk

import (
	"iter"
	"slices"
	"sort"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Risk is one entry of the register with its whole history: what may happen to a
// scope, how it was assessed, what is done about it and who decided to carry it.
// It is immutable: its commands return a new one. The zero Risk is absence.
//
// A Risk is its acts and nothing else. What it says at present is read from them,
// so that nothing can contradict its history, and what it said at an earlier
// instant is [Risk.AsOf].
type Risk struct {
	id    RiskID
	scope ownership.Scope
	acts  []Act
}

// IsZero reports whether r is absence.
func (r Risk) IsZero() bool { return len(r.acts) == 0 }

// ID returns the identifier, which is the key of the record.
func (r Risk) ID() RiskID { return r.id }

// Key returns the identifier: it is the key under which the risk is stored.
func (r Risk) Key() RiskID { return r.id }

// Scope returns the scope that keeps the entry, normally a service: who answers for
// it maintains the entry (R49), and every command asks for authority over it. It
// never changes.
func (r Risk) Scope() ownership.Scope { return r.scope }

// Revision returns the number of acts.
func (r Risk) Revision() int { return len(r.acts) }

// Acts yields the history, oldest first.
func (r Risk) Acts() iter.Seq[Act] {
	return func(yield func(Act) bool) {
		for i := range r.acts {
			if !yield(r.acts[i].clone()) {
				return
			}
		}
	}
}

// Act returns the act with the revision, and whether there is one.
func (r Risk) Act(revision int) (Act, bool) { return given(r.act(revision)) }

// AsOf returns the risk as it was recorded at the instant: without the acts after
// it. Before the first act that is the zero Risk.
func (r Risk) AsOf(at time.Time) Risk {
	n := sort.Search(len(r.acts), func(i int) bool { return r.acts[i].At.After(at) })
	if n == 0 {
		return Risk{}
	}
	return Risk{r.id, r.scope, r.acts[:n:n]}
}

// Status returns what the last act led to. An accepted risk whose acceptance has
// fallen keeps the status until somebody acts: see [Risk.Standing].
func (r Risk) Status() Status {
	if r.IsZero() {
		return 0
	}
	return r.acts[len(r.acts)-1].Status
}

// Entry returns what the register says about the risk.
func (r Risk) Entry() Entry {
	if a := r.last(func(a *Act) bool { return a.Entry != nil }); a != nil {
		return a.Entry.clone()
	}
	return Entry{}
}

// Scopes returns every scope that the risk is about: the one that keeps the entry,
// then those that it affects, in the order of the entry.
func (r Risk) Scopes() []ownership.Scope {
	if r.IsZero() {
		return nil
	}
	out := []ownership.Scope{r.scope}
	for _, s := range r.entry().Affects {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Owner returns who carries the risk: whom the entry names, or else the service
// owner.
func (r Risk) Owner() Bearer {
	if owner := r.entry().Owner; !owner.IsZero() {
		return owner
	}
	return Bearer{Role: ownership.ServiceOwner}
}

// Assessed returns the act with the newest assessment of the exposure, and whether
// there is one.
func (r Risk) Assessed(of Exposure) (Act, bool) { return given(r.assessed(of)) }

// Treatments returns for every treatment the act that said the last word on it, in
// the order in which they were first recorded.
func (r Risk) Treatments() []Act {
	var out []Act
	at := map[TreatmentID]int{}
	for i := range r.acts {
		a := &r.acts[i]
		if a.Treatment == nil {
			continue
		}
		if n, again := at[a.Treatment.ID]; again {
			out[n] = a.clone()
			continue
		}
		at[a.Treatment.ID] = len(out)
		out = append(out, a.clone())
	}
	return out
}

// Acceptance returns the act with the newest acceptance, whether or not it still
// holds, and whether there is one. Closing a risk ends what was accepted before: a
// risk that was reopened begins without.
func (r Risk) Acceptance() (Act, bool) { return given(r.acceptance()) }

// Undecided returns the acts with escalations that nobody has decided on, oldest
// first.
func (r Risk) Undecided() []Act {
	var out []Act
	decided := map[int]bool{}
	for i := range r.acts {
		if d := r.acts[i].Decision; d != nil {
			decided[d.Escalation] = true
		}
	}
	for i := range r.acts {
		if a := &r.acts[i]; a.Escalation != nil && !decided[a.Revision] {
			out = append(out, a.clone())
		}
	}
	return out
}

// NextReview returns when the entry is to be looked at next; the zero time if
// nobody said.
func (r Risk) NextReview() time.Time {
	if a := r.last(func(a *Act) bool { return a.Review != nil }); a != nil {
		return a.Review.Next
	}
	return time.Time{}
}

// The forms without a copy are for the rules of this package, which read much and
// change nothing.

func (r *Risk) entry() *Entry {
	if a := r.last(func(a *Act) bool { return a.Entry != nil }); a != nil {
		return a.Entry
	}
	return &Entry{}
}

func (r *Risk) act(revision int) *Act {
	if revision < 1 || revision > len(r.acts) {
		return nil
	}
	return &r.acts[revision-1]
}

func (r *Risk) assessed(of Exposure) *Act {
	return r.last(func(a *Act) bool { return a.Assessment != nil && a.Assessment.Of == of })
}

func (r *Risk) acceptance() *Act {
	a := r.last(func(a *Act) bool { return a.Acceptance != nil || a.Kind == ActClosed })
	if a == nil || a.Acceptance == nil {
		return nil
	}
	return a
}

// last returns the newest act that is wanted, or nil.
func (r *Risk) last(wanted func(*Act) bool) *Act {
	for i := len(r.acts) - 1; i >= 0; i-- {
		if wanted(&r.acts[i]) {
			return &r.acts[i]
		}
	}
	return nil
}

func given(a *Act) (Act, bool) {
	if a == nil {
		return Act{}, false
	}
	return a.clone(), true
}
