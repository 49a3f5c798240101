package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/persist"
	"github.com/serviceowner/itsm/ownership"
)

// The kinds of subject that this package's rules read.
const (
	kindService   = "service"
	kindAgreement = "agreement"
	kindMeeting   = "meeting"
)

// slaRules is the rule table of this package. Its rows stand in the files rules_*.go,
// next to the code that looks. The table is a constant in all but name: a test holds
// that it has no defects.
var slaRules, errSLARules = ownership.NewRulebook(thresholdCards, RuleRows()...)

// RuleRows returns the rows of the rule table, for rulebooks of packages above that
// look at more than this one does: lift them with [ownership.Lift] over what
// [Book.Show] returns.
func RuleRows() []ownership.RuleRow[*Subject] {
	return slices.Concat(
		agreementRules,
		attainmentRules, breachRules, measurementRules, meetingRules, underpinningRules,
	)
}

// aboutAgreement is a row that looks at an agreement. Packages above show it what
// else bears the name of one, such as an area that was declared for an agreement
// that nobody has drafted yet: there is nothing to find.
func aboutAgreement(rule ownership.Rule, check func(*Subject, *ownership.Finder)) ownership.RuleRow[*Subject] {
	return ownership.Local(rule, func(v *Subject, f *ownership.Finder) {
		if v.agreement != nil {
			check(v, f)
		}
	})
}

// thresholdCards are what the rules compare with.
var thresholdCards = slices.Concat(
	agreementThresholds,
	attainmentThresholds, breachThresholds, measurementThresholds, meetingThresholds,
)

// Rules returns the rule table of this package, by code.
func Rules() []ownership.Rule { return slaRules.Rules() }

// Thresholds returns what the rules of this package compare with, by name.
func Thresholds() []ownership.ThresholdCard { return slaRules.Thresholds() }

// Review runs the rules over everything that the book knows, as it is at the
// instant: over each service that the register declares or the book mentions, and
// over each agreement and each meeting. It never refuses to look at bad data: what is wrong is in the
// report. The policy that the register has in force at the instant applies.
func (b *Book) Review(at time.Time, only ownership.Selection) ownership.Report {
	under := b.Register().Setting(at)
	subjects := b.Subjects(at)
	if len(only.Subjects) > 0 {
		chosen := slices.Compact(slices.SortedFunc(slices.Values(only.Subjects), ownership.Subject.Compare))
		subjects = slices.Values(chosen)
	}
	part := slaRules.Read(under, only, b.shown(under.At, subjects))
	report, err := slaRules.Finish(under, part)
	if err != nil { // a part that was just read belongs to its review
		return ownership.Report{}
	}
	return report
}

// Subjects yields everything that a review at the instant reads, in a fixed order:
// the services, then the agreements, then the meetings.
func (b *Book) Subjects(at time.Time) iter.Seq[ownership.Subject] {
	return func(yield func(ownership.Subject) bool) {
		for _, subjects := range [3]iter.Seq[ownership.Subject]{b.serviceSubjects(at), b.agreementSubjects(), b.meetingSubjects()} {
			for s := range subjects {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// serviceSubjects yields the services that the register declares and those that only
// the book knows.
func (b *Book) serviceSubjects(at time.Time) iter.Seq[ownership.Subject] {
	return func(yield func(ownership.Subject) bool) {
		reg := b.Register()
		for s := range reg.Subjects(at) {
			if s.Kind == kindService && !yield(s) {
				return
			}
		}
		for id := range b.services() {
			if !registered(reg, id) && !yield(ownership.ServiceScope(id).Subject()) {
				return
			}
		}
	}
}

// registered reports whether the service is among the subjects of the register.
func registered(reg *ownership.Register, service ownership.ServiceID) bool {
	return declared(reg, service) || reg.Service(service).Revision() > 0
}

// declared reports whether the register says what the service is.
func declared(reg *ownership.Register, service ownership.ServiceID) bool {
	return reg.Service(service).Declared()
}

// services yields the services that the book knows, by name.
func (b *Book) services() iter.Seq[ownership.ServiceID] {
	return func(yield func(ownership.ServiceID) bool) {
		if b == nil {
			return
		}
		for n := range b.names.From(persist.Name{Tag: tagService}) {
			if name := b.names.At(n); name.Tag != tagService || !yield(ownership.ServiceID(name.Text)) {
				return
			}
		}
	}
}

func (b *Book) agreementSubjects() iter.Seq[ownership.Subject] {
	return func(yield func(ownership.Subject) bool) {
		for a := range b.All("") {
			if !yield(a.id.Subject()) {
				return
			}
		}
	}
}

// meetingSubjects yields the meetings, by name.
func (b *Book) meetingSubjects() iter.Seq[ownership.Subject] {
	return func(yield func(ownership.Subject) bool) {
		if b == nil {
			return
		}
		for n := range b.names.From(persist.Name{Tag: tagMeeting}) {
			if name := b.names.At(n); name.Tag != tagMeeting || !yield(MeetingID(name.Text).Subject()) {
				return
			}
		}
	}
}

// A Subject is what the rules of this package see: one service, agreement or meeting at an
// instant, and the book around it. Made by [Book.Show], for [ownership.Lift].
type Subject struct {
	book *Book
	at   time.Time

	service   ownership.ServiceID // of a service
	agreement *Agreement          // of an agreement, or of what a meeting reviews; otherwise nil
	meeting   *Meeting            // of a meeting, otherwise nil
	track     *track              // of a service or an agreement

	// What a review reads once for all of its subjects.
	feet *footings
	// How the promises about the service are borne, found for the first rule that
	// asks; see [Subject.bears].
	borne *bearingsOf

	// Found out when a rule first asks.
	known                struct{ terms, ended, soFar bool }
	judged               *judge
	termList             []term
	endedList, soFarList []Attainment
}

// Show returns what the rules see of the subject at the instant, and whether the
// book or its register knows it.
func (b *Book) Show(s ownership.Subject, at time.Time) (*Subject, bool) {
	out := &Subject{book: b.copy(), at: normalTime(at)}
	return out, out.show(s)
}

func (v *Subject) show(s ownership.Subject) bool {
	*v = Subject{book: v.book, at: v.at, feet: v.feet, track: &nothing}
	switch s.Kind {
	case kindService:
		v.service = ownership.ServiceID(s.ID)
		l, ok := v.book.leaf(tagService, s.ID)
		if l.track != nil {
			v.track = l.track
		}
		return ok || registered(v.book.Register(), v.service)
	case kindAgreement:
		l, _ := v.book.leaf(tagAgreement, s.ID)
		v.agreement = l.agreement
		if l.track != nil {
			v.track = l.track
		}
		return l.agreement != nil
	case kindMeeting:
		if list := v.book.trackOf(tagMeeting, s.ID).meetings; len(list) > 0 {
			v.meeting = list[0]
			l, _ := v.book.leaf(tagAgreement, string(v.meeting.call.Agreement))
			v.agreement = l.agreement
		}
		return v.meeting != nil
	}
	return false
}

// shown shows the subjects one after the other; rules keep nothing of them.
func (b *Book) shown(at time.Time, subjects iter.Seq[ownership.Subject]) iter.Seq2[ownership.Subject, *Subject] {
	return func(yield func(ownership.Subject, *Subject) bool) {
		v := &Subject{book: b.copy(), at: at}
		for s := range subjects {
			if v.show(s) && !yield(s, v) {
				return
			}
		}
	}
}
