package ownership

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// policyRules look at the policy in force. They are hard where a policy would
// say something that has no meaning, because nobody would notice that it does
// nothing. [Policy.Validate] reads those of them that need no register.
var policyRules = slices.Concat(Lift(func(v *view) policyView { return policyView{v.policy, v.book} }, policyTableRules...), []RuleRow[*view]{
	Local(Rule{
		Code: "waiver.expired", Kind: Adjustable, Severity: SeverityWarning, Subject: kindPolicy, Sources: []Source{"R16"},
		Args: []string{"code", "about", "on"},
		Text: "the waiver of {code} for {about} expired on {on}", Remedy: "Mend what was waived, or have the waiver renewed.",
	}, func(v *view, f *Finder) {
		for i, w := range v.policy.Waivers {
			if end := spanOf(w.Period).until; end <= v.at && !w.IsReversed() {
				f.Found(indexed("waivers", i, ".until"), string(w.Code), w.Subject.String(), onDay(end))
			}
		}
	}),
	Local(Rule{
		Code: "waiver.author", Kind: Adjustable, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R80", "R91"},
		Args: []string{"author", "code", "about"},
		Text: "the waiver of {code} for {about} was written by {author}, who is no known person", Remedy: "Name the person who answers for the waiver.",
	}, func(v *view, f *Finder) {
		for i, w := range v.policy.Waivers {
			if w.Author == "" {
				continue
			}
			if n, ok := v.r.partyNo(w.Author); !ok || !v.r.party(n).isPerson() {
				f.Found(indexed("waivers", i, ".author"), string(w.Author), string(w.Code), w.Subject.String())
			}
		}
	}),
	Local(Rule{
		Code: "combination.role", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R73", "R98"},
		Args: []string{"role", "matrix"},
		Text: "matrix {matrix} has no card for the role {role}", Remedy: "Add a card for {role} to the matrix, or correct the name.",
	}, func(v *view, f *Finder) {
		for i, c := range v.policy.Combinations {
			for field, role := range c.roles() {
				if n, ok := v.r.roleNo(role); role != "" && (!ok || v.m.card(n) == nil) {
					f.Found(indexed("combinations", i, field), string(role), v.m.version)
				}
			}
		}
	}),
})

// A policyView is a policy with the rule tables that it speaks about.
type policyView struct {
	*Policy
	book Tables
}

var policyTableRules = []RuleRow[policyView]{
	Local(Rule{
		Code: "policy.code", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R98"},
		Args: []string{"code"},
		Text: "there is no rule {code}", Remedy: "Correct the code; Rules lists them all.",
	}, func(p policyView, f *Finder) {
		for path, code := range p.codes() {
			if _, ok := p.book.Rule(code); !ok && code != "" {
				f.Found(path, string(code))
			}
		}
	}),
	Local(Rule{
		Code: "policy.hard-rule", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R01", "R16"},
		Args: []string{"code"},
		Text: "{code} is a hard rule, which nothing softens or waives", Remedy: "Leave it out of the policy, and mend what it finds.",
	}, func(p policyView, f *Finder) {
		for path, code := range p.codes() {
			if rule, _ := p.book.Rule(code); rule.Kind == Hard {
				f.Found(path, string(code))
			}
		}
	}),
	Local(Rule{
		Code: "policy.severity", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R98"},
		Args: []string{"code", "severity"},
		Text: "{severity} is no severity for {code}", Remedy: "Choose info, warning or error.",
	}, func(p policyView, f *Finder) {
		for _, code := range slices.Sorted(maps.Keys(p.Severities)) {
			if s := p.Severities[code]; !severities.Known(s) {
				f.Found("severities["+string(code)+"]", string(code), s.String())
			}
		}
	}),
	Local(Rule{
		Code: "policy.threshold", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R98"},
		Args: []string{"threshold"},
		Text: "there is no threshold {threshold}", Remedy: "Correct the name; Thresholds lists them all.",
	}, func(p policyView, f *Finder) {
		for _, t := range slices.Sorted(maps.Keys(p.Thresholds)) {
			if !slices.ContainsFunc(p.book.Thresholds(), func(c ThresholdCard) bool { return c.Threshold == t }) {
				f.Found("thresholds["+string(t)+"]", string(t))
			}
		}
	}),
	Local(Rule{
		Code: "policy.threshold-negative", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R98"},
		Args: []string{"threshold", "value"},
		Text: "the threshold {threshold} is below zero: {value}", Remedy: "Choose zero or more.",
	}, func(p policyView, f *Finder) {
		for _, t := range slices.Sorted(maps.Keys(p.Thresholds)) {
			if n := p.Thresholds[t]; n < 0 {
				f.Found("thresholds["+string(t)+"]", string(t), strconv.FormatInt(n, 10))
			}
		}
	}),
	Local(Rule{
		Code: "combination.malformed", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R73", "C1"},
		Args: []string{"one", "other", "problem"},
		Text: "the combination of {one} and {other} {problem}", Remedy: "Name two different roles and say allow, warn or forbid, once.",
	}, func(p policyView, f *Finder) {
		for i, c := range p.Combinations {
			found := func(problem string) {
				f.Found(indexed("combinations", i, ""), string(c.One), string(c.Other), problem)
			}
			if c.One == "" || c.Other == "" || c.One == c.Other {
				found("does not name two roles")
			}
			if !verdicts.Known(c.Verdict) {
				found("has no verdict")
			}
			if slices.ContainsFunc(p.Combinations[:i], c.samePair) {
				found("is rated twice")
			}
		}
	}),
	Local(Rule{
		Code: "waiver.incomplete", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R16"},
		Args: []string{"fields"},
		Text: "the waiver lifts nothing, because it lacks {fields}", Remedy: "Say what is waived for what, by whom, why and until when.",
	}, func(p policyView, f *Finder) {
		for i := range p.Waivers {
			if lacks := p.Waivers[i].lacks(); lacks != nil {
				f.Found(indexed("waivers", i, ""), strings.Join(lacks, ", "))
			}
		}
	}),
	Local(Rule{
		Code: "waiver.reversed", Kind: Hard, Severity: SeverityError, Subject: kindPolicy, Sources: []Source{"R95"},
		Args: []string{"period"},
		Text: "the period {period} of the waiver ends before or when it begins", Remedy: "Correct one of the two instants.",
	}, func(p policyView, f *Finder) {
		reversed(f, "waivers", p.Waivers, func(w Waiver) Period { return w.Period })
	}),
}
