package risk

import (
	"maps"
	"slices"
	"strings"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// entryRules look at an open entry: whether it is kept up to date (R49) and speaks
// of what there is (R91).
var entryRules = []ownership.RuleRow[*Subject]{
	openRisk(ownership.Rule{
		Code: "risk.draft", Kind: ownership.Recommendation, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R49"}, Args: []string{"lacks"},
		Text:   "the entry {subject} does not name its {lacks}",
		Remedy: "Say why it may happen, what then happens and what follows from it.",
	}, func(v *Subject, f *ownership.Finder) {
		var lacks []string
		for _, part := range [...]struct{ name, text string }{
			{"cause", v.risk.entry().Cause}, {"event", v.risk.entry().Event}, {"consequence", v.risk.entry().Consequence},
		} {
			if part.text == "" {
				lacks = append(lacks, part.name)
			}
		}
		if lacks != nil {
			f.Found("entry", strings.Join(lacks, ", "))
		}
	}),
	openRisk(ownership.Rule{
		Code: "risk.review-overdue", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R49"}, Args: []string{"due"},
		Text:   "the review of {subject} was due on {due}",
		Remedy: "Look at the entry again and record when the next review is.",
	}, func(v *Subject, f *ownership.Finder) {
		if due := v.reviewDue(); !v.at.Before(due) {
			f.Found("review.next", day(due))
		}
	}),
	openRisk(ownership.Rule{
		Code: "risk.scope-unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R91"}, Args: []string{"scope"},
		Text:   "{subject} is about {scope}, of which nothing is known",
		Remedy: "Declare it or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		if !v.r.declaredScope(v.risk.scope) {
			f.Found("scope", v.risk.scope.String())
		}
		for i, s := range v.risk.entry().Affects {
			if !v.r.declaredScope(s) {
				f.Found(strictjson.Index("entry.affects", i), s.String())
			}
		}
	}),
	openRisk(ownership.Rule{
		Code: "risk.party-unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R91"}, Args: []string{"party"},
		Text:   "{subject} names {party}, of whom nothing is known",
		Remedy: "Declare the party or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		v.bearers(func(path string, b Bearer) {
			if _, known := v.r.reg.Party(b.Party).Party(); b.Party != "" && !known {
				f.Found(path, string(b.Party))
			}
		})
	}),
	openRisk(ownership.Rule{
		Code: "risk.owner-gone", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R49", "R90"}, Args: []string{"owner", "state"},
		Text:   "{owner}, named as owner of {subject}, is {state}",
		Remedy: "Name somebody who is there to carry the risk.",
	}, func(v *Subject, f *ownership.Finder) {
		// The vacancy of the service itself, when the entry names nobody, is a finding
		// about the service.
		if owner := v.risk.entry().Owner; !owner.IsZero() {
			if _, state := owner.Person(v.r.reg, v.risk.scope, v.at); state != ownership.Held {
				f.Found("entry.owner", owner.String(), state.String())
			}
		}
	}),
	ownership.Folding(ownership.Rule{
		Code: "risk.cause-covered-twice", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindRisk,
		Sources: []ownership.Source{"R49"}, Args: []string{"cause", "other"},
		Text:   "{subject} covers {cause}, and so does {other}",
		Remedy: "Keep one entry for one cause and close the other.",
	}, ownership.Fold[*Subject, map[string][]RiskID]{
		Read: func(v *Subject, into *map[string][]RiskID) {
			if !v.isOpen() || len(v.risk.entry().Covers) == 0 {
				return
			}
			addTo(into, map[string][]RiskID{})
			for _, c := range v.risk.entry().Covers {
				(*into)[c.String()] = append((*into)[c.String()], v.risk.id)
			}
		},
		Merge: addTo,
		Finish: func(whole *map[string][]RiskID, f *ownership.Finder) {
			for _, cause := range slices.Sorted(maps.Keys(*whole)) {
				ids := slices.Sorted(slices.Values((*whole)[cause]))
				for _, id := range ids[1:] {
					f.FoundAbout(id.Subject(), "entry.covers", cause, string(ids[0]))
				}
			}
		},
	}),
}

// addTo adds the risks by cause of a part to those of another.
func addTo(into *map[string][]RiskID, part map[string][]RiskID) {
	if *into == nil {
		*into = map[string][]RiskID{}
	}
	for cause, ids := range part {
		(*into)[cause] = append((*into)[cause], ids...)
	}
}

// openRisk makes a row about open risks.
func openRisk(rule ownership.Rule, check func(*Subject, *ownership.Finder)) ownership.RuleRow[*Subject] {
	rule.Subject = kindRisk
	return ownership.Local(rule, func(v *Subject, f *ownership.Finder) {
		if v.isOpen() {
			check(v, f)
		}
	})
}

// bearers tells everybody whom the risk names, with the place.
func (v *Subject) bearers(tell func(path string, b Bearer)) {
	e := v.risk.entry()
	tell("entry.owner", e.Owner)
	for i, c := range e.Controls {
		tell(strictjson.Index("entry.controls", i)+".owner", c.Owner)
	}
	for t := range v.risk.openTreatments() {
		tell(treatmentPath(t, "owner"), t.Owner)
	}
}
