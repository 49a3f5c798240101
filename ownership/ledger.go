package ownership

// A Ledger holds all entries and acts of one scope: who held which role when, as
// known when, and by whose act. It is the unit that a [Store] keeps, immutable,
// and the zero Ledger is absence. Its revision is the number of its acts.
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
