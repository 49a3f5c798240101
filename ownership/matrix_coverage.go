package ownership

import "slices"

// coverageRules look for what is not there.
func coverageRules() []RuleRow[*Matrix] {
	return []RuleRow[*Matrix]{
		Local(Rule{
			Code: "matrix.owner-uninvolved", Kind: Recommendation, Severity: SeverityWarning, Subject: "matrix",
			Sources: []Source{"R19"}, Args: []string{"process"},
			Text:   "the service owner has no part in {process}, which supports services",
			Remedy: "Let the service owner be at least consulted or informed in one activity of {process}.",
		}, ownerUninvolved),
		Local(Rule{
			Code: "matrix.commitment-by-deputy", Kind: Adjustable, Severity: SeverityWarning, Subject: "matrix",
			Sources: []Source{"R32", "C15"}, Args: []string{"activity", "acting"},
			Text:   "deputies and delegates may do {activity}: {acting}",
			Remedy: "Let nobody stand in for {activity}, or keep the finding as the record of that decision.",
		}, eachRow(func(_ *Matrix, r *Row, f *Finder) {
			if r.Activity == CommitResources && r.Acting != Never {
				f.Found(rowPath(r.Activity), string(r.Activity), r.Acting.orDefault().String())
			}
		})),
		Local(Rule{
			Code: "matrix.commitment-unlimited", Kind: Adjustable, Severity: SeverityWarning, Subject: "matrix",
			Sources: []Source{"R09", "R32", "C5"}, Args: []string{"activity"},
			Text:   "no mandate can limit {activity}",
			Remedy: "Mark {activity} as limited.",
		}, eachRow(func(_ *Matrix, r *Row, f *Finder) {
			if r.Activity == CommitResources && !r.Limited {
				f.Found(rowPath(r.Activity), string(r.Activity))
			}
		})),
		Local(Rule{
			Code: "matrix.deputies-none", Kind: Recommendation, Severity: SeverityWarning, Subject: "matrix",
			Sources: []Source{"R07"}, Args: []string{"role"},
			Text:   "no role deputises for {role}",
			Remedy: "Add a card for deputies of {role}.",
		}, func(m *Matrix, f *Finder) {
			deputised := slices.ContainsFunc(m.cards, func(c RoleCard) bool { return c.DeputyOf == ServiceOwner })
			if m.cardOf(ServiceOwner) != nil && !deputised {
				f.Found(cardPath(ServiceOwner), string(ServiceOwner))
			}
		}),
	}
}

// ownerUninvolved looks at every process with activities that are done to
// services; what is done to staff or to an organisation alone supports none.
func ownerUninvolved(m *Matrix, f *Finder) {
	if m.cardOf(ServiceOwner) == nil {
		return
	}
	type part struct{ supports, involved bool }
	parts, order := map[string]*part{}, []string{}
	for i := range m.rows {
		r := &m.rows[i]
		p := parts[r.Process]
		if p == nil {
			p = &part{}
			parts[r.Process], order = p, append(order, r.Process)
		}
		p.supports = p.supports || slices.Contains(r.On, LevelService)
		p.involved = p.involved || r.Cells[ServiceOwner] != 0
	}
	for _, process := range order {
		if p := parts[process]; p.supports && !p.involved {
			f.Found("process["+process+"]", process)
		}
	}
}

// orDefault is the meaning of an unset Acting.
func (a Acting) orDefault() Acting {
	if a == 0 {
		return WhenAway
	}
	return a
}
