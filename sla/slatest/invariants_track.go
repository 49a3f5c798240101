package slatest

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/sla"
)

// CheckMeasurements holds measurements to what must be true of all of them: each
// failure names the rule with its requirement.
func CheckMeasurements(t rapid.TB, m sla.Measurements) {
	t.Helper()
	hold(t, "R72", "what is written is read back", readBack(m))
	hold(t, "R72", "acts count from 1, and time does not run backwards", orderly(m.Acts()))
	hold(t, "R72", "figures happened, or began, in their month", inTheirMonth(m))
	hold(t, "R72", "what is recorded again changes nothing", recordedAgain(m))
}

// CheckBreach holds a breach that came about by commands to what must be true of it.
func CheckBreach(t rapid.TB, b sla.Breach) {
	t.Helper()
	hold(t, "R71", "what is written is read back", readBack(b))
	hold(t, "R71", "acts count from 1, and time does not run backwards", orderly(b.Acts()))
	hold(t, "R71", "the status is that to which the acts lead", whereActsLead(b))
	hold(t, "R71", "no breach is closed without a cause and an action", closedForCause(b))
	hold(t, "R71", "each cause and action has its act", causesHaveActs(b))
}

// CheckMeeting holds a meeting that came about by commands to what must be true of it.
func CheckMeeting(t rapid.TB, m sla.Meeting) {
	t.Helper()
	hold(t, "R68", "what is written is read back", readBack(m))
	hold(t, "R68", "acts count from 1, and time does not run backwards", orderly(m.Acts()))
	hold(t, "R70", "only a meeting that was held has an instant, rows, people and actions", onlyWhenHeld(m))
	hold(t, "R70", "each promise is looked at once for each stretch", onceEach(m))
}

func hold(t rapid.TB, source, rule string, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%v\nthe rule: %s [%s]", err, rule, source)
	}
}

// What the invariants read, so that tests can try them on answers that are wrong.
type (
	measurements interface {
		Key() sla.MeasurementKey
		Figures() sla.Figures
		Import(string, time.Time, sla.MeasurementKey, sla.Figures) (sla.Measurements, error)
		Acts() iter.Seq[sla.Act[sla.MeasurementStep]]
	}
	breach interface {
		Status() sla.BreachStatus
		Cause() string
		Causes() iter.Seq[sla.Cause]
		Actions() iter.Seq[sla.Action]
		Acts() iter.Seq[sla.Act[sla.BreachCommand]]
	}
	meeting interface {
		Status() sla.MeetingStatus
		HeldAt() time.Time
		Present() iter.Seq[sla.Attendee]
		Rows() iter.Seq[sla.MeetingRow]
		Actions() iter.Seq[sla.Action]
		Acts() iter.Seq[sla.Act[sla.MeetingCommand]]
	}
)

func orderly[C any](acts iter.Seq[sla.Act[C]]) error {
	n, last := 0, time.Time{}
	for a := range acts {
		n++
		if a.Revision != n || a.At.Before(last) {
			return fmt.Errorf("act %d at %s has revision %d, and the one before it was at %s", n, a.At, a.Revision, last)
		}
		last = a.At
	}
	return nil
}

func inTheirMonth(m measurements) error {
	p, f := m.Key().Month.Period(), m.Figures()
	var begins []time.Time
	for _, w := range f.Watched {
		if begins = append(begins, w.From); w.Until.After(p.Until) {
			return fmt.Errorf("watched until %s", w.Until)
		}
	}
	for _, o := range f.Outages {
		begins = append(begins, o.From)
	}
	for _, q := range f.Maintenance {
		begins = append(begins, q.From)
	}
	for _, c := range f.Cases {
		begins = append(begins, c.Opened)
	}
	for _, y := range f.Tallies {
		begins = append(begins, y.At)
	}
	for _, r := range f.Readings {
		begins = append(begins, r.At)
	}
	for _, at := range begins {
		if !p.Contains(at) {
			return fmt.Errorf("%s is not in %s", at, m.Key().Month)
		}
	}
	return nil
}

func recordedAgain(m measurements) error {
	var last time.Time
	for a := range m.Acts() {
		last = a.At
	}
	if last.IsZero() {
		return nil
	}
	again, err := m.Import("again", last, m.Key(), m.Figures())
	if err != nil {
		return err
	}
	if before, after := m.Figures(), again.Figures(); !sameJSON(before, after) {
		return fmt.Errorf("%+v became %+v", before, after)
	}
	return nil
}

func whereActsLead(b breach) error {
	var want sla.BreachStatus
	for a := range b.Acts() {
		switch a.Command {
		case sla.Noticed, sla.BreachTakenOver:
			want = sla.BreachNoticed
		case sla.CauseFound:
			want = max(want, sla.BreachExplained)
		case sla.ActionPlanned:
			if want == sla.BreachExplained {
				want = sla.BreachCorrecting
			}
		case sla.BreachEnded:
			want = sla.BreachClosed
		case sla.BreachReopened:
			want = sla.BreachCorrecting
		case sla.ActionDone:
		}
	}
	if b.Status() != want {
		return fmt.Errorf("it is %s, and its acts lead to %s", b.Status(), want)
	}
	return nil
}

func closedForCause(b breach) error {
	if actions := len(slices.Collect(b.Actions())); b.Status() == sla.BreachClosed && (b.Cause() == "" || actions == 0) {
		return fmt.Errorf("closed for the cause %q with %d actions", b.Cause(), actions)
	}
	return nil
}

func causesHaveActs(b breach) error {
	acts := slices.Collect(b.Acts())
	of := func(act int, command sla.BreachCommand) bool {
		return act >= 1 && act <= len(acts) && acts[act-1].Command == command
	}
	causes, last := 0, ""
	for c := range b.Causes() {
		causes++
		if last = c.Text; !of(c.Act, sla.CauseFound) {
			return fmt.Errorf("cause %q is of act %d", c.Text, c.Act)
		}
	}
	planned, done := 0, 0
	for a := range b.Actions() {
		if planned++; a.No != planned || !of(a.Act, sla.ActionPlanned) || !a.IsOpen() && !of(a.Done, sla.ActionDone) {
			return fmt.Errorf("action %d is number %d, of acts %d and %d", planned, a.No, a.Act, a.Done)
		}
		if !a.IsOpen() {
			done++
		}
	}
	count := func(command sla.BreachCommand) (n int) {
		for i := range acts {
			if acts[i].Command == command {
				n++
			}
		}
		return n
	}
	if c, p, d := count(sla.CauseFound), count(sla.ActionPlanned), count(sla.ActionDone); causes != c || planned != p || done != d || b.Cause() != last {
		return fmt.Errorf("%d causes, %d actions, %d done by the acts, and %d, %d, %d are there", c, p, d, causes, planned, done)
	}
	return nil
}

func onlyWhenHeld(m meeting) error {
	var held time.Time
	for a := range m.Acts() {
		if a.Command == sla.Held {
			held = a.At
		}
	}
	things := len(slices.Collect(m.Present())) + len(slices.Collect(m.Rows())) + len(slices.Collect(m.Actions()))
	switch {
	case !m.HeldAt().Equal(held) || held.IsZero() == (m.Status() == sla.MeetingHeld):
		return fmt.Errorf("%s at %s, and held at %s by the acts", m.Status(), m.HeldAt(), held)
	case held.IsZero() && things > 0:
		return fmt.Errorf("%d people, rows and actions of a meeting that is %s", things, m.Status())
	case !held.IsZero() && len(slices.Collect(m.Present())) == 0:
		return fmt.Errorf("held by nobody")
	}
	return nil
}

func onceEach(m meeting) error {
	rows := slices.Collect(m.Rows())
	for i, a := range rows {
		for _, b := range rows[:i] {
			if a.Service == b.Service && a.Agreement == b.Agreement && a.Target == b.Target && a.Period.Overlaps(b.Period) {
				return fmt.Errorf("%s of %s for %s is there twice, for %s and %s", a.Target, a.Agreement, a.Service, b.Period, a.Period)
			}
		}
		if a.Period.IsReversed() || a.Verdict == 0 {
			return fmt.Errorf("%s during %s: %s", a.Target, a.Period, a.Verdict)
		}
	}
	return nil
}
