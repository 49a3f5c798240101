package ownership

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
)

// deputyRules look at those who stand in: deputies and delegates.
var deputyRules = []RuleRow[*view]{
	Local(Rule{
		Code: "deputy.missing", Kind: Recommendation, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R07"},
		Text: "{subject} has no deputy of its owner", Remedy: "Assign one deputy or several, with ranks.",
	}, func(v *view, f *Finder) {
		if v.service == nil {
			return
		}
		for c := range v.deputies() {
			if !v.owns(c.holder) {
				return
			}
		}
		f.Found(string(ServiceOwnerDeputy))
	}),
	Local(Rule{
		Code: "deputy.own", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R07", "R93", "C15"},
		Args: []string{"holder"},
		Text: "{holder} owns {subject} and is recorded as deputy as well", Remedy: "Name somebody else as deputy.",
	}, func(v *view, f *Finder) {
		for c := range v.deputies() {
			if v.service != nil && v.owns(c.holder) {
				f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)))
			}
		}
	}),
	Local(Rule{
		Code: "deputy.rank", Kind: Adjustable, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R07"},
		Args: []string{"holder", "other", "rank"},
		Text: "{holder} and {other} have the same rank {rank} as deputies", Remedy: "Give each deputy a rank of its own.",
	}, func(v *view, f *Finder) {
		if v.service == nil {
			return
		}
		ranked := slices.SortedFunc(v.deputies(), func(a, b *cell) int {
			return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(v.r.partyOf(a.holder), v.r.partyOf(b.holder)))
		})
		ranked = slices.DeleteFunc(ranked, func(c *cell) bool { return v.owns(c.holder) })
		for i := 1; i < len(ranked); i++ { // each with the next one, not with everyone
			if c, o := ranked[i-1], ranked[i]; c.rank == o.rank && c.holder != o.holder {
				f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)), string(v.r.partyOf(o.holder)), strconv.Itoa(int(c.rank)))
			}
		}
	}),
	Local(Rule{
		Code: "acting.nobody", Kind: Adjustable, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R07", "R33", "C15"},
		Args: []string{"holder"},
		Text: "the owner {holder} is absent and no deputy is there to act", Remedy: "Assign a deputy who is there, or delegate.",
	}, func(v *view, f *Finder) {
		if v.service != nil && v.ownerState == Held && v.r.party(v.owner.holder).absentAt(v.at) && !v.deputyAt(v.at) {
			f.Found(string(ServiceOwner), string(v.r.partyOf(v.owner.holder)))
		}
	}),
	Local(Rule{
		Code: "acting.gap", Kind: Recommendation, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R07", "R33"},
		Args: []string{"holder", "from"}, Threshold: AbsenceNoticeDays,
		Text: "the owner {holder} will be absent from {from}, and no deputy is there then", Remedy: "Assign a deputy who is there from {from}, or delegate.",
	}, func(v *view, f *Finder) {
		if v.service == nil || v.ownerState != Held {
			return
		}
		p := v.r.party(v.owner.holder)
		for _, away := range p.absent {
			if !away.empty() && away.from > v.at && away.from <= v.until(f) && v.ownedBy(p.ID, away.from) && !v.deputyAt(away.from) {
				f.Found(string(ServiceOwner), string(p.ID), onDay(away.from))
			}
		}
	}),
	Local(Rule{
		Code: "delegation.open", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"C15"},
		Args: []string{"holder", "role"},
		Text: "the delegation of {role} to {holder} has no end", Remedy: "End it, and delegate until a date.",
	}, func(v *view, f *Finder) {
		for c := range v.delegations() {
			if c.until == unended {
				f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)), string(v.r.roleOf(c.role)))
			}
		}
	}),
	Local(Rule{
		Code: "delegation.no-reason", Kind: Recommendation, Severity: SeverityWarning, Subject: kindScope, Sources: []Source{"C15", "R16"},
		Args: []string{"holder", "role"},
		Text: "the delegation of {role} to {holder} has no reason", Remedy: "Record why {holder} acts.",
	}, func(v *view, f *Finder) {
		for c, x := range v.delegations() {
			if x.reason == "" {
				f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)), string(v.r.roleOf(c.role)))
			}
		}
	}),
	Local(Rule{
		Code: "delegation.fallen", Kind: Adjustable, Severity: SeverityWarning, Subject: kindScope, Sources: []Source{"C15", "R97"},
		Args: []string{"holder", "from", "role"},
		Text: "{from}, who delegated {role} to {holder}, does not answer in that role, so the delegation is void", Remedy: "End it, or have the {role} delegate anew.",
	}, func(v *view, f *Finder) {
		for c, x := range v.delegations() {
			if v.m.card(c.role) != nil && !v.r.delegatorStands(c.role, x.from, v.n, v.at) {
				f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)), string(v.r.partyOf(x.from)), string(v.r.roleOf(c.role)))
			}
		}
	}),
	Local(Rule{
		Code: "delegation.activity", Kind: Hard, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R98"},
		Args: []string{"holder", "activity", "matrix"},
		Text: "{activity} is delegated to {holder}, and matrix {matrix} has no such activity", Remedy: "Add a row for {activity} to the matrix, or correct the name.",
	}, func(v *view, f *Finder) {
		for c, x := range v.delegations() {
			for _, a := range x.activities {
				if v.m.row(a) == nil {
					f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)), string(a), v.m.version)
				}
			}
		}
	}),
}

// deputies yields the present entries of those who stand in for the owner.
func (v *view) deputies() iter.Seq[*cell] {
	return func(yield func(*cell) bool) {
		so, ok := v.r.roleNo(ServiceOwner)
		for _, c := range v.now {
			if ok && !c.delegated() && v.m.standsInFor(c.role, so) && !yield(c) {
				return
			}
		}
	}
}

// owns reports whether the party is recorded as owner, alone or among others.
func (v *view) owns(p partyNo) bool {
	for c := range v.holding(ServiceOwner) {
		if c.holder == p {
			return true
		}
	}
	return false
}

func (v *view) deputyAt(at instant) bool {
	so, _ := v.r.roleNo(ServiceOwner)
	_, found := v.r.firstDeputy(v.m, so, v.n, at)
	return found
}

// delegations yields the present entries of delegates.
func (v *view) delegations() func(yield func(*cell, *extra) bool) {
	return func(yield func(*cell, *extra) bool) {
		for _, c := range v.now {
			if c.delegated() && !yield(c, v.r.extra(v.n, c)) {
				return
			}
		}
	}
}
