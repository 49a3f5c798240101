package sla

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// AgreementExpiringDays is how long before its end an agreement should have a
// successor.
const AgreementExpiringDays ownership.Threshold = "agreement-expiring-days"

var agreementThresholds = []ownership.ThresholdCard{
	{
		Threshold: AgreementExpiringDays, Default: 90,
		Meaning: "days before the end of an agreement at which what comes after it should be settled",
		Sources: []ownership.Source{"R63"},
	},
}

// The rows that commands refuse by as well.
const (
	agreementKindCode        ownership.Code = "agreement.kind"
	agreementPlacelessCode   ownership.Code = "agreement.placeless"
	agreementUnassessedCode  ownership.Code = "agreement.unassessed"
	agreementUnsettledCode   ownership.Code = "agreement.unsettled"
	agreementLapsedCode      ownership.Code = "agreement.shortfall-lapsed"
	agreementNoTargetsCode   ownership.Code = "agreement.no-targets"
	agreementUnsignedCode    ownership.Code = "agreement.unsigned"
	agreementUncommittedCode ownership.Code = "agreement.uncommitted"
	agreementBothSidesCode   ownership.Code = "agreement.both-sides"
	agreementOnePersonCode   ownership.Code = "agreement.one-person"
	agreementNoticeCode      ownership.Code = "agreement.notice"
)

// agreementRules look at what was agreed with whom: from what ought to be there
// to what is wrong with what is.
var agreementRules = slices.Concat(agreementPartyRules, agreementTermRules, agreementLifeRules)

// Who stands on the two sides.
var agreementPartyRules = []ownership.RuleRow[*Subject]{
	aboutAgreement(ownership.Rule{
		Code: "agreement.unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R63", "R91"}, Args: []string{"what", "name"},
		Text: "the {what} {name} is not known", Remedy: "Declare {name}, or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		a, reg := v.agreement, v.book.Register()
		if _, ok := reg.Party(a.counterparty).Party(); !ok {
			f.Found("counterparty", "counterparty", string(a.counterparty))
		}
		for _, list := range []struct {
			path string
			ids  []ownership.ServiceID
		}{{"services", a.services}, {"through", a.through}} {
			for i, id := range list.ids {
				if !reg.Service(id).Declared() {
					f.Found(indexed(list.path, i), "service", string(id))
				}
			}
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementKindCode, Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R66"}, Args: []string{"kind", "counterparty", "provider", "right"},
		Text: "it is called a {kind}, and by where {counterparty} and {provider} stand it is a {right}", Remedy: "Make a {right} of it.",
	}, func(v *Subject, f *ownership.Finder) {
		s := v.standing()
		if right := s.kind(len(v.agreement.through)); right != 0 && right != v.agreement.kind {
			f.Found("kind", v.agreement.kind.String(), string(v.agreement.counterparty), joinNames(s.provider), right.String())
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementPlacelessCode, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R66", "R76"}, Args: []string{"counterparty", "relation"},
		Text: "{counterparty} {relation}", Remedy: "Record the customer or the provider, or agree with somebody else.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.over() || v.standing().related {
			return
		}
		relation := "is recorded as customer of none of the services"
		if len(v.agreement.through) > 0 {
			relation = "neither provides nor supplies all of what it is to contribute"
		}
		f.Found("counterparty", string(v.agreement.counterparty), relation)
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementBothSidesCode, Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R60", "C1", "C15"}, Args: []string{"person", "version"},
		Text: "{person} signed version {version} for both sides", Remedy: "Have it signed again by somebody else for one of them.",
	}, func(v *Subject, f *ownership.Finder) {
		a := v.agreement
		for _, version := range a.bound(v.at) {
			counterparty := signatories(a.signature(version.No, ForCounterparty))
			for _, p := range signatories(a.signature(version.No, ForProvider)) {
				if slices.Contains(counterparty, p) {
					f.Found(versionPath(version), string(p), strconv.Itoa(version.No))
				}
			}
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementOnePersonCode, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"C1", "R65"}, Args: []string{"person"},
		Text: "{person} answers for both sides of it", Remedy: "Let somebody else answer for the agreement, or for the supporting party.",
	}, func(v *Subject, f *ownership.Finder) {
		a, reg := v.agreement, v.book.Register()
		if a.kind != OLA || v.over() {
			return
		}
		provider := reg.Accountable(asksSign.provider.of(a.kind), a.id.Scope(), v.at)
		counterparty := reg.Accountable(asksSign.counterparty.of(a.kind), a.id.Scope(), v.at)
		if provider.State == ownership.Held && counterparty.State == ownership.Held && provider.Holder == counterparty.Holder {
			f.Found("", string(provider.Holder))
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: "agreement.unauthorised", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R14", "R97"}, Args: []string{"act", "command", "person"},
		Text: "by what is known now, {person} had no right to act {act}, {command}", Remedy: "Repeat what was done by whoever has the right, or correct the record of roles.",
	}, func(v *Subject, f *ownership.Finder) {
		for i := range v.agreement.acts {
			if x := &v.agreement.acts[i]; x.Source == "" && !v.book.Register().Upholds(x.Proof) {
				f.Found(indexed("acts", i), strconv.Itoa(x.Revision), x.Command.String(), string(x.Proof.By))
			}
		}
	}),
}

// What is promised, and whether it can be kept.
var agreementTermRules = []ownership.RuleRow[*Subject]{
	aboutAgreement(ownership.Rule{
		Code: agreementNoTargetsCode, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R60", "R70"}, Args: []string{"version", "service"},
		Text: "version {version} promises nothing about {service} that could be measured", Remedy: "Set targets.",
	}, func(v *Subject, f *ownership.Finder) {
		a := v.agreement
		for _, version := range v.boundOrAdopted() {
			for _, s := range a.promised() {
				if len(version.Terms.TargetsFor(s)) == 0 {
					f.Found(versionPath(version), strconv.Itoa(version.No), string(s))
				}
			}
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementUnassessedCode, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R60", "R61"}, Args: []string{"target", "service"},
		Text: "nobody has held {target} against what {service} can keep", Remedy: "Assess the targets.",
	}, func(v *Subject, f *ownership.Finder) {
		a := v.agreement
		for _, version := range a.bound(v.at) {
			judged := a.judged(version.No)
			for i := range version.Terms.Targets {
				t := &version.Terms.Targets[i]
				for _, s := range a.promised() {
					if t.about(s) && !slices.ContainsFunc(judged, func(j Judged) bool { return j.Target == t.ID && j.Service == s }) {
						f.Found(targetPath(version, t.ID), string(t.ID), string(s))
					}
				}
			}
		}
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementUnsettledCode, Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R62"}, Args: []string{"target", "service", "gaps"},
		Text: "{service} cannot keep {target} ({gaps}), and that is not settled", Remedy: "Raise the capability, have the customer lower the target, or accept the shortfall until a date.",
	}, func(v *Subject, f *ownership.Finder) {
		v.shortfalls(func(version *Version, j Judged, accepted *AgreementAct) {
			if accepted == nil {
				f.Found(targetPath(version, j.Target), string(j.Target), string(j.Service), j.gaps())
			}
		})
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementLapsedCode, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R62"}, Args: []string{"target", "service", "person", "until"},
		Text: "{service} cannot keep {target}, and {person} accepted that until {until} only", Remedy: "Raise the capability, revise the target, or accept the shortfall anew.",
	}, func(v *Subject, f *ownership.Finder) {
		v.shortfalls(func(version *Version, j Judged, accepted *AgreementAct) {
			if accepted != nil && !v.at.Before(accepted.Until) {
				f.Found(targetPath(version, j.Target), string(j.Target), string(j.Service), string(accepted.Proof.By), date(accepted.Until))
			}
		})
	}),
	aboutAgreement(ownership.Rule{
		Code: "agreement.shortfall", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindAgreement,
		Sources: []ownership.Source{"R62"}, Args: []string{"target", "service", "person", "until"},
		Text: "{service} cannot keep {target}, which {person} accepts until {until}", Remedy: "Raise the capability or revise the target before {until}.",
	}, func(v *Subject, f *ownership.Finder) {
		v.shortfalls(func(version *Version, j Judged, accepted *AgreementAct) {
			if accepted != nil && v.at.Before(accepted.Until) {
				f.Found(targetPath(version, j.Target), string(j.Target), string(j.Service), string(accepted.Proof.By), date(accepted.Until))
			}
		})
	}),
	aboutAgreement(ownership.Rule{
		Code: agreementUncommittedCode, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: []ownership.Source{"R32"}, Args: []string{"service", "version"},
		Text: "the owner of {service} has not committed resources to version {version}", Remedy: "Let the owner commit what it takes.",
	}, func(v *Subject, f *ownership.Finder) {
		a := v.agreement
		if a.kind != SLA {
			return
		}
		for _, version := range a.bound(v.at) {
			for _, s := range a.services {
				if !a.committed(version.No, s) {
					f.Found(versionPath(version), string(s), strconv.Itoa(version.No))
				}
			}
		}
	}),
}

// standing is where the counterparty stands at the instant.
func (v *Subject) standing() standing { return standingOf(v.book.Register(), v.agreement, v.at) }

// over reports whether nothing of the agreement matters any more.
func (v *Subject) over() bool {
	status := v.agreement.Status(v.at)
	return status == Terminated || status == Expired
}

// boundOrAdopted returns the bound versions, and what was adopted and is in
// force.
func (v *Subject) boundOrAdopted() []*Version {
	out := v.agreement.bound(v.at)
	if now := v.agreement.versionAt(v.at); now != nil && v.agreement.adopted(now) {
		out = append(out, now)
	}
	return out
}

// shortfalls calls found for every target that falls short in a bound version,
// with the acceptance if there is one.
func (v *Subject) shortfalls(found func(*Version, Judged, *AgreementAct)) {
	a := v.agreement
	for _, version := range a.bound(v.at) {
		for _, j := range a.judged(version.No) {
			if !j.Feasible() {
				found(version, j, a.accepted(version.No, j))
			}
		}
	}
}

func (j Judged) gaps() string {
	names := make([]string, len(j.Gaps))
	for i, g := range j.Gaps {
		names[i] = g.String()
	}
	return strings.Join(names, ", ")
}

// versionsPath begins the path of whatever is found about one version.
const versionsPath = "versions["

func versionPath(v *Version) string { return versionsPath + strconv.Itoa(v.No) + "]" }

func targetPath(v *Version, id TargetID) string {
	return versionPath(v) + ".targets[" + string(id) + "]"
}

func joinNames(ids []ownership.PartyID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, ", ")
}

// date writes an instant for people; those of agreements are mostly midnights.
func date(at time.Time) string { return at.UTC().Format(time.RFC3339) }
