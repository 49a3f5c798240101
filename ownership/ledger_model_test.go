package ownership

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The naive register that the commands are held against. Time is a handful of
// cells: cell 0 is everything before day 1, cell n the n-th day, and the last
// cell goes on for ever. What is believed is a plain list of facts, one for each
// cell, and every revision keeps the whole list. Nothing is computed with
// intervals, everything is found by scanning.

type cellFact struct {
	cell   int
	stint  int // facts of one period belong together
	role   Role
	holder PartyID
	rank   int
	from   PartyID // who delegated, or ""
	source string
}

type heard struct {
	role    Role
	holder  PartyID
	rank    int
	lo, hi  int
	claimed string
}

type modelRevision struct {
	day   int
	facts []cellFact
}

type ledgerModel struct {
	last    int // the last cell
	founded bool
	facts   []cellFact
	history []modelRevision
	refs    map[Ref]string
	seen    []heard
	stints  int
}

func newModel(last int) *ledgerModel { return &ledgerModel{last: last, refs: map[Ref]string{}} }

func (m *ledgerModel) clone() *ledgerModel {
	c := *m
	c.facts, c.history, c.seen = slices.Clone(m.facts), slices.Clone(m.history), slices.Clone(m.seen)
	c.refs = map[Ref]string{}
	for k, v := range m.refs {
		c.refs[k] = v
	}
	return &c
}

// An order is a command in the terms of the model. Period ends beyond the last
// cell are open, periods from cell 0 have always been.
type order struct {
	kind    ActKind
	by      PartyID
	now     int
	ref     Ref
	role    Role
	to      PartyID
	rank    int
	lo, hi  int // the period, or the instant in lo
	stint   int // of end and cancel
	retract []int
	claims  []order // role, to, rank, lo, hi
}

// told is what a repetition of the order has to have in common with it.
func (o order) told() string {
	if o.kind == Assigned || o.kind == HandedOver || o.kind == Delegated {
		return fmt.Sprint(o.kind, " ", o.by, " ", o.role)
	}
	return fmt.Sprint(o.kind, " ", o.by)
}

var errUnchanged = errors.New("unchanged")

func oneHolder(r Role) bool { return r == ServiceOwner || r == ServiceLevelManager }

func (m *ledgerModel) at(cell int, match func(cellFact) bool) (out []cellFact) {
	for _, f := range m.facts {
		if f.cell == cell && match(f) {
			out = append(out, f)
		}
	}
	return out
}

func (m *ledgerModel) period(stint int) (lo, hi int) {
	lo, hi = m.last+1, 0
	for _, f := range m.facts {
		if f.stint == stint {
			lo, hi = min(lo, f.cell), max(hi, f.cell+1)
		}
	}
	return lo, hi
}

// drop forgets the facts of the stint from the cell on.
func (m *ledgerModel) drop(stint, cell int) {
	for _, f := range m.facts {
		if lo, _ := m.period(stint); f.stint == stint && f.source != "" && lo < cell {
			m.seen = append(m.seen, heard{f.role, f.holder, f.rank, lo, cell, f.source})
			break
		}
	}
	m.facts = slices.DeleteFunc(m.facts, func(f cellFact) bool { return f.stint == stint && f.cell >= cell })
}

// fall drops, from lo on, every stint that fits and has a cellFact in lo..hi-1.
func (m *ledgerModel) fall(lo, hi int, fits func(cellFact) bool) {
	for _, f := range slices.Clone(m.facts) {
		if fits(f) && lo <= f.cell && f.cell < hi {
			m.drop(f.stint, lo)
		}
	}
}

func (m *ledgerModel) add(f cellFact, lo, hi int) {
	m.stints++
	for f.stint, f.cell = m.stints, lo; f.cell < hi && f.cell <= m.last; f.cell++ {
		m.facts = append(m.facts, f)
	}
}

func (m *ledgerModel) contested(now int) bool {
	for _, a := range m.facts {
		for _, b := range m.facts {
			if a.cell >= now && a.cell == b.cell && a.role == b.role && oneHolder(a.role) && a.holder != b.holder && a.from == "" && b.from == "" {
				return true
			}
		}
	}
	return false
}

// admissible reports whether somebody may be given a role for a period beside
// all facts but those of the stint itself.
func (m *ledgerModel) admissible(stint int, o order) bool {
	deputies := o.role == ServiceOwnerDeputy
	if deputies != (o.rank > 0) {
		return false
	}
	for _, f := range m.facts {
		if f.stint == stint || f.from != "" || f.cell < o.lo || f.cell >= o.hi {
			continue
		}
		switch {
		case f.role == o.role && (f.holder == o.to || oneHolder(o.role)),
			deputies && f.role == ServiceOwner && f.holder == o.to,
			o.role == ServiceOwner && f.role == ServiceOwnerDeputy && f.holder == o.to,
			deputies && f.role == ServiceOwnerDeputy && f.rank == o.rank:
			return false
		}
	}
	return true
}

func (m *ledgerModel) covered(role Role, from PartyID, lo, hi int) bool {
	for s := 1; s <= m.stints; s++ {
		if slices.ContainsFunc(m.facts, func(f cellFact) bool { return f.stint == s && f.role == role && f.holder == from && f.from == "" }) {
			if l, h := m.period(s); l <= lo && hi <= h {
				return true
			}
		}
	}
	return false
}

// try runs an order and returns the model after it, or the sentinel with which
// the order is refused.
func (m *ledgerModel) try(o order) (*ledgerModel, error) {
	if known, ok := m.refs[o.ref]; ok && o.ref != "" {
		if known == o.told() {
			return m, ErrRepeated
		}
		return m, ErrInvalid
	}
	if n := len(m.history); n > 0 && o.now < m.history[n-1].day {
		return m, ErrInvalid
	}
	if !m.founded && o.kind != Established && o.kind != Imported {
		return m, ErrRefused
	}
	c := m.clone()
	ok := c.apply(o)
	switch {
	case o.kind == Imported && ok && len(c.seen) == len(m.seen):
		if o.by == "mallory" {
			return m, ErrRefused
		}
		return m, errUnchanged
	case o.kind != Corrected && o.kind != Established && m.contested(o.now):
		return m, ErrContested
	case !ok || o.by == "mallory" || o.kind != Imported && c.worse(m, o.now):
		return m, ErrRefused
	}
	c.founded = true
	c.history = append(c.history, modelRevision{o.now, slices.Clone(c.facts)})
	if o.ref != "" {
		c.refs[o.ref] = o.told()
	}
	return c, nil
}

// worse reports whether a group holds what it did not hold before, in a cell
// that admission looks at: the first one from now on of each new stint, and
// where another stint of its holder begins.
func (m *ledgerModel) worse(before *ledgerModel, now int) bool {
	for s := before.stints + 1; s <= m.stints; s++ {
		lo, hi := m.period(s)
		looked := []int{lo}
		if lo < now && now < hi {
			looked = []int{now}
		}
		for other := 1; other <= m.stints; other++ {
			if begins, _ := m.period(other); looked[0] <= begins && begins < hi && m.holderOf(other) == m.holderOf(s) {
				looked = append(looked, begins)
			}
		}
		for _, cell := range looked {
			for _, f := range m.at(cell, func(f cellFact) bool { return f.holder == "team" }) {
				if len(before.at(cell, func(b cellFact) bool { return b.holder == "team" && b.role == f.role })) == 0 {
					return true
				}
			}
		}
	}
	return false
}

func (m *ledgerModel) holderOf(stint int) PartyID {
	for _, f := range m.facts {
		if f.stint == stint {
			return f.holder
		}
	}
	return ""
}

func (m *ledgerModel) apply(o order) bool {
	switch o.kind {
	case Established:
		return !m.founded && m.admit(o.claims)
	case Imported:
		for _, c := range o.claims {
			a := heard{c.role, c.to, c.rank, c.lo, c.hi, "cmdb"}
			if !slices.Contains(m.seen, a) {
				m.seen = append(m.seen, a)
				m.add(cellFact{role: c.role, holder: c.to, rank: c.rank, source: "cmdb"}, c.lo, c.hi)
			}
		}
		return true
	case Assigned:
		return o.lo >= o.now && m.take(o)
	case HandedOver:
		return m.handOver(o)
	case Cancelled:
		lo, _ := m.period(o.stint)
		return lo > o.now && lo <= m.last && m.stop(o.stint, lo)
	case Ended:
		lo, hi := m.period(o.stint)
		return o.lo >= o.now && lo <= o.lo && o.lo < hi && m.stop(o.stint, o.lo)
	case Delegated:
		return m.delegate(o)
	case Corrected:
		return m.correct(o)
	}
	return false
}

// take gives a role; a deputy who becomes the owner stops being one.
func (m *ledgerModel) take(o order) bool {
	if o.role == ServiceOwner {
		m.fall(o.lo, o.hi, func(f cellFact) bool { return f.role == ServiceOwnerDeputy && f.holder == o.to && f.from == "" })
	}
	m.add(cellFact{role: o.role, holder: o.to, rank: o.rank}, o.lo, o.hi)
	return m.admissible(m.stints, o)
}

func (m *ledgerModel) handOver(o order) bool {
	holders := m.at(o.lo, func(f cellFact) bool { return f.role == o.role && f.from == "" })
	if o.lo < o.now || len(holders) != 1 || holders[0].holder == o.to {
		return false
	}
	old := holders[0]
	_, o.hi = m.period(old.stint)
	o.rank = old.rank
	m.stop(old.stint, o.lo)
	return m.take(o)
}

func (m *ledgerModel) stop(stint, cell int) bool {
	_, hi := m.period(stint)
	i := slices.IndexFunc(m.facts, func(f cellFact) bool { return f.stint == stint })
	old := m.facts[i]
	m.drop(stint, cell)
	if old.from == "" {
		m.fall(cell, hi, func(f cellFact) bool { return f.role == old.role && f.from == old.holder })
	}
	return true
}

func (m *ledgerModel) delegate(o order) bool {
	if o.lo < o.now || o.role == ServiceOwnerDeputy || !m.covered(o.role, o.by, o.lo, o.hi) {
		return false
	}
	for cell := o.lo; cell < o.hi; cell++ {
		if len(m.at(cell, func(f cellFact) bool { return f.role == o.role && f.holder == o.to && f.from == "" })) > 0 {
			return false
		}
	}
	m.add(cellFact{role: o.role, holder: o.to, from: o.by}, o.lo, o.hi)
	return true
}

func (m *ledgerModel) admit(claims []order) bool {
	first := m.stints + 1
	for _, c := range claims {
		m.add(cellFact{role: c.role, holder: c.to, rank: c.rank}, c.lo, c.hi)
	}
	ok := true
	for i, c := range claims {
		ok = ok && m.admissible(first+i, c)
	}
	return ok
}

func (m *ledgerModel) correct(o order) bool {
	before := m.clone()
	for _, s := range o.retract {
		m.facts = slices.DeleteFunc(m.facts, func(f cellFact) bool { return f.stint == s })
	}
	if !m.admit(o.claims) {
		return false
	}
	for _, f := range m.facts {
		if f.from == "" {
			continue
		}
		if lo, hi := m.period(f.stint); before.covered(f.role, f.from, lo, hi) && !m.covered(f.role, f.from, lo, hi) {
			return false
		}
	}
	return true
}

// known returns the facts of a cell as known on a day, sorted and bare.
func (m *ledgerModel) known(cell, day int) (out []cellFact) {
	for i := len(m.history) - 1; i >= 0; i-- {
		if m.history[i].day > day {
			continue
		}
		for _, f := range m.history[i].facts {
			if f.cell == cell {
				f.stint, f.cell, f.source = 0, 0, ""
				out = append(out, f)
			}
		}
		break
	}
	sortFacts(out)
	return out
}

func sortFacts(facts []cellFact) {
	slices.SortFunc(facts, func(a, b cellFact) int {
		return cmp.Or(cmp.Compare(a.role, b.role), cmp.Compare(a.holder, b.holder), cmp.Compare(a.rank, b.rank), cmp.Compare(a.from, b.from))
	})
}

// known returns the same of a ledger.
func knownFacts(l Ledger, at, k time.Time) (out []cellFact) {
	for e := range l.At(at, k) {
		f := cellFact{role: e.Role, holder: e.Holder, rank: e.Rank}
		if e.Delegation != nil {
			f.from = e.Delegation.From
		}
		out = append(out, f)
	}
	sortFacts(out)
	return out
}
