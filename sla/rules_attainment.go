package sla

import (
	"slices"
	"strconv"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// BudgetSpentPercent is how much of a budget, in percent, may be spent before its cycle
// has ended.
const BudgetSpentPercent ownership.Threshold = "budget-spent-percent"

var attainmentThresholds = []ownership.ThresholdCard{
	{Threshold: BudgetSpentPercent, Default: 80, Meaning: "percent of an error budget that may be spent in a running cycle", Sources: []ownership.Source{"R25", "R26"}},
}

// attainmentRules look at whether promises were kept, and whether they will be.
var attainmentRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "attainment.missed", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R25", "R72"}, Args: []string{"target", "agreement", "from", "until", "actual", "promised"},
		Text:   "{target} of {agreement} was missed from {from} to {until}: {actual}, promised is {promised}",
		Remedy: "Find the cause and keep it from coming back.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, a := range v.ended() {
			if a.Verdict == Missed {
				f.Found(a.path(), a.args()...)
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "attainment.no-data", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R25", "R70", "R72"}, Args: []string{"target", "agreement", "from", "until", "why"}, Threshold: MeasurementGraceDays,
		Text:   "nobody can tell whether {target} of {agreement} was kept from {from} to {until}: {why}",
		Remedy: "Measure it, and record when somebody was watching.",
	}, func(v *Subject, f *ownership.Finder) {
		grace := daysBefore(v.at, f.Limit())
		for _, a := range v.ended() {
			if a.Verdict == NoData && (a.Problem != "" || !a.Period.Until.After(grace)) {
				f.Found(a.path(), string(a.Target.ID), string(a.Agreement), minuteText(a.Period.From), minuteText(a.Period.Until), a.gap())
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "attainment.lost", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R25", "R26"}, Args: []string{"target", "agreement", "from", "until", "actual", "promised"},
		Text:   "{target} of {agreement} cannot be kept any more in the cycle from {from} to {until}: {actual} so far, promised is {promised}",
		Remedy: "Tell the customer, and begin with the cause.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, a := range v.soFar() {
			if a.Verdict == Missed {
				f.Found(a.path(), a.args()...)
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "attainment.budget", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R25", "R26"}, Args: []string{"target", "agreement", "until", "percent"}, Threshold: BudgetSpentPercent,
		Text:   "{percent}% of what may go wrong with {target} of {agreement} until {until} is spent",
		Remedy: "Take no risks with the service until then.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, a := range v.soFar() {
			b := a.Budget()
			if a.Verdict == Missed || b.Spent <= 0 || b.Allowed <= 0 || !atLeast(b.Spent, b.Allowed, max(f.Limit(), 0), 100) {
				continue
			}
			percent := mulDiv(uint64(b.Spent), 100, uint64(b.Allowed))
			f.Found(a.path(), string(a.Target.ID), string(a.Agreement), minuteText(a.Period.Until), strconv.FormatUint(percent, 10))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "attainment.burning", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R25", "R26"}, Args: []string{"target", "agreement", "rate", "window"},
		Text:   "the budget of {target} of {agreement} is spent at {rate} over {window}, and still is",
		Remedy: "Stop what is going wrong now.",
	}, func(v *Subject, f *ownership.Finder) {
		if len(v.track.measured) == 0 {
			return // nothing is going wrong that anybody saw
		}
		for _, b := range v.judge().burning(v.terms(), standardBurnAlerts) {
			path := "agreements[" + string(b.Agreement) + "].targets[" + string(b.Target.ID) + "]"
			f.Found(path, string(b.Target.ID), string(b.Agreement), b.Long.String(), duration(b.Alert.Long).String())
		}
	}),
}

// args are what findings about an attainment say of it.
func (a *Attainment) args() []string {
	return []string{string(a.Target.ID), string(a.Agreement), minuteText(a.Period.From), minuteText(a.Period.Until), a.ActualText(), a.PromisedText()}
}

// gap says why there is no verdict.
func (a *Attainment) gap() string {
	switch {
	case a.Problem != "":
		return a.Problem
	case a.kind() == byTime && a.Uptime.Agreed == 0:
		return "no service time was agreed in it"
	case a.kind() == byTime:
		return duration(a.Uptime.Agreed-a.Uptime.Watched).String() + " of it were not watched"
	case a.kind() == byCase:
		return "not all of it was watched"
	}
	return "nothing was counted"
}

// What several rules ask about a subject is found out once.

func (v *Subject) judge() *judge {
	if v.judged == nil {
		v.judged = v.book.judge(v.service, v.at)
	}
	return v.judged
}

func (v *Subject) terms() []term {
	if !v.known.terms {
		v.known.terms, v.termList = true, v.book.termsOf(v.service)
	}
	return v.termList
}

func (v *Subject) ended() []Attainment {
	if !v.known.ended {
		v.known.ended, v.endedList = true, v.judge().inForce(v.terms(), Cycle.Ended)
	}
	return v.endedList
}

func (v *Subject) soFar() []Attainment {
	if !v.known.soFar {
		v.known.soFar, v.soFarList = true, v.judge().inForce(v.terms(), Cycle.Running)
	}
	return v.soFarList
}

// activePerson reports whether the party is a person of the register who is active.
func (v *Subject) activePerson(id ownership.PartyID) bool {
	p, ok := v.book.Register().Party(id).Party()
	active := len(p.Active) == 0 || slices.ContainsFunc(p.Active, func(q ownership.Period) bool { return q.Contains(v.at) })
	return ok && active && p.Kind == ownership.Person && !p.Placeholder
}

// upheld reports whether an act was within the rights of whoever did it, by what is
// known now. What was imported is nobody's act.
func (v *Subject) upheld(source string, p ownership.Proof) bool {
	return source != "" || v.book.Register().Upholds(p)
}

// daysBefore returns the instant so many days of 24 hours before.
func daysBefore(at time.Time, days int64) time.Time {
	return at.Add(-time.Duration(min(max(days, 0), maxTermDays)) * 24 * time.Hour)
}

func itoa(n int) string { return strconv.Itoa(n) }
