package sla

import (
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// The thresholds of the rules about breaches.
const (
	// BreachNoticeDays is how many days after the end of a stretch in which a promise
	// was broken there may be no record of it. Stretches of the last year are looked at.
	BreachNoticeDays ownership.Threshold = "breach-notice-days"
	// BreachCauseDays is how many days a breach may be without a cause.
	BreachCauseDays ownership.Threshold = "breach-cause-days"
	// BreachActionDays is how many days a breach may be without a corrective action.
	BreachActionDays ownership.Threshold = "breach-action-days"
)

var breachThresholds = []ownership.ThresholdCard{
	{Threshold: BreachNoticeDays, Default: 14, Meaning: "days after a missed cycle within which the breach is to be recorded", Sources: []ownership.Source{"R26", "R71"}},
	{Threshold: BreachCauseDays, Default: 14, Meaning: "days within which the cause of a breach is to be found", Sources: []ownership.Source{"R71"}},
	{Threshold: BreachActionDays, Default: 30, Meaning: "days within which a corrective action is to be planned", Sources: []ownership.Source{"R26", "R71"}},
}

// What a review finds of a breach, and what keeps it from being closed.
var (
	breachCauseMissing = &ownership.Rule{
		Code: "breach.cause-missing", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R71"}, Args: []string{"breach", "target"}, Threshold: BreachCauseDays,
		Text: "nobody has found out why {target} was missed, breach {breach}", Remedy: "Investigate {breach} and record its cause.",
	}
	breachActionMissing = &ownership.Rule{
		Code: "breach.action-missing", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R26", "R71"}, Args: []string{"breach", "target"}, Threshold: BreachActionDays,
		Text: "nothing keeps {target} from being missed again, breach {breach}", Remedy: "Plan an action with an owner and a date.",
	}
)

// breachRules look at what is done about broken promises.
var breachRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "breach.unrecorded", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R26", "R71"}, Args: []string{"target", "agreement", "from", "until"}, Threshold: BreachNoticeDays,
		Text:   "{target} of {agreement} was missed from {from} to {until}, and nothing is recorded about it",
		Remedy: "Record the breach, its cause and what is done about it.",
	}, func(v *Subject, f *ownership.Finder) {
		if len(v.track.measured) == 0 {
			return // nothing was missed that anybody saw
		}
		j := v.judge()
		year := ownership.Period{From: daysBefore(v.at, 366), Until: daysBefore(v.at, f.Limit())}
		for _, t := range v.terms() {
			if !year.From.Before(year.Until) || !meets(t.period, year) {
				continue
			}
			for _, a := range j.within(&t, year) {
				if a.Verdict == Missed && a.ended(micros(year.Until)) && !slices.ContainsFunc(v.track.breaches, func(b *Breach) bool { return b.Answers(a) }) {
					f.Found(a.path(), string(a.Target.ID), string(a.Agreement), minuteText(a.Period.From), minuteText(a.Period.Until))
				}
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "breach.unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R71", "R91"}, Args: []string{"breach", "what", "name"},
		Text: "the {what} {name}, which breach {breach} is about, is not known", Remedy: "Declare {name}, or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		if len(v.track.breaches) > 0 && !declared(v.book.Register(), v.service) {
			b := v.track.breaches[0]
			f.Found(breachPath(b)+".service", string(b.about.ID), "service", string(v.service))
		}
		for _, b := range v.track.breaches {
			l, _ := v.book.leaf(tagAgreement, string(b.about.Agreement))
			switch {
			case l.agreement == nil:
				f.Found(breachPath(b)+".agreement", string(b.about.ID), "agreement", string(b.about.Agreement))
			case !l.agreement.everPromised(b.about.Target, b.about.Service):
				f.Found(breachPath(b)+".target", string(b.about.ID), "target", string(b.about.Target))
			}
		}
	}),
	ownership.Local(*breachCauseMissing, func(v *Subject, f *ownership.Finder) {
		v.lacking(f, func(b *Breach) bool { return b.Cause() == "" })
	}),
	ownership.Local(*breachActionMissing, func(v *Subject, f *ownership.Finder) {
		v.lacking(f, func(b *Breach) bool { return len(b.actions) == 0 })
	}),
	ownership.Local(ownership.Rule{
		Code: "breach.action-overdue", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R71"}, Args: []string{"breach", "action", "owner", "due"},
		Text:   "{owner} was to do this by {due} and has not, for breach {breach}: {action}",
		Remedy: "Do it and record it.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, b := range v.track.breaches {
			for i := range b.actions {
				if a := &b.actions[i]; a.overdue(v.at) {
					f.Found(numbered(breachPath(b)+".actions", a.No), string(b.about.ID), a.What, string(a.Owner), dateText(a.Due))
				}
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "breach.action-unowned", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R71", "R80", "R90"}, Args: []string{"breach", "action", "owner"},
		Text:   "{owner} is to do this for breach {breach} and is no active person: {action}",
		Remedy: "Plan the action anew with somebody who can do it.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, b := range v.track.breaches {
			for i := range b.actions {
				if a := &b.actions[i]; a.IsOpen() && !v.activePerson(a.Owner) {
					f.Found(numbered(breachPath(b)+".actions", a.No), string(b.about.ID), a.What, string(a.Owner))
				}
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "breach.unauthorised", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R14", "R97"}, Args: []string{"breach", "act", "command", "person"},
		Text:   "by what is known now, {person} had no right to act {act} on breach {breach}, {command}",
		Remedy: "Repeat what was done by whoever has the right, or correct the record of roles.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, b := range v.track.breaches {
			for i := range b.acts {
				if x := &b.acts[i]; !v.upheld(x.Source, x.Proof) {
					f.Found(breachPath(b)+indexed(".acts", i), string(b.about.ID), itoa(x.Revision), x.Command.String(), string(x.Proof.By))
				}
			}
		}
	}),
}

// lacking finds the breaches that lack something for longer than they may, and those
// that were closed without it, however that came about.
func (v *Subject) lacking(f *ownership.Finder, lacks func(*Breach) bool) {
	since := daysBefore(v.at, f.Limit())
	for _, b := range v.track.breaches {
		if lacks(b) && (b.status == BreachClosed || b.acts[0].At.Before(since)) {
			f.Found(breachPath(b), string(b.about.ID), string(b.about.Target))
		}
	}
}

// everPromised reports whether a version of the terms has the target for the service.
func (a *Agreement) everPromised(target TargetID, service ownership.ServiceID) bool {
	return slices.Contains(a.promised(), service) && slices.ContainsFunc(a.versions, func(v Version) bool {
		return slices.ContainsFunc(v.Terms.Targets, func(t LevelTarget) bool { return t.ID == target && t.about(service) })
	})
}

func breachPath(b *Breach) string { return "breaches[" + string(b.about.ID) + "]" }
