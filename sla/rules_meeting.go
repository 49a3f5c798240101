package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// The thresholds of the rules about meetings.
const (
	// MeetingGraceDays is how many days after the instant for which it was called
	// nothing may be recorded of a meeting.
	MeetingGraceDays ownership.Threshold = "meeting-grace-days"
	// PerformanceReviewDays is how many days may pass without a review of what was
	// reached.
	PerformanceReviewDays ownership.Threshold = "performance-review-days"
	// UsersHeardDays is how many days may pass without users being heard in a review.
	UsersHeardDays ownership.Threshold = "users-heard-days"
	// SatisfactionFloor is the least reading of [Satisfaction] that is no drop.
	SatisfactionFloor ownership.Threshold = "satisfaction-floor"
	// SatisfactionDays is how long a low reading is looked at.
	SatisfactionDays = 90
)

// Satisfaction is the measure of how content people are with a service, of 100, as kept
// in [Figures.Readings].
const Satisfaction Measure = "satisfaction"

var meetingThresholds = []ownership.ThresholdCard{
	{Threshold: MeetingGraceDays, Default: 7, Meaning: "days after the appointed time that nothing may be recorded of a meeting", Sources: []ownership.Source{"R68", "R69"}},
	{Threshold: PerformanceReviewDays, Default: 190, Meaning: "days that may pass without a review of what a promised service reached", Sources: []ownership.Source{"R25"}},
	{Threshold: UsersHeardDays, Default: 366, Meaning: "days that may pass without users being heard in a review", Sources: []ownership.Source{"R28"}},
	{Threshold: SatisfactionFloor, Default: 70, Meaning: "satisfaction, of 100, below which its cause is to be found", Sources: []ownership.Source{"R29"}},
}

// meetingRules look at whether people meet, over what, and what they decided.
var meetingRules = []ownership.RuleRow[*Subject]{
	aboutAgreement(ownership.Rule{
		Code: "meeting.overdue", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindAgreement,
		Sources: []ownership.Source{"R68", "R69"}, Args: []string{"due", "days"},
		Text:   "a review of {subject} was due on {due}: every {days} days was agreed",
		Remedy: "Meet.",
	}, func(v *Subject, f *ownership.Finder) {
		if due, days, ok := v.book.nextMeeting(v.agreement, v.track, v.at); ok && due.Before(v.at) {
			f.Found("meetings", dateText(due), itoa(days))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "meeting.unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindMeeting,
		Sources: []ownership.Source{"R68", "R91"}, Args: []string{"what", "name"},
		Text: "the {what} {name} is not known", Remedy: "Declare {name}, or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		m, reg := v.meeting, v.book.Register()
		if m.call.Agreement != "" && v.agreement == nil {
			f.Found("agreement", "agreement", string(m.call.Agreement))
		}
		if m.call.Service != "" && !declared(reg, m.call.Service) {
			f.Found("service", "service", string(m.call.Service))
		}
		party := func(path string, id ownership.PartyID) {
			if _, ok := reg.Party(id).Party(); !ok {
				f.Found(path, "party", string(id))
			}
		}
		for i, id := range m.call.Invited {
			party(indexed("invited", i), id)
		}
		for i := range m.present {
			party(indexed("present", i)+".party", m.present[i].Party)
		}
		for i := range m.actions {
			party(numbered("actions", m.actions[i].No)+".owner", m.actions[i].Owner)
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "meeting.unrecorded", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindMeeting,
		Sources: []ownership.Source{"R68", "R69"}, Args: []string{"at"}, Threshold: MeetingGraceDays,
		Text:   "it was called for {at}, and nobody has recorded whether it took place",
		Remedy: "Record it, move it or call it off.",
	}, func(v *Subject, f *ownership.Finder) {
		if m := v.meeting; m.status == MeetingPlanned && m.call.At.Before(daysBefore(v.at, f.Limit())) {
			f.Found("", dateText(m.call.At))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "meeting.incomplete", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: kindMeeting,
		Sources: []ownership.Source{"R70"}, Args: []string{"target", "agreement", "service"},
		Text:   "it did not look at {target} of {agreement} for {service}, which was in force in the time under review",
		Remedy: "Hold a meeting that looks at every target.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.meeting.status != MeetingHeld {
			return
		}
		for _, r := range v.overlooked(v.meeting) {
			f.Found("rows", string(r.Target), string(r.Agreement), string(r.Service))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "meeting.one-sided", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindMeeting,
		Sources: []ownership.Source{"R47", "R68"}, Args: []string{"side"},
		Text:   "nobody of the {side} was there",
		Remedy: "See that both sides take part in the next one.",
	}, func(v *Subject, f *ownership.Finder) {
		m, a := v.meeting, v.agreement
		if m.status != MeetingHeld {
			return
		}
		ours, theirs := m.sides(a)
		if !ours {
			f.Found("present", "provider")
		}
		if !theirs && m.call.Kind == ExternalMeeting && (a == nil || a.kind != OLA) {
			f.Found("present", "other side")
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "meeting.action-overdue", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindMeeting,
		Sources: []ownership.Source{"R26", "R71"}, Args: []string{"action", "owner", "due"},
		Text:   "{owner} was to do this by {due} and has not: {action}",
		Remedy: "Do it and record it.",
	}, func(v *Subject, f *ownership.Finder) {
		for i := range v.meeting.actions {
			if a := &v.meeting.actions[i]; a.overdue(v.at) {
				f.Found(numbered("actions", a.No), a.What, string(a.Owner), dateText(a.Due))
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "meeting.unauthorised", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindMeeting,
		Sources: []ownership.Source{"R14", "R97"}, Args: []string{"act", "command", "person"},
		Text:   "by what is known now, {person} had no right to act {act}, {command}",
		Remedy: "Repeat what was done by whoever has the right, or correct the record of roles.",
	}, func(v *Subject, f *ownership.Finder) {
		for i := range v.meeting.acts {
			if x := &v.meeting.acts[i]; !v.upheld(x.Source, x.Proof) {
				f.Found(indexed("acts", i), itoa(x.Revision), x.Command.String(), string(x.Proof.By))
			}
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "review.missing", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R25", "R27"}, Args: []string{"days"}, Threshold: PerformanceReviewDays,
		Text:   "nobody has reviewed in {days} days what {subject} reached of what is promised",
		Remedy: "Review its performance with whoever it was promised to.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.unreviewed(f.Limit(), func(*Meeting) bool { return true }) {
			f.Found("meetings", itoa(int(f.Limit())))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "review.without-users", Kind: ownership.Recommendation, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R28"}, Args: []string{"days"}, Threshold: UsersHeardDays,
		Text:   "no user of {subject} was heard in a review in {days} days",
		Remedy: "Bring users into the next one.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.unreviewed(f.Limit(), (*Meeting).hearsUsers) {
			f.Found("meetings", itoa(int(f.Limit())))
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "satisfaction.unexplained", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindService,
		Sources: []ownership.Source{"R29"}, Args: []string{"value", "at", "floor"}, Threshold: SatisfactionFloor,
		Text:   "satisfaction with {subject} was {value} on {at}, below {floor}, and nobody has found out why",
		Remedy: "Find the cause first of all, and record it.",
	}, func(v *Subject, f *ownership.Finder) {
		if at, value, ok := v.unexplainedDrop(f.Limit()); ok {
			f.Found("measurements["+MonthOf(at).String()+"]", itoa(int(value)), dateText(at), itoa(int(f.Limit())))
		}
	}),
}

// NextMeeting returns when the next review of the agreement is due: so many days as its
// terms say after the last one that was held by then, or after it came into force for
// the last time. False if none is: it is not in force, or no cadence was agreed.
func (b *Book) NextMeeting(id AgreementID, at time.Time) (time.Time, bool) {
	l, _ := b.leaf(tagAgreement, string(id))
	if l.agreement == nil {
		return time.Time{}, false
	}
	due, _, ok := b.nextMeeting(l.agreement, b.trackOf(tagAgreement, string(id)), at)
	return due, ok
}

func (b *Book) nextMeeting(a *Agreement, t *track, at time.Time) (due time.Time, days int, ok bool) {
	effects := effectsOf(a.acts, a.versions)
	now := slices.IndexFunc(effects, func(e effect) bool { return e.period.Contains(at) })
	if now < 0 {
		return due, 0, false
	}
	days = a.versions[effects[now].version-1].Terms.ReviewDays
	first := now
	for first > 0 && effects[first-1].period.Until.Equal(effects[first].period.From) {
		first--
	}
	last := effects[first].period.From
	if last.IsZero() { // adopted, and nobody knows since when
		last = a.acts[0].At
	}
	for _, m := range t.meetings {
		if m.status == MeetingHeld && m.heldAt.After(last) && !m.heldAt.After(at) {
			last = m.heldAt
		}
	}
	return last.Add(time.Duration(days) * 24 * time.Hour), days, days > 0
}

// overlooked returns what the meeting should have looked at and did not.
func (v *Subject) overlooked(m *Meeting) (out []MeetingRow) {
	for _, r := range v.book.rowsFor(&m.call, m.heldAt) {
		if !slices.ContainsFunc(m.rows, func(o MeetingRow) bool {
			return o.Service == r.Service && o.Target == r.Target && o.Agreement == r.Agreement && o.Period.Overlaps(r.Period)
		}) {
			out = append(out, r)
		}
	}
	return out
}

// sides reports who was there: of the provider, and of the other side, that is the
// counterparty itself or somebody in a role of it. A supporting party has no role that
// the provider's own people could not have, so nothing is said about it. Without an
// agreement the other side are customers and users.
func (m *Meeting) sides(a *Agreement) (ours, theirs bool) {
	for _, p := range m.present {
		switch {
		case a != nil && p.Party == a.counterparty, slices.Contains(otherSide, p.As):
			theirs = true
		default:
			ours = true
		}
	}
	return ours, theirs
}

// otherSide are the roles of those who do not provide the service.
var otherSide = []ownership.Role{ownership.Customer, ownership.User, ownership.Sponsor, ownership.Supplier}

func (m *Meeting) hearsUsers() bool {
	return slices.ContainsFunc(m.present, func(p Attendee) bool { return p.As == ownership.User })
}

// unreviewed reports whether the service was promised to a customer all of the days
// before, and no meeting that counts was held about it in them.
func (v *Subject) unreviewed(days int64, counts func(*Meeting) bool) bool {
	span := ownership.Period{From: daysBefore(v.at, days), Until: v.at}
	promised := v.promises(span)
	if len(promised) == 0 {
		return false
	}
	lists := [][]*Meeting{v.track.meetings}
	for _, a := range promised {
		lists = append(lists, v.book.trackOf(tagAgreement, string(a.id)).meetings)
	}
	return !slices.ContainsFunc(slices.Concat(lists...), func(m *Meeting) bool {
		return m.status == MeetingHeld && !m.heldAt.Before(span.From) && !m.heldAt.After(v.at) && counts(m)
	})
}

// unexplainedDrop returns the last reading of satisfaction of the last days, if it is
// below the floor and no cause was recorded in its month or later.
func (v *Subject) unexplainedDrop(floor int64) (at time.Time, value int64, found bool) {
	since := daysBefore(v.at, SatisfactionDays)
	for _, m := range v.track.measuredIn(since, v.at) {
		for i := range m.figures.Readings {
			r := &m.figures.Readings[i]
			if r.Measure == Satisfaction && !r.At.Before(since) && !r.At.After(v.at) {
				at, value, found = r.At, r.Value, r.Value < floor
			}
		}
	}
	for _, m := range v.track.measured {
		if found && len(m.inquired) > 0 && m.key.Month.Compare(MonthOf(at)) >= 0 {
			return at, value, false
		}
	}
	return at, value, found
}
