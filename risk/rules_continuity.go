package risk

import "github.com/serviceowner/itsm/ownership"

// continuityRules look at services: whether the risks of a service are written
// down (R49), and whether all that its restore needs is known and in place (R44).
var continuityRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "risk.none", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R49"},
		Text:    "the risk register has no open entry for {subject}",
		Remedy:  "Write down what may go wrong with the service; Derive suggests entries from what is known to be wrong.",
	}, func(v *Subject, f *ownership.Finder) {
		if !v.declared {
			return
		}
		for k := range v.r.About(ownership.ServiceScope(v.service), v.at) {
			if k.Status() != StatusClosed {
				return
			}
		}
		f.Found("")
	}),
	ownership.Local(ownership.Rule{
		Code: "continuity.none", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R44"},
		Text:    "nothing is recorded of what the restore of {subject} needs",
		Remedy:  "List what the restore needs and where it is.",
	}, func(v *Subject, f *ownership.Finder) {
		if _, ok := v.r.continuity.get(serviceName(v.service)); !ok {
			f.Found("")
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "continuity.missing", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R44"}, Args: []string{"need", "state"},
		Text:   "the restore of {subject} needs {need}, which is {state}",
		Remedy: "Put it in place and say where it is found.",
	}, func(v *Subject, f *ownership.Finder) {
		for n, e := range v.needs() {
			switch {
			case !e.listed:
				f.Found("elements", string(n), "not known")
			case !e.inPlace:
				f.Found("elements", string(n), "known and not in place")
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "continuity.untried", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R44"}, Args: []string{"need", "tried"}, Threshold: ContinuityTrialDays,
		Text:   "for the restore of {subject}, {need} was last tried: {tried}",
		Remedy: "Restore the service for a trial and record when.",
	}, func(v *Subject, f *ownership.Finder) {
		for n, e := range v.needs() {
			switch {
			case !e.inPlace:
			case e.Tried.IsZero():
				f.Found("elements", string(n), "never")
			case days(e.Tried, v.at) >= f.Limit():
				f.Found("elements", string(n), day(e.Tried))
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "continuity.service-unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R91"},
		Text:    "the continuity record is for {subject}, which is no declared service",
		Remedy:  "Declare the service or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		if !v.declared {
			f.Found("service")
		}
	}),
}

// needed is what a service has of one need.
type needed struct {
	Element
	listed, inPlace bool
}

// needs yields what a service with a record has of everything that its restore
// needs, in the order of the criteria.
func (v *Subject) needs() func(yield func(Need, needed) bool) {
	return func(yield func(Need, needed) bool) {
		c, ok := v.r.continuity.get(serviceName(v.service))
		if !ok {
			return
		}
		for _, n := range v.criteria.needs() {
			e, listed, inPlace := c.best(n, v.at)
			if !yield(n, needed{e, listed, inPlace}) {
				return
			}
		}
	}
}
