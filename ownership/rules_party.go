package ownership

// partyRules look at what is declared about parties.
var partyRules = []RuleRow[*view]{
	Local(Rule{
		Code: "membership.dangling", Kind: Adjustable, Severity: SeverityError, Subject: kindParty, Sources: []Source{"R79", "R91"},
		Args: []string{"of"},
		Text: "{subject} belongs to {of}, which is no known party", Remedy: "Add {of} to the parties, or correct the name.",
	}, func(v *view, f *Finder) {
		for i, w := range v.party.Within {
			if n, ok := v.r.partyNo(w.Of); v.notOver(w.Period) && (!ok || v.r.party(n) == nil) {
				f.Found(indexed("within", i, ".of"), string(w.Of))
			}
		}
	}),
	Local(Rule{
		Code: "membership.of-person", Kind: Adjustable, Severity: SeverityError, Subject: kindParty, Sources: []Source{"R79"},
		Args: []string{"of"},
		Text: "{subject} belongs to {of}, who is a person", Remedy: "Name the group or organisation.",
	}, func(v *view, f *Finder) {
		for i, w := range v.party.Within {
			if n, ok := v.r.partyNo(w.Of); v.notOver(w.Period) && ok && v.r.party(n) != nil && v.r.party(n).Kind == Person {
				f.Found(indexed("within", i, ".of"), string(w.Of))
			}
		}
	}),
	cycleRule(Rule{
		Code: "membership.cycle", Kind: Adjustable, Severity: SeverityError, Subject: kindParty, Sources: []Source{"R79", "R92"},
		Args: []string{"members"},
		Text: "these belong to each other: {members}", Remedy: "Take one membership out.",
	}, func(v *view, add func(from, to string)) {
		for _, w := range v.party.Within {
			if w.Of != "" && spanOf(w.Period).contains(v.at) {
				add(string(v.party.ID), string(w.Of))
			}
		}
	}, func(id string) Subject { return Subject{kindParty, id} }),
	Local(Rule{
		Code: "lead.dangling", Kind: Adjustable, Severity: SeverityError, Subject: kindParty, Sources: []Source{"R81", "R91"},
		Args: []string{"lead"},
		Text: "the lead {lead} of {subject} is no known party", Remedy: "Add {lead} to the parties, or correct the name.",
	}, func(v *view, f *Finder) {
		if lead, named := v.lead(); named && lead == nil {
			f.Found("lead", string(v.party.Lead))
		}
	}),
	Local(Rule{
		Code: "lead.not-person", Kind: Adjustable, Severity: SeverityWarning, Subject: kindParty, Sources: []Source{"R81"},
		Args: []string{"lead", "kind"},
		Text: "the lead {lead} of {subject} is a {kind}, so nobody can be asked", Remedy: "Name a person as lead.",
	}, func(v *view, f *Finder) {
		if lead, _ := v.lead(); lead != nil && !lead.isPerson() {
			f.Found("lead", string(lead.ID), kindOf(lead))
		}
	}),
	Local(Rule{
		Code: "lead.inactive", Kind: Adjustable, Severity: SeverityWarning, Subject: kindParty, Sources: []Source{"R81", "R90"},
		Args: []string{"lead", "why"},
		Text: "the lead {lead} of {subject} is not active: {why}", Remedy: "Name somebody who is there as lead.",
	}, func(v *view, f *Finder) {
		if lead, _ := v.lead(); lead.isPerson() && !lead.activeAt(v.at) {
			f.Found("lead", string(lead.ID), whyInactive(lead, v.at))
		}
	}),
	Local(Rule{
		Code: "party.period-reversed", Kind: Hard, Severity: SeverityError, Subject: kindParty, Sources: []Source{"R95"},
		Args: []string{"period"},
		Text: "the period {period} ends before or when it begins", Remedy: "Correct one of the two instants.",
	}, func(v *view, f *Finder) {
		reversed(f, "active", v.party.Active, func(p Period) Period { return p })
		reversed(f, "absences", v.party.Absences, func(a Absence) Period { return a.Period })
		reversed(f, "within", v.party.Within, func(m Membership) Period { return m.Period })
	}),
	Local(Rule{
		Code: "party.no-kind", Kind: Hard, Severity: SeverityError, Subject: kindParty, Sources: []Source{"R79", "R80"},
		Text: "it is not said what {subject} is", Remedy: "Say whether it is a person, group, unit or organisation.",
	}, func(v *view, f *Finder) {
		if !partyKinds.Known(v.party.Kind) {
			f.Found("kind")
		}
	}),
}

// lead returns the lead of the party, nil if unknown, and whether one is named.
func (v *view) lead() (lead *partyRec, named bool) {
	if v.party.Lead == "" {
		return nil, false
	}
	if n, ok := v.r.partyNo(v.party.Lead); ok {
		lead = v.r.party(n)
	}
	return lead, true
}
