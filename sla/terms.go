package sla

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// Terms are what two sides agree on. They are plain data; an [Agreement] keeps
// every version of them.
type Terms struct {
	// Validity is the period for which they are meant. Without From they hold
	// from the day on which they are put into force, without Until until
	// somebody gives notice.
	Validity ownership.Period `json:"validity,omitzero"`

	// Requirements are what the customer asked for.
	Requirements []LevelRequirement `json:"requirements,omitempty"`
	// Targets are what is promised.
	Targets []LevelTarget `json:"targets,omitempty"`

	// Measures are the cards of measures that are not among [StandardMeasures].
	Measures []MeasureCard `json:"measures,omitempty"`
	// Calendars are the hours that targets name.
	Calendars []Definition `json:"calendars,omitempty"`

	// Holds are the reasons for which a case may be put on hold, for targets that
	// honour holds at all (see [Target]); none means that no hold counts.
	Holds []string `json:"holds,omitempty"`

	// NoticeDays is how long before its end notice has to be given, in days of 24
	// hours: an agreement has no zone.
	NoticeDays int `json:"noticeDays,omitempty"`
	// ReviewDays is after how many days of 24 hours a review meeting is due; 0
	// means that none was agreed.
	ReviewDays int `json:"reviewDays,omitempty"`

	// Credits are what the provider owes for levels that it missed.
	Credits []CreditTier `json:"credits,omitempty"`
}

// A CreditTier is the credit for missing a target by a certain measure: due when
// the level reached is worse than the tier's. Of several tiers that apply the one
// with the highest credit counts.
type CreditTier struct {
	Target TargetID `json:"target"`
	// Share is compared for targets with a share (for times: the share of the
	// cases that were in time), Amount for others.
	Share  Share `json:"share,omitzero"`
	Amount int64 `json:"amount,omitzero"`
	// BasisPoints are hundredths of a percent of the charge for the cycle.
	BasisPoints int `json:"basisPoints"`
}

// Target returns the target with the id.
func (t Terms) Target(id TargetID) (LevelTarget, bool) {
	if i := slices.IndexFunc(t.Targets, func(l LevelTarget) bool { return l.ID == id }); i >= 0 {
		return t.Targets[i], true
	}
	return LevelTarget{}, false
}

// TargetsFor returns the targets that are promises about the service.
func (t Terms) TargetsFor(service ownership.ServiceID) (out []LevelTarget) {
	for i := range t.Targets {
		if t.Targets[i].about(service) {
			out = append(out, t.Targets[i])
		}
	}
	return out
}

// Card returns the card of the measure, a standard one or one of the terms.
func (t Terms) Card(m Measure) (MeasureCard, bool) {
	for _, cards := range [2][]MeasureCard{standardMeasures, t.Measures} {
		if i := slices.IndexFunc(cards, func(c MeasureCard) bool { return c.Measure == m }); i >= 0 {
			return cards[i], true
		}
	}
	return MeasureCard{}, false
}

// Calendar returns the definition with the name; for the empty name, around the
// clock in UTC.
func (t Terms) Calendar(name string) (Definition, bool) {
	if name == "" {
		return Definition{Zone: "UTC", Week: AlwaysOpen()}, true
	}
	if i := slices.IndexFunc(t.Calendars, func(d Definition) bool { return d.Name == name }); i >= 0 {
		return t.Calendars[i].clone(), true
	}
	return Definition{}, false
}

// clone copies what t shares with its maker and brings instants into their
// normal form.
func (t Terms) clone() Terms {
	t.Validity = normalPeriod(t.Validity)
	t.Requirements = cloneList(t.Requirements)
	t.Targets = cloneList(t.Targets)
	t.Measures = cloneList(t.Measures)
	t.Calendars = cloneList(t.Calendars)
	for i := range t.Calendars {
		t.Calendars[i] = t.Calendars[i].clone()
	}
	t.Holds = cloneList(t.Holds)
	t.Credits = cloneList(t.Credits)
	return t
}

// cloneList makes no difference between no list and an empty one, as JSON does
// not.
func cloneList[T any](list []T) []T { return append([]T(nil), list...) }

func normalPeriod(p ownership.Period) ownership.Period {
	return ownership.Period{From: normalTime(p.From), Until: normalTime(p.Until)}
}

// normalTime leaves the zero time as it is: it means that none was given.
func normalTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return instant.Normal(t)
}

// maxTermDays bounds periods of notice and cadences, a hundred years.
const maxTermDays = 36525

// problems reports everything that makes no sense in t by itself. That a
// definition is a calendar is for [NewCalendar] to say, which needs a zone
// database.
func (t *Terms) problems(path string, add func(path, text string)) {
	periodProblems(t.Validity, path+".validity", add)
	if t.NoticeDays < 0 || t.NoticeDays > maxTermDays {
		add(path+".noticeDays", "want 0 to 36525")
	}
	if t.ReviewDays < 0 || t.ReviewDays > maxTermDays {
		add(path+".reviewDays", "want 0 to 36525")
	}
	t.namesProblems(path, add)
	for i := range t.Requirements {
		r, at := &t.Requirements[i], indexed(path+".requirements", i)
		t.levelProblems(r.Service, r.Measure, r.Class, r.Objective, at, add)
		textProblem(r.Why, at+".why", add)
	}
	seen := map[TargetID]bool{}
	for i := range t.Targets {
		l, at := &t.Targets[i], indexed(path+".targets", i)
		identProblem("target", string(l.ID), at+".id", add)
		if seen[l.ID] {
			add(at+".id", "repeated")
		}
		seen[l.ID] = true
		t.levelProblems(l.Service, l.Measure, l.Class, l.Objective, at, add)
		if err := l.Cycle.check(); err != nil {
			add(at+".cycle", err.Error())
		}
		if _, ok := t.Calendar(l.Calendar); !ok {
			add(at+".calendar", "no calendar of that name")
		}
	}
	t.creditProblems(path, add)
}

// namesProblems looks at the lists that the rest refers to.
func (t *Terms) namesProblems(path string, add func(path, text string)) {
	cards := map[Measure]bool{}
	for _, c := range standardMeasures {
		cards[c.Measure] = true
	}
	for i, c := range t.Measures {
		at := indexed(path+".measures", i)
		identProblem("measure", string(c.Measure), at+".measure", add)
		identProblem("unit", c.Unit, at+".unit", add)
		if !directions.Known(c.Direction) {
			add(at+".direction", "missing")
		}
		if c.Unit == UnitTime && c.Direction == AtLeast {
			add(at+".direction", "a time that a case has to take at least")
		}
		if cards[c.Measure] {
			add(at+".measure", "has a card already")
		}
		cards[c.Measure] = true
	}
	names := map[string]bool{}
	for i, d := range t.Calendars {
		at := indexed(path+".calendars", i) + ".name"
		identProblem("calendar", d.Name, at, add)
		if names[d.Name] {
			add(at, "repeated")
		}
		names[d.Name] = true
	}
	for i, h := range t.Holds {
		at := indexed(path+".holds", i)
		identProblem("hold", h, at, add)
		if slices.Contains(t.Holds[:i], h) {
			add(at, "repeated")
		}
	}
}

func (t *Terms) levelProblems(service ownership.ServiceID, m Measure, class string, o Objective, path string, add func(path, text string)) {
	if service != "" {
		identProblem("service", string(service), path+".service", add)
	}
	if class != "" {
		identProblem("class", class, path+".class", add)
	}
	card, ok := t.Card(m)
	if !ok {
		add(path+".measure", "no card for this measure")
		return
	}
	o.problems(card, path+".objective", add)
}

func (t *Terms) creditProblems(path string, add func(path, text string)) {
	for i, c := range t.Credits {
		at := indexed(path+".credits", i)
		if c.BasisPoints < 1 || c.BasisPoints > 10_000 {
			add(at+".basisPoints", "want 1 to 10000")
		}
		if !c.Share.known() {
			add(at+".share", "outside 0% to 100%")
		}
		target, ok := t.Target(c.Target)
		card, known := t.Card(target.Measure)
		switch counted := card.Unit != UnitShare && card.Unit != UnitTime; {
		case !ok:
			add(at+".target", "no target of that name")
		case !known: // reported with the target
		case counted && c.Share != 0:
			add(at+".share", "given for "+string(target.Measure)+", which is counted in "+card.Unit)
		case !counted && c.Amount != 0:
			add(at+".amount", "given for "+string(target.Measure)+", which is counted in "+card.Unit)
		}
	}
}

func periodProblems(p ownership.Period, path string, add func(path, text string)) {
	instantProblem(p.From, path+".from", add)
	instantProblem(p.Until, path+".until", add)
	if p.IsReversed() {
		add(path, "reversed: it ends before or when it begins")
	}
}

func instantProblem(at time.Time, path string, add func(path, text string)) {
	if err := instant.Check(at); err != nil {
		add(path, err.Error())
	}
}

func identProblem(kind, s, path string, add func(path, text string)) {
	if err := ident.Check(kind, s); err != nil {
		add(path, err.Error())
	}
}

func textProblem(s, path string, add func(path, text string)) {
	if err := chronicle.CheckText(s); err != nil {
		add(path, err.Error())
	}
}

// reason returns what an error of this package says besides its sentinel.
func reason(err error) string {
	var e *ownership.Error
	if errors.As(err, &e) && e.Err != nil {
		return strings.TrimPrefix(e.Err.Error(), ownership.ErrInvalid.Error()+": ")
	}
	return err.Error()
}
