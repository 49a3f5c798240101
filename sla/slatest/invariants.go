package slatest

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// CheckAgreement holds the agreement at the instants to what must be true of
// every agreement, however faulty its data: for tests of one's own stores and
// importers. Each breach names the rule with its requirement.
func CheckAgreement(t rapid.TB, a sla.Agreement, at ...time.Time) {
	t.Helper()
	if err := readBack(a); err != nil { // whatever the instant
		t.Errorf("%v\nthe rule: what is written is read back [R63]", err)
	}
	for _, inv := range agreementInvariants {
		for _, instant := range at {
			if err := inv.check(a, instant); err != nil {
				t.Errorf("at %s: %v\nthe rule: %s [%s]", instant.UTC().Format(time.RFC3339), err, inv.rule, inv.source)
			}
		}
	}
}

type agreementInvariant struct {
	source string
	rule   string
	check  func(agreement, time.Time) error
}

// An agreement is what the invariants read, so that tests can try them on answers that
// are wrong.
type agreement interface {
	VersionAt(time.Time) (sla.Version, bool)
	InForce(time.Time) (sla.Terms, bool)
	During(ownership.Period) []sla.InEffect
	Status(time.Time) sla.AgreementStatus
	Ends() (time.Time, bool)
	Acts() iter.Seq[sla.AgreementAct]
}

var agreementInvariants = []agreementInvariant{
	{"R63", "at most one version is in force, and all questions name the same one", oneInForce},
	{"R63", "an agreement is active exactly while a version of it is in force", activeWhileInForce},
	{"R70", "versions follow one another without an overlap, each within its validity", noOverlap},
	{"R63", "nothing is in force before it was activated, unless it was adopted", notBeforeActivated},
	{"R63", "nothing is in force after it ended, and nothing ends that never began", ends},
	{"R63", "before the first act there is nothing, except what an adopted agreement says about the past", nothingBefore},
}

func readBack[V any](v V) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var back V
	if err := json.Unmarshal(text, &back); err != nil {
		return err
	}
	if !sameJSON(v, back) {
		return fmt.Errorf("%s is read back as something else", text)
	}
	return nil
}

func oneInForce(a agreement, at time.Time) error {
	v, ok := a.VersionAt(at)
	terms, inForce := a.InForce(at)
	var during []sla.InEffect
	for _, e := range a.During(ownership.Period{}) {
		if e.Period.Contains(at) {
			during = append(during, e)
		}
	}
	switch {
	case ok != inForce || ok != (len(during) == 1) || len(during) > 1:
		return fmt.Errorf("VersionAt %t, InForce %t, During names %d", ok, inForce, len(during))
	case ok && (during[0].Version != v.No || !sameJSON(terms, v.Terms) || !sameJSON(during[0].Terms, v.Terms)):
		return fmt.Errorf("VersionAt names %d, During %d", v.No, during[0].Version)
	}
	return nil
}

func activeWhileInForce(a agreement, at time.Time) error {
	if _, ok := a.InForce(at); ok != (a.Status(at) == sla.Active) {
		return fmt.Errorf("in force: %t, and it is %s", ok, a.Status(at))
	}
	return nil
}

func noOverlap(a agreement, at time.Time) error {
	var last sla.InEffect
	for i, e := range a.During(ownership.Period{}) {
		validity := e.Terms.Validity
		switch {
		case i > 0 && (last.Period.IsOpen() || e.Period.From.Before(last.Period.Until)):
			return fmt.Errorf("version %d of %s overlaps version %d of %s", e.Version, e.Period, last.Version, last.Period)
		case e.Period.IsReversed():
			return fmt.Errorf("version %d during %s", e.Version, e.Period)
		case e.Period.From.Before(validity.From), !validity.Until.IsZero() && (e.Period.IsOpen() || e.Period.Until.After(validity.Until)):
			return fmt.Errorf("version %d during %s, and it is valid during %s", e.Version, e.Period, validity)
		}
		last = e
	}
	// A part of the time is seen as the whole is.
	part := ownership.Period{From: at, Until: at.AddDate(0, 0, 30)}
	for _, e := range a.During(part) {
		for _, instant := range []time.Time{e.Period.From, e.Period.Until.Add(-time.Microsecond)} {
			if v, ok := a.VersionAt(instant); !ok || v.No != e.Version || !part.Contains(instant) {
				return fmt.Errorf("during %s: version %d at %s", part, e.Version, instant)
			}
		}
	}
	return nil
}

func notBeforeActivated(a agreement, at time.Time) error {
	v, ok := a.VersionAt(at)
	if !ok {
		return nil
	}
	if !slices.ContainsFunc(slices.Collect(a.Acts()), func(x sla.AgreementAct) bool {
		return x.Version == v.No && (x.Command == sla.Adopted || x.Command == sla.Activated && !x.At.After(at))
	}) {
		return fmt.Errorf("version %d is in force", v.No)
	}
	return nil
}

func ends(a agreement, at time.Time) error {
	end, ok := a.Ends()
	effects := a.During(ownership.Period{})
	switch _, inForce := a.InForce(at); {
	case ok != (len(effects) > 0):
		return fmt.Errorf("ends: %t, with %d versions in effect", ok, len(effects))
	case inForce && !end.IsZero() && !at.Before(end):
		return fmt.Errorf("in force, and it ended at %s", end)
	case ok && !effects[len(effects)-1].Period.Until.Equal(end):
		return fmt.Errorf("ends at %s, and its last version at %s", end, effects[len(effects)-1].Period.Until)
	}
	return nil
}

func nothingBefore(a agreement, at time.Time) error {
	for x := range a.Acts() {
		if at.Before(x.At) && x.Command == sla.Drafted && a.Status(at) != 0 {
			return fmt.Errorf("it is %s", a.Status(at))
		}
		break
	}
	return nil
}
