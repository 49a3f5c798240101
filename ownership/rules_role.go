package ownership

import (
	"slices"
	"strconv"
	"strings"
)

// roleRules look at every role that is held over a scope.
var roleRules = []RuleRow[*view]{
	Local(Rule{
		Code: "role.contested", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R16", "R96"},
		Args: []string{"role", "claimants"},
		Text: "{subject} has several parties as {role}: {claimants}", Remedy: "Correct the ledger until one of {claimants} is left as {role}, or let the role have several holders.",
	}, contested(OneByPolicy)),
	Local(Rule{
		Code: "role.unknown", Kind: Hard, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R98"},
		Args: []string{"role", "holder", "matrix"},
		Text: "{holder} is recorded as {role}, and matrix {matrix} has no card for that role", Remedy: "Add a card for {role} to the matrix, or correct the name.",
	}, func(v *view, f *Finder) {
		for _, c := range v.now {
			if v.m.card(c.role) == nil {
				f.Found(v.holderPath(c), string(v.r.roleOf(c.role)), string(v.r.partyOf(c.holder)), v.m.version)
			}
		}
	}),
	Local(Rule{
		Code: "role.level", Kind: Hard, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R10", "R14", "R74"},
		Args: []string{"role", "holder", "level"},
		Text: "{holder} is recorded as {role} of a {level}, where that role is not held", Remedy: "Record the role over the scope that it belongs to.",
	}, func(v *view, f *Finder) {
		for _, c := range v.now {
			if card := v.m.card(c.role); card != nil && !slices.Contains(card.Levels, v.scope.Level) {
				f.Found(v.holderPath(c), string(card.Role), string(v.r.partyOf(c.holder)), v.scope.Level.String())
			}
		}
	}),
	Local(Rule{
		Code: "holder.unknown", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R80", "R91"},
		Args: []string{"role", "holder"},
		Text: "{holder} is recorded as {role} and is no known party", Remedy: "Add {holder} to the parties, or correct the name.",
	}, func(v *view, f *Finder) {
		for _, c := range v.now {
			if v.r.party(c.holder) == nil {
				f.Found(v.holderPath(c), string(v.r.roleOf(c.role)), string(v.r.partyOf(c.holder)))
			}
		}
	}),
	Local(Rule{
		Code: "holder.not-person", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R80", "R81"},
		Args: []string{"role", "holder", "kind", "ask"},
		Text: "{holder} is recorded as {role} and is a {kind}; {ask} could be asked who it is", Remedy: "Name a person; ask {ask}.",
	}, func(v *view, f *Finder) {
		for _, c := range v.now {
			p, card := v.r.party(c.holder), v.m.card(c.role)
			if p == nil || p.isPerson() || card == nil || card.Relation || v.isOwner(c) {
				continue
			}
			f.Found(v.holderPath(c), string(card.Role), string(p.ID), kindOf(p), v.askFor(c.holder))
		}
	}),
	Local(Rule{
		Code: "holder.inactive", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R90"},
		Args: []string{"role", "holder", "why"},
		Text: "{holder} is recorded as {role} and is not active: {why}", Remedy: "Name somebody who is there, or correct the periods of {holder}.",
	}, func(v *view, f *Finder) {
		for _, c := range v.now {
			if p := v.r.party(c.holder); p != nil && !p.activeAt(v.at) && !(v.isOwner(c) && p.isPerson()) {
				f.Found(v.holderPath(c), string(v.r.roleOf(c.role)), string(p.ID), whyInactive(p, v.at))
			}
		}
	}),
	Local(Rule{
		Code: "holder.skills", Kind: Recommendation, Severity: SeverityWarning, Subject: kindScope, Sources: []Source{"R30", "R50"},
		Args: []string{"role", "holder", "skills"},
		Text: "{holder} is {role} and lacks {skills}", Remedy: "Train {holder}, or record the skills that are there.",
	}, func(v *view, f *Finder) {
		for c, lacks := range v.lacking() {
			if p := v.r.party(c.holder); len(p.Skills) > 0 && len(lacks) > 0 {
				f.Found(v.holderPath(c), string(v.r.roleOf(c.role)), string(p.ID), strings.Join(lacks, ", "))
			}
		}
	}),
	Local(Rule{
		Code: "holder.skills-unrecorded", Kind: Recommendation, Severity: SeverityInfo, Subject: kindScope, Sources: []Source{"R30", "R50"},
		Args: []string{"role", "holder"},
		Text: "no skills are recorded of {holder}, who is {role}", Remedy: "Record what {holder} knows and can do.",
	}, func(v *view, f *Finder) {
		for c := range v.lacking() {
			if p := v.r.party(c.holder); len(p.Skills) == 0 {
				f.Found(v.holderPath(c), string(v.r.roleOf(c.role)), string(p.ID))
			}
		}
	}),
	Local(Rule{
		Code: "roles.forbidden", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R73", "C1"},
		Args: []string{"holder", "one", "other"},
		Text: "{holder} is both {one} and {other}, which policy forbids", Remedy: "Give one of the two roles to somebody else.",
	}, combined(Forbid)),
	Local(Rule{
		Code: "roles.doubtful", Kind: Recommendation, Severity: SeverityWarning, Subject: kindScope, Sources: []Source{"R13", "R73", "C1"},
		Args: []string{"holder", "one", "other"},
		Text: "{holder} is both {one} and {other}", Remedy: "Give one of the two roles to somebody else, or let policy allow it.",
	}, combined(Warn)),
	Local(Rule{
		Code: "roles.absorbed", Kind: Adjustable, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R13"},
		Args: []string{"holder", "source"},
		Text: "the owner {holder} is functional service manager, too, by a claim of {source} and not by an assignment", Remedy: "Assign the functional role explicitly, to {holder} or to somebody else.",
	}, func(v *view, f *Finder) {
		for c := range v.holding(FunctionalServiceManager) {
			x := v.r.extra(v.n, c)
			if v.owner.distinct == 1 && v.owner.holder == c.holder && x != nil && x.claim != "" {
				f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)), x.claim)
			}
		}
	}),
	// Information only: few organisations staff every role of the standard, and a
	// warning for each would bury what matters. Policy may rate it higher.
	Folding(Rule{
		Code: "role.nobody", Kind: Adjustable, Severity: SeverityInfo, Subject: kindScope, Sources: []Source{"R03", "R16", "R80"},
		Args: []string{"without", "of"},
		Text: "{subject} is accountable for activities on scopes where no living person has that role: {without} of {of}", Remedy: "Appoint a person as {subject}, over the scopes or over what contains them.",
	}, Fold[*view, coverage]{
		Read: readCoverage,
		Merge: func(into *coverage, part coverage) {
			for role, n := range part {
				into.add(role, n)
			}
		},
		Finish: func(all *coverage, f *Finder) {
			for role, n := range *all {
				if n.Without > 0 {
					f.FoundAbout(Subject{"role", string(role)}, "", strconv.Itoa(n.Without), strconv.Itoa(n.Of))
				}
			}
		},
	}),
}

// isOwner reports whether the entry is that of an owner of a service, of whom
// the rules about owners speak.
func (v *view) isOwner(c *cell) bool {
	return v.service != nil && !c.delegated() && v.r.roleOf(c.role) == ServiceOwner
}

// lacking yields the entries of active persons in roles that ask for skills,
// with those that the person does not have.
func (v *view) lacking() func(yield func(*cell, []string) bool) {
	return func(yield func(*cell, []string) bool) {
		for _, c := range v.now {
			p, card := v.r.party(c.holder), v.m.card(c.role)
			if !p.isPerson() || card == nil || len(card.Skills) == 0 || c.delegated() {
				continue
			}
			var lacks []string
			for _, s := range card.Skills {
				if !slices.Contains(p.Skills, s) {
					lacks = append(lacks, string(s))
				}
			}
			if !yield(c, lacks) {
				return
			}
		}
	}
}

// combined looks for persons in two roles that policy rates with the verdict.
func combined(verdict Verdict) func(*view, *Finder) {
	return func(v *view, f *Finder) {
		for i, c := range v.now {
			if c.delegated() {
				continue
			}
			for other := range v.alsoHolds(i) {
				one := v.r.roleOf(c.role)
				if v.policy.Verdict(one, other) == verdict {
					pair := []Role{one, other}
					slices.Sort(pair)
					f.Found(string(pair[0])+"+"+string(pair[1]), string(v.r.partyOf(c.holder)), string(pair[0]), string(pair[1]))
				}
			}
		}
	}
}

// alsoHolds yields the roles that the holder of the i-th present entry has
// besides: over the scope itself in a later entry, or over a containing scope in
// a role that reaches down to this one.
func (v *view) alsoHolds(i int) func(yield func(Role) bool) {
	return func(yield func(Role) bool) {
		c := v.now[i]
		for _, o := range v.now[i+1:] {
			if o.holder == c.holder && o.role != c.role && !o.delegated() && !yield(v.r.roleOf(o.role)) {
				return
			}
		}
		var buf ancestry
		for a := range v.r.above(&buf, v.n, v.at) {
			var roles []roleNo
			v.r.entries(a.scope, v.at, func(o *cell) bool {
				if o.holder == c.holder && o.role != c.role && !o.delegated() && v.m.reaches.has(o.role) {
					roles = append(roles, o.role)
				}
				return true
			})
			for _, role := range roles {
				if v.r.nearest(v.m, role, v.n, v.at).via.scope == a.scope && !yield(v.r.roleOf(role)) {
					return
				}
			}
		}
	}
}

// coverage counts, for roles that are accountable for something, on how many
// scopes they are and on how many of them no living person has the role.
type coverage map[Role]covered

type covered struct {
	Of      int `json:"of"`
	Without int `json:"without,omitempty"`
}

func (c *coverage) add(role Role, n covered) {
	if *c == nil {
		*c = coverage{}
	}
	sum := (*c)[role]
	(*c)[role] = covered{sum.Of + n.Of, sum.Without + n.Without}
}

// readCoverage leaves out what rules of their own speak of: the roles that answer
// for a level as such, roles that are contested, services that are not declared.
func readCoverage(v *view, into *coverage) {
	if v.scope.Level == LevelService && v.service == nil {
		return
	}
	for _, n := range v.accountable() {
		role := v.r.roleOf(n)
		if role == ServiceOwner || ownerOfLevel[v.scope.Level] == role {
			continue
		}
		one := covered{Of: 1}
		if s := v.r.stateOf(v.m, n, v.r.nearest(v.m, n, v.n, v.at), v.at); s == Vacant || s == NoPerson {
			one.Without = 1
		}
		into.add(role, one)
	}
}

// accountable returns the roles with the A for an activity that is done to scopes
// of the level of the one that is read.
func (v *view) accountable() []roleNo {
	l := v.scope.Level
	if out, ok := v.accountableAt[l]; ok {
		return out
	}
	var out []roleNo
	for i := range v.m.rows {
		if row := &v.m.rows[i]; row.hasA && slices.Contains(row.row.On, l) && !slices.Contains(out, row.accountable) {
			out = append(out, row.accountable)
		}
	}
	if v.accountableAt == nil {
		v.accountableAt = map[Level][]roleNo{}
	}
	v.accountableAt[l] = out
	return out
}
