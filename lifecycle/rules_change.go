package lifecycle

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// The codes that commands ask for.
const (
	voteMissing ownership.Code = "vote.missing"
	voteAgainst ownership.Code = "vote.against"
)

// changeRules look at what was put to the vote: the owner's approval is required
// (R39, R40) and is not the whole decision (C14).
var changeRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: voteMissing, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindChange,
		Sources: []ownership.Source{"R39", "R40", "C14"}, Args: []string{"service"},
		Text: "{subject} is approved, and the owner of {service} has not voted", Remedy: "Let the owner of {service} vote, or the deputy who acts.",
	}, func(v *Subject, f *ownership.Finder) {
		v.approved(func(path string, s ownership.ServiceID) {
			if _, voted := v.change.VoteOf(s); !voted {
				f.Found(path, string(s))
			}
		})
	}),
	ownership.Local(ownership.Rule{
		Code: voteAgainst, Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindChange,
		Sources: []ownership.Source{"R39", "R40", "C14"}, Args: []string{"service", "by"},
		Text: "{subject} is approved, and {by} voted against it for {service}", Remedy: "Settle what {by} has against it, and let the owner vote again.",
	}, func(v *Subject, f *ownership.Finder) {
		v.approved(func(path string, s ownership.ServiceID) {
			if vote, voted := v.change.VoteOf(s); voted && !vote.Approve {
				f.Found(path, string(s), string(vote.Proof.By))
			}
		})
	}),
	ownership.Local(ownership.Rule{
		Code: "vote.pending", Kind: ownership.Recommendation, Severity: ownership.SeverityWarning, Subject: kindChange,
		Sources: []ownership.Source{"R40"}, Args: []string{"service", "since"}, Threshold: VoteDays,
		Text: "the owner of {service} has been asked since {since} and has not voted", Remedy: "Ask the owner of {service}, or the deputy who acts.",
	}, func(v *Subject, f *ownership.Finder) {
		b, raised := v.change.Ballot()
		if _, settled := v.change.Outcome(); settled || v.at.Before(raised.At.AddDate(0, 0, days(f))) {
			return
		}
		for i, s := range b.Services {
			if _, voted := v.change.VoteOf(s); !voted {
				f.Found(indexed("services", i), string(s), raised.At.Format(time.DateOnly))
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "change.unauthorised", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindChange,
		Sources: []ownership.Source{"R14", "R97"}, Args: []string{"command", "by", "activity"},
		Text: "{by} had no authority for what was {command}, as far as is known now: {activity}", Remedy: "Let somebody who has it do it again, or correct the ledgers.",
	}, func(v *Subject, f *ownership.Finder) { v.unauthorised(v.change.Acts(), f) }),
	ownership.Local(ownership.Rule{
		Code: "change.service-unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindChange,
		Sources: []ownership.Source{"R91"}, Args: []string{"service"},
		Text: "{subject} touches {service}, which is no known service", Remedy: "Declare {service}, or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		b, _ := v.change.Ballot()
		for i, s := range b.Services {
			if !v.reg.Service(s).Declared() {
				f.Found(indexed("services", i), string(s))
			}
		}
	}),
}

// approved calls f for each service of a change that is approved.
func (v *Subject) approved(f func(path string, s ownership.ServiceID)) {
	if approved, _ := v.change.Outcome(); !approved {
		return
	}
	b, _ := v.change.Ballot()
	for i, s := range b.Services {
		f(indexed("services", i), s)
	}
}
