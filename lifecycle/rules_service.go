package lifecycle

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// serviceRules look at what this room keeps of a service.
var serviceRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "status.none", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R04", "R51"},
		Text:    "nobody has recorded where {subject} stands", Remedy: "Propose {subject}, or adopt what another catalogue says of it.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.record.IsZero() {
			f.Found("status")
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "status.unknown", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R98"}, Args: []string{"status"},
		Text: "{subject} is recorded as {status}, which is no status of its lifecycle", Remedy: "Adopt it with a status that there is, or use the model that has it.",
	}, func(v *Subject, f *ownership.Finder) {
		if s := v.record.Status(); s != "" && !v.p.Model().Machine().Known(s) {
			f.Found("status", string(s))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "status.stuck", Kind: ownership.Recommendation, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R51", "R52", "R53"}, Args: []string{"status", "since"}, Threshold: StuckDays,
		Text: "{subject} has been {status} since {since}", Remedy: "Move it on, send it back, or retire it.",
	}, func(v *Subject, f *ownership.Finder) {
		card, _ := v.p.Model().Card(v.record.Status())
		if since := v.record.Since(); card.Passing && since.AddDate(0, 0, days(f)).Before(v.at) {
			f.Found("status", string(card.Status), since.Format(time.DateOnly))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "record.undeclared", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R24", "R91"},
		Text:    "there is a record of {subject}, and no such service is declared", Remedy: "Declare the service, or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		if !v.record.IsZero() && !v.reg.Service(v.service).Declared() {
			f.Found("")
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "record.unauthorised", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R14", "R97"}, Args: []string{"command", "by", "activity"},
		Text: "{by} had no authority for what was {command}, as far as is known now: {activity}", Remedy: "Let somebody who has it do it again, or correct the ledgers.",
	}, func(v *Subject, f *ownership.Finder) { v.unauthorised(v.record.Acts(), f) }),
	// What the rules of package ownership say of a recorded owner, they say of
	// entries in the service's own ledger and of known parties. This is the rest: with
	// it, nothing is found exactly when one living person owns the service.
	ownership.Local(ownership.Rule{
		Code: "owner.nobody", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R03", "R80", "R91"}, Args: []string{"claimants", "via"},
		Text: "no person answers as owner of {subject}: over {via} is recorded {claimants}", Remedy: "Assign one living person who is known as owner of {subject}.",
	}, func(v *Subject, f *ownership.Finder) {
		owner := v.reg.Owner(v.service, v.at)
		if owner.State == ownership.Held {
			return
		}
		told := owner.Via == ownership.ServiceScope(v.service)
		var names []string
		for id := range owner.Claimants() {
			_, known := v.reg.Party(id).Party()
			told = told && (known || owner.State == ownership.Contested)
			names = append(names, string(id))
		}
		if len(names) > 0 && !told {
			f.Found(string(ownership.ServiceOwner), listed(names), owner.Via.String())
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "definition.missing", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R23", "R24"},
		Text:    "nobody has written down what {subject} is", Remedy: "Define its functionality, scope, capacity, quality and cost.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.record.versions() == 0 {
			f.Found("definition")
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "definition.incomplete", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R23"}, Args: []string{"part", "version"},
		Text: "version {version} of the definition of {subject} says nothing of its {part}", Remedy: "Write a version that says what the {part} is.",
	}, func(v *Subject, f *ownership.Finder) {
		if d, ok := v.record.Definition(); ok {
			for _, part := range d.Definition.Missing() {
				f.Found("definition."+part, part, number(d.Number))
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "definition.unconfirmed", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R23"}, Args: []string{"version"},
		Text: "no customer has confirmed version {version} of the definition of {subject}", Remedy: "Ask the customer.",
	}, func(v *Subject, f *ownership.Finder) {
		if d, ok := v.record.Definition(); ok && !d.IsConfirmed() {
			f.Found("definition", number(d.Number))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "definition.unapproved", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R23"}, Args: []string{"version"},
		Text: "version {version} of the definition of {subject} is not approved", Remedy: "Have it approved.",
	}, func(v *Subject, f *ownership.Finder) {
		if d, ok := v.record.Definition(); ok && !d.IsApproved() {
			f.Found("definition", number(d.Number))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "entry.missing", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R34", "C13"},
		Text:    "the catalogue has no entry for {subject}", Remedy: "Write one.",
	}, func(v *Subject, f *ownership.Finder) {
		if _, _, ok := v.record.Entry(); !ok {
			f.Found("entry")
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "entry.stale", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R34"}, Args: []string{"since"}, Threshold: EntryDays,
		Text: "nobody has looked at the catalogue's entry for {subject} since {since}", Remedy: "Look whether it is still true, and say so.",
	}, func(v *Subject, f *ownership.Finder) {
		if _, act, ok := v.record.Entry(); ok && act.At.AddDate(0, 0, days(f)).Before(v.at) {
			f.Found("entry", act.At.Format(time.DateOnly))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "release.unvoted", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R39", "R40"}, Args: []string{"why"},
		Text: "no release of {subject} is ready for production with the voice of its owner: {why}", Remedy: "Plan a release, let the owner vote, and have it judged ready.",
	}, func(v *Subject, f *ownership.Finder) {
		if why := v.unready(); why != "" {
			f.Found("release", why)
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "improvement.none", Kind: ownership.Recommendation, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R55", "R56"},
		Text:    "{subject} is being improved, and the register of improvements has nothing of it", Remedy: "Open an improvement, or conclude.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.p.Model().Stage(v.record.Status()) != ContinualImprovement {
			return
		}
		for m := range v.p.Improvements(v.service, v.at) {
			if m.IsActive() {
				return
			}
		}
		f.Found("status")
	}),
}

// unready says why no release of the service counts, empty if one does. The last
// that was settled counts, unless the service has been taken out of the catalogue
// since: a service that goes through design again is released again.
func (v *Subject) unready() string {
	var last Change
	var settled time.Time
	for c := range v.p.Changes(v.service, v.at) {
		if b, _ := c.Ballot(); b.Kind != Release {
			continue
		}
		approved, done := c.Outcome()
		if !done {
			continue
		}
		// Of several at one instant nobody can tell which was the last: one that is not
		// ready counts, in whatever order the portfolio came to know them.
		before, any := last.Outcome()
		order := c.acts.last().Compare(settled)
		if order > 0 || order == 0 && (!any || before && !approved || before == approved && c.id > last.id) {
			last, settled = c, c.acts.last()
		}
	}
	switch approved, done := last.Outcome(); {
	case !done:
		return "none was judged"
	case !approved:
		return string(last.id) + " was judged not to be ready"
	case settled.Before(v.leftCatalogue()):
		return string(last.id) + " was judged before the service went back"
	}
	if vote, ok := last.VoteOf(v.service); !ok || !vote.Approve {
		return "the owner did not approve " + string(last.id)
	}
	return ""
}

// leftCatalogue returns the last instant at which the service left the catalogue
// for the pipeline, or retirement; zero if it never did.
func (v *Subject) leftCatalogue() (at time.Time) {
	model, before := v.p.Model(), Section(0)
	for i := range v.record.acts {
		a := &v.record.acts[i]
		if a.Move == nil {
			continue
		}
		now := model.Section(a.Move.To)
		if before == Catalogue && now != Catalogue {
			at = a.At
		}
		before = now
	}
	return at
}
