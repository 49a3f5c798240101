package sla

import (
	"slices"
	"strconv"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Whether there is an agreement, whether it is signed, and how it ends.
var agreementLifeRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "agreement.missing", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindService,
		Sources: []ownership.Source{"R60", "R63"}, Args: []string{"customers"},
		Text: "{subject} has the customer {customers}, and nothing is agreed about it", Remedy: "Agree levels with the customer.",
	}, func(v *Subject, f *ownership.Finder) {
		customers := slices.Sorted(v.book.Register().Holder(ownership.Customer, ownership.ServiceScope(v.service), v.at).Claimants())
		if len(customers) > 0 && len(v.book.Agreements(v.service, v.at)) == 0 {
			f.Found("", joinNames(customers))
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: "agreement.adopted", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindAgreement,
		Sources: []ownership.Source{"R60", "R63"}, Args: []string{"source"},
		Text: "it was adopted from {source}, and nobody has signed it here", Remedy: "Revise it, and have both sides sign.",
	}, func(v *Subject, f *ownership.Finder) {
		if now := v.agreement.versionAt(v.at); now != nil && v.agreement.adopted(now) {
			f.Found(versionPath(now), v.agreement.acts[now.Act-1].Source)
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementUnsignedCode, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R60", "R66"}, Args: []string{"version", "side"},
		Text: "version {version} is in force, and nobody signed it for the {side}", Remedy: "Have both sides sign.",
	}, func(v *Subject, f *ownership.Finder) {
		a := v.agreement
		for _, version := range a.bound(v.at) {
			activated := slices.ContainsFunc(a.acts, func(x AgreementAct) bool { return x.Command == Activated && x.Version == version.No })
			for _, side := range []Side{ForProvider, ForCounterparty} {
				if activated && a.signature(version.No, side) == nil {
					f.Found(versionPath(version), strconv.Itoa(version.No), side.String())
				}
			}
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: "agreement.expired", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindAgreement,
		Sources: []ownership.Source{"R63"}, Args: []string{"since"},
		Text: "it expired on {since}, and nothing has taken its place", Remedy: "Revise it, or agree anew.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.agreement.Status(v.at) == Expired && !v.replaced(v.at) {
			ends, _ := v.agreement.Ends()
			f.Found("terms.validity", date(ends))
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: "agreement.expiring", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindAgreement,
		Sources: []ownership.Source{"R63"}, Args: []string{"until"}, Threshold: AgreementExpiringDays,
		Text: "it ends on {until}, and nothing is agreed for the time after", Remedy: "Revise it, agree anew, or end the service.",
	}, func(v *Subject, f *ownership.Finder) {
		ends, _ := v.agreement.Ends()
		soon := v.at.AddDate(0, 0, int(min(f.Limit(), maxTermDays)))
		if v.agreement.versionAt(v.at) != nil && !ends.IsZero() && !ends.After(soon) && !v.replaced(ends) {
			f.Found("terms.validity", date(ends))
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementNoticeCode, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R63"}, Args: []string{"given", "until", "days"},
		Text: "notice given on {given} ends it on {until}, and {days} days of notice were agreed", Remedy: "End it later, or agree on an earlier end.",
	}, func(v *Subject, f *ownership.Finder) {
		a := v.agreement
		for i := range a.acts {
			x := &a.acts[i]
			if x.Command != NoticeGiven || x.At.After(v.at) {
				continue
			}
			before := Agreement{versions: a.versions, acts: a.acts[:i]}
			if by := before.noticed(x.At); by != nil && x.Until.Before(before.noticeEnds(x.At)) {
				f.Found(indexed("acts", i), date(x.At), date(x.Until), strconv.Itoa(by.Terms.NoticeDays))
			}
		}
	}),
}

// replaced reports whether another agreement of the same kind with the same
// counterparty is in force at the instant for everything that this one promised.
func (v *Subject) replaced(at time.Time) bool {
	a := v.agreement
	for _, s := range a.promised() {
		others := v.book.Concerning(s)
		if a.kind != SLA {
			others = v.book.Contributed(s)
		}
		if !slices.ContainsFunc(others, func(o Agreement) bool {
			return o.id != a.id && o.kind == a.kind && o.counterparty == a.counterparty && o.versionAt(at) != nil
		}) {
			return false
		}
	}
	return true
}
