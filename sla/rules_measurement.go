package sla

import (
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// MeasurementGraceDays is how many days after the end of a month its measurements
// may still be missing.
const MeasurementGraceDays ownership.Threshold = "measurement-grace-days"

var measurementThresholds = []ownership.ThresholdCard{
	{
		Threshold: MeasurementGraceDays, Default: 10,
		Meaning: "days after the end of a month that its measurements may still be missing",
		Sources: []ownership.Source{"R25", "R72"},
	},
}

// measurementRules look at whether anybody measures what was promised.
var measurementRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "measurement.missing", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R25", "R72"}, Args: []string{"month", "agreement"}, Threshold: MeasurementGraceDays,
		Text:   "Nothing was measured of {subject} in {month}, though {agreement} promises levels of it.",
		Remedy: "Record the measurements of {month}.",
	}, func(v *Subject, f *ownership.Finder) {
		month := MonthOf(v.at.AddDate(0, 0, -int(min(max(f.Limit(), 0), maxTermDays)))).Add(-1)
		for _, p := range v.promises(month.Period()) {
			if !slices.ContainsFunc(v.track.measured, func(m *Measurements) bool { return m.key.Month == month }) {
				f.Found("measurements["+month.String()+"]", month.String(), string(p.id))
				return
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "measurement.unauthorised", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R14", "R97"}, Args: []string{"month", "act", "command", "person"},
		Text:   "by what is known now, {person} had no right to act {act} on the measurements of {month}, {command}",
		Remedy: "Repeat what was done by whoever has the right, or correct the record of roles.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, m := range v.track.measured {
			month := m.key.Month.String()
			for i := range m.acts {
				if x := &m.acts[i]; !v.upheld(x.Source, x.Proof) {
					f.Found("measurements["+month+"]"+indexed(".acts", i), month, itoa(x.Revision), x.Command.String(), string(x.Proof.By))
				}
			}
		}
	}),
}

// promises returns the agreements that promised levels of the service to customers
// throughout the period, by name.
func (v *Subject) promises(p ownership.Period) (out []*Agreement) {
	l, _ := v.book.leaf(tagService, string(v.service))
	for _, a := range v.book.chosen(l.served, func(a *Agreement) bool { return a.kind == SLA }) {
		if during := a.During(p); len(during) > 0 && !during[0].Period.From.After(p.From) {
			out = append(out, &a)
		}
	}
	return out
}
