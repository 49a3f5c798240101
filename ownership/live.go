package ownership

import "sync/atomic"

// Live holds the newest [Register] of a running program and is an [Authority].
// It is safe for concurrent use; readers take no lock, and a question asked of
// Register is answered from one snapshot however many changes arrive meanwhile.
// It must not be copied after first use.
//
// The zero Live begins with the register of no facts and no ledgers under the
// standard matrix. A nil Live is asked like that register and takes no changes.
//
// Changes may arrive in any order and several times, as they do when several
// programs write to one store: of a ledger the greatest revision stays. Parties,
// services and areas carry no revision, so of those the last one applied stays.
// It replaces what was known under its identifier as a whole: give ApplyParty the
// complete Party, not only the fields that changed. Matrices and policies cannot
// be applied: a new version needs a new register ([Load], [NewRegister]) and a
// new Live.
type Live struct {
	newest atomic.Pointer[Register]
}

// NewLive returns a Live that begins with r; nil means the register of nothing.
func NewLive(r *Register) *Live {
	l := &Live{}
	if r != nil && r.snapshot != nil {
		l.newest.Store(r)
	}
	return l
}

// Register returns the newest register; never nil.
func (l *Live) Register() *Register {
	if l == nil {
		return nothingKnown()
	}
	if r := l.newest.Load(); r != nil {
		return r
	}
	l.newest.CompareAndSwap(nil, nothingKnown())
	return l.newest.Load()
}

// nothingKnown is the register of no facts, which no construction refuses.
func nothingKnown() *Register {
	r, err := NewRegister(Facts{}, nil)
	if err != nil {
		return empty
	}
	return r
}

// Apply takes over the ledger, normally the one that Update of a store has just
// returned, and reports whether it was news. A ledger whose revision is not
// greater than that of the one known is old news and changes nothing; neither
// does the zero Ledger. So Live never forgets: ledgers are ended, not deleted. A
// scope that was deleted from the store all the same, or founded anew with
// fewer acts, stays known as it was until a new Live is made from what [Load]
// returns.
func (l *Live) Apply(ledger Ledger) bool {
	if ledger.IsZero() {
		return false
	}
	return l.change(func(r *Register) *Register {
		if n, ok := r.scopeNo(ledger.scope); ok && int64(r.revision(n)) >= int64(ledger.Revision()) {
			return r
		}
		return r.With(ledger)
	})
}

// ApplyParty takes over what is now known of a party. Like the other two it
// refuses what [Register.WithParty] refuses, and then changes nothing.
func (l *Live) ApplyParty(p Party) error {
	return l.try(func(r *Register) (*Register, error) { return r.WithParty(p) })
}

// ApplyService takes over what is now known of a service.
func (l *Live) ApplyService(s Service) error {
	return l.try(func(r *Register) (*Register, error) { return r.WithService(s) })
}

// ApplyArea takes over what is now known of an area.
func (l *Live) ApplyArea(a Area) error {
	return l.try(func(r *Register) (*Register, error) { return r.WithArea(a) })
}

// try is change for what may be refused.
func (l *Live) try(f func(*Register) (*Register, error)) (err error) {
	l.change(func(r *Register) *Register {
		var next *Register
		if next, err = f(r); err != nil {
			return r
		}
		return next
	})
	return err
}

// change replaces the newest register by what f makes of it. f runs again when
// another change came first.
func (l *Live) change(f func(*Register) *Register) bool {
	if l == nil {
		return false
	}
	for {
		old := l.Register()
		next := f(old)
		if next == old {
			return false
		}
		if l.newest.CompareAndSwap(old, next) {
			return true
		}
	}
}

func (l *Live) register() *Register { return l.Register() }

func (l *Live) authorize(req Request, inHand *Ledger) (Authorization, error) {
	return l.Register().authorize(req, inHand)
}
