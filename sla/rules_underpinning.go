package sla

import (
	"slices"
	"strings"

	"github.com/serviceowner/itsm/ownership"
)

// underpinningRules look at whether what a service depends on is promised to it,
// and whether that is enough for what it promises itself.
var underpinningRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "underpinning.missing", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R64", "R67"}, Args: []string{"on", "kind"},
		Text: "{subject} depends on {on}, and there is no {kind} about that", Remedy: "Agree levels of {on} for {subject}.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, l := range v.bears().links {
			if l.Cover == Uncovered {
				f.Found(l.Path, string(l.On), v.wanted(l.On))
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "underpinning.inactive", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R64", "R67"}, Args: []string{"on", "agreement"},
		Text: "{subject} depends on {on}, and {agreement} about that is not in force", Remedy: "Put {agreement} into force, or agree anew.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, l := range v.bears().links {
			if l.Cover == Inactive {
				f.Found(l.Path, string(l.On), joinIDs(l.Agreements))
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "underpinning.weak", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R61", "R64", "R67"}, Args: []string{"agreement", "target", "promised", "able", "chain"},
		Text:   "{agreement} promises {promised} of {subject} ({target}), and what is promised to it carries {able}: {chain}",
		Remedy: "Agree on more at the weakest place, add an alternative to it, or promise less.",
	}, func(v *Subject, f *ownership.Finder) {
		v.availability(func(b *Borne, can Composed) {
			if _, high := can.Shares(); high < b.Promised {
				f.Found("", v.said(b, can)...)
			}
		})
	}),
	ownership.Local(ownership.Rule{
		Code: "underpinning.open", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R61", "R64", "R67"}, Args: []string{"agreement", "target", "promised", "able", "chain"},
		Text:   "{agreement} promises {promised} of {subject} ({target}), which rests on what nobody promises: {chain}",
		Remedy: "Let those who depend on it agree on its availability.",
	}, func(v *Subject, f *ownership.Finder) {
		v.availability(func(b *Borne, can Composed) {
			// What is not promised to the service itself is found by other rules.
			direct := slices.ContainsFunc(v.bears().links, func(l Link) bool { return l.Best == "" })
			if _, high := can.Shares(); high >= b.Promised && !can.Carries(b.Promised) && !can.Bounded && !direct {
				f.Found("", v.said(b, can)...)
			}
		})
	}),
	ownership.Local(ownership.Rule{
		Code: "underpinning.bounded", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R61"}, Args: []string{"agreement", "target", "promised", "able", "chain"},
		Text:   "{agreement} promises {promised} of {subject} ({target}), and alternatives share too much to tell more than {able}: {chain}",
		Remedy: "Show that the promise can be kept, or separate the alternatives.",
	}, func(v *Subject, f *ownership.Finder) {
		v.availability(func(b *Borne, can Composed) {
			if _, high := can.Shares(); high >= b.Promised && !can.Carries(b.Promised) && can.Bounded {
				f.Found("", v.said(b, can)...)
			}
		})
	}),
	ownership.Local(ownership.Rule{
		Code: "underpinning.cycle", Kind: ownership.Adjustable, Severity: ownership.SeverityInfo, Subject: kindService,
		Sources: []ownership.Source{"R61"}, Args: []string{"members"},
		Text:   "levels of {subject} are promised, and it needs services that depend on each other in a circle, which count as one: {members}",
		Remedy: "Take one dependency out, or merge the services.",
	}, func(v *Subject, f *ownership.Finder) {
		if len(v.bears().promises) == 0 {
			return
		}
		root := v.feet.add(v.service)
		v.feet.below(root)
		for _, circle := range v.feet.circles(root) {
			f.Found("", joinIDs(circle))
		}
	}),
	gapRow(
		"underpinning.silent", ownership.SeverityWarning,
		"{agreement} promises {subject} by {target}, and {under} says nothing of the kind about {on}", "Agree on a level of {on}.",
		GapUnknown),
	gapRow(
		"underpinning.level", ownership.SeverityError,
		"{agreement} promises {subject} by {target}, and what {under} promises of {on} is less or takes longer", "Agree on a better level of {on}, or promise less.",
		GapLevel, GapCases, GapForm),
	gapRow(
		"underpinning.holds", ownership.SeverityWarning,
		"{agreement} promises {subject} by {target}, and {under} lets the clock stop for {on} where that goes on", "Agree on the same reasons for a hold.",
		GapHolds),
	gapRow(
		"underpinning.hours", ownership.SeverityError,
		"{agreement} promises {subject} by {target} in hours in which {under} promises nothing of {on}", "Agree on hours of {on} that cover those of {subject}.",
		GapHours),
	gapRow(
		"underpinning.span", ownership.SeverityWarning,
		"{agreement} promises {subject} by {target}, and {under} judges {on} over a longer stretch of time", "Have {on} judged as often as {subject}.",
		GapCycle),
}

// gapRow is the row for links that fall short in one of the ways.
func gapRow(code ownership.Code, severity ownership.Severity, text, remedy string, wanted ...Gap) ownership.RuleRow[*Subject] {
	return ownership.Local(ownership.Rule{
		Code: code, Kind: ownership.Adjustable, Severity: severity, Subject: kindService,
		Sources: []ownership.Source{"R61", "R64", "R67"}, Args: []string{"agreement", "target", "on", "under"},
		Text: text, Remedy: remedy,
	}, func(v *Subject, f *ownership.Finder) {
		for i := range v.bears().promises {
			b := &v.bears().promises[i]
			for _, w := range b.Weak {
				if slices.ContainsFunc(w.Gaps, func(g Gap) bool { return slices.Contains(wanted, g) }) {
					f.Found(w.Path, string(b.Agreement), string(b.Target), string(w.On), string(w.Agreement))
				}
			}
		}
	})
}

// bearingsOf is how the promises about one service are borne.
type bearingsOf struct {
	links    []Link
	promises []Borne
	able     *Composed // nil: no rule has needed it yet
}

// bears finds how the promises about the service are borne.
func (v *Subject) bears() *bearingsOf {
	if v.borne != nil {
		return v.borne
	}
	if v.feet == nil {
		v.feet = v.book.footings(v.at)
	}
	v.borne = &bearingsOf{}
	root := v.feet.add(v.service)
	v.borne.links = v.feet.of(root).links
	if len(v.borne.links) == 0 {
		return v.borne // nothing to bear anything
	}
	for p := range v.feet.promises(v.service) {
		v.borne.promises = append(v.borne.promises, v.feet.bears(root, p, v.able))
	}
	return v.borne
}

func (v *Subject) able() Composed {
	if v.borne.able == nil {
		can := v.feet.able(v.feet.add(v.service))
		v.borne.able = &can
	}
	return *v.borne.able
}

// availability shows every availability of the service that is promised to
// customers, with what can be.
func (v *Subject) availability(show func(b *Borne, can Composed)) {
	for i := range v.bears().promises {
		b := &v.borne.promises[i]
		if a, ok := v.book.Agreement(b.Agreement); ok && a.kind == SLA && b.Measure == Availability {
			show(b, v.able())
		}
	}
}

// said are the arguments of a finding about an availability.
func (v *Subject) said(b *Borne, can Composed) []string {
	chain := v.feet.weakest(v.feet.add(v.service))
	return []string{string(b.Agreement), string(b.Target), b.Promised.String(), can.String(), chainText(v.service, chain)}
}

// wanted is the kind of agreement that a dependency takes (R64, R67).
func (v *Subject) wanted(on ownership.ServiceID) string {
	m := &surroundings{reg: v.book.Register(), at: v.at}
	ours, theirs := m.providersOf(v.service), m.providersOf(on)
	if len(ours) == 0 || len(theirs) == 0 {
		return OLA.String() + " or " + UC.String()
	}
	for _, a := range ours {
		for _, b := range theirs {
			tops := m.topmost(b)
			if slices.ContainsFunc(m.topmost(a), func(o ownership.PartyID) bool { return slices.Contains(tops, o) }) {
				return OLA.String()
			}
		}
	}
	return UC.String()
}

func joinIDs[T ~string](ids []T) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, ", ")
}
