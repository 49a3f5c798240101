package ownership

import (
	"slices"
	"strings"

	"github.com/serviceowner/itsm/internal/graph"
)

// scopeRules look at the place of scopes among each other.
var scopeRules = []RuleRow[*view]{
	Local(Rule{
		Code: "level.vacant", Kind: Adjustable, Severity: SeverityWarning, Subject: kindScope, Sources: []Source{"R10"},
		Args: []string{"level", "role"},
		Text: "{level} {subject} has no {role}", Remedy: "Assign one person as {role}.",
	}, func(v *view, f *Finder) {
		role, ok := ownerOfLevel[v.scope.Level]
		if !ok {
			return
		}
		n, known := v.r.roleNo(role)
		if !known || v.r.nearest(v.m, n, v.n, v.at).distinct == 0 {
			f.Found(string(role), v.scope.Level.String(), string(role))
		}
	}),
	Local(Rule{
		Code: "parent.dangling", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R91"},
		Args: []string{"parent"},
		Text: "{subject} lies within {parent}, of which nothing is known", Remedy: "Declare {parent}, or correct the name.",
	}, func(v *view, f *Finder) {
		for i, p := range v.containers() {
			if !v.r.knows(p.Scope) {
				f.Found(indexed("parents", i, ".scope"), p.Scope.String())
			}
		}
	}),
	Local(Rule{
		Code: "parent.several", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R10", "R94"},
		Args: []string{"one", "other"},
		Text: "{subject} lies within {one} and within {other} at the same time", Remedy: "Leave one place at each level.",
	}, func(v *view, f *Finder) {
		for j, q := range v.containers() {
			for i, p := range v.containers() {
				if i >= j {
					break
				}
				if p.Scope.Level == q.Scope.Level && p.Overlaps(q.Period) {
					f.Found(indexed("parents", j, ".scope"), p.Scope.String(), q.Scope.String())
					break // one is enough to say of a place that it is one too many
				}
			}
		}
	}),
	Local(Rule{
		Code: "parent.level", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R10", "R18"},
		Args: []string{"level", "parent"},
		Text: "a {level} does not lie within {parent}", Remedy: "Name something wider as the place of {subject}.",
	}, func(v *view, f *Finder) {
		for i, p := range v.containers() {
			if !liesWithin(v.scope.Level, p.Scope.Level) {
				f.Found(indexed("parents", i, ".scope"), v.scope.Level.String(), p.Scope.String())
			}
		}
	}),
	cycleRule(Rule{
		Code: "parent.cycle", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R92"},
		Args: []string{"members"},
		Text: "these lie within each other: {members}", Remedy: "Take one containment out.",
	}, func(v *view, add func(from, to string)) {
		for _, p := range v.containers() {
			if spanOf(p.Period).contains(v.at) {
				add(v.scope.String(), p.Scope.String())
			}
		}
	}, func(id string) Subject {
		s, _ := ParseSubject(id)
		return s
	}),
	cycleRule(Rule{
		Code: "dependency.cycle", Kind: Adjustable, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R42", "R92"},
		Args: []string{"members"},
		Text: "these services depend on each other in a circle: {members}", Remedy: "Take one dependency out, or merge the services.",
	}, func(v *view, add func(from, to string)) {
		for _, d := range v.dependencies() {
			if d.On != "" && d.On != v.service.ID && spanOf(d.Period).contains(v.at) {
				add(string(v.service.ID), string(d.On))
			}
		}
	}, func(id string) Subject { return Subject{"service", id} }),
	Local(Rule{
		Code: "period.reversed", Kind: Hard, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R95"},
		Args: []string{"period"},
		Text: "the period {period} ends before or when it begins", Remedy: "Correct one of the two instants.",
	}, func(v *view, f *Finder) {
		reversed(f, "parents", v.parents, func(p Parent) Period { return p.Period })
		if v.service != nil {
			reversed(f, "providers", v.service.Providers, func(p Provider) Period { return p.Period })
			reversed(f, "dependencies", v.service.Dependencies, func(d Dependency) Period { return d.Period })
		}
		for _, c := range v.known {
			if c.from >= c.until {
				f.Found(v.holderPath(c)+".period", span{c.from, c.until}.period().String())
			}
		}
	}),
}

func reversed[T any](f *Finder, list string, items []T, period func(T) Period) {
	for i, item := range items {
		if p := period(item); p.IsReversed() {
			f.Found(indexed(list, i, ""), p.String())
		}
	}
}

// containers yields the containing scopes that have not ended, with their index.
func (v *view) containers() func(yield func(int, *Parent) bool) {
	return func(yield func(int, *Parent) bool) {
		for i := range v.parents {
			if p := &v.parents[i]; v.notOver(p.Period) && !yield(i, p) {
				return
			}
		}
	}
}

// knows reports whether the scope is declared, has a ledger, or is a party.
func (r *Register) knows(s Scope) bool {
	if n, ok := r.scopeNo(s); ok && r.reads(n) {
		return true
	}
	if s.Level != LevelOrganisation {
		return false
	}
	p, ok := r.partyNo(PartyID(s.ID))
	return ok && r.party(p) != nil
}

// liesWithin says which levels contain which (R10, R18): the chain from the
// organisation to the component, processes within organisations and portfolios,
// agreements within anything that is promised.
func liesWithin(inner, outer Level) bool {
	switch inner {
	case LevelProcess:
		return outer == LevelOrganisation || outer == LevelPortfolio || outer == LevelProcess
	case LevelAgreement:
		return outer <= LevelService || outer == LevelAgreement
	default: // the chain from the organisation to the component
		return outer <= inner
	}
}

// cycleRule makes a folding row that looks for cycles among the arrows that each
// subject adds. The finding is about the first member.
func cycleRule(rule Rule, arrows func(v *view, add func(from, to string)), subject func(id string) Subject) RuleRow[*view] {
	return Folding(rule, Fold[*view, [][2]string]{
		Read: func(v *view, into *[][2]string) {
			arrows(v, func(from, to string) { *into = append(*into, [2]string{from, to}) })
		},
		Merge: func(into *[][2]string, part [][2]string) { *into = append(*into, part...) },
		Finish: func(all *[][2]string, f *Finder) {
			slices.SortFunc(*all, func(a, b [2]string) int { return strings.Compare(a[0]+"\x00"+a[1], b[0]+"\x00"+b[1]) })
			for _, members := range graph.Of(slices.Values(*all)).Cycles() {
				f.FoundAbout(subject(members[0]), "", strings.Join(members, ", "))
			}
		},
	})
}
