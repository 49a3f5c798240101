package risk

import "github.com/serviceowner/itsm/ownership"

// entryRules look at an open entry: whether it is kept up to date (R49).
var entryRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "risk.review-overdue", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindRisk,
		Sources: []ownership.Source{"R49"}, Args: []string{"due"},
		Text:   "the review of {subject} was due on {due}",
		Remedy: "Look at the entry again and record when the next review is.",
	}, func(v *Subject, f *ownership.Finder) {
		if due := v.reviewDue(); v.isOpen() && !due.IsZero() && !v.at.Before(due) {
			f.Found("review.next", day(due))
		}
	}),
}
