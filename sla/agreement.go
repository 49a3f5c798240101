package sla

import (
	"iter"
	"slices"
	"sort"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// An Agreement is what was promised to somebody, with every version of its terms
// and every act that led to it. It is an immutable value; the zero Agreement is
// absence. Each command asks an [ownership.Authority] by itself and returns a new
// Agreement, or the unchanged one and an error.
//
// The terms that were activated last are in force from then on, or from the
// beginning of their validity if that is later: never earlier, because a promise
// that nobody had made yet cannot have been broken, nor can one that was broken
// be changed afterwards. What was adopted from another catalogue is the
// exception; its validity is a statement about the past. Each version gives way
// to the next, so that several versions may have been in force within one month:
// see [Agreement.During].
type Agreement struct {
	id           AgreementID
	name         string
	kind         Kind
	counterparty ownership.PartyID
	services     []ownership.ServiceID
	through      []ownership.ServiceID
	versions     []Version
	acts         []AgreementAct
}

// A Version is one version of the terms of an agreement, counted from 1. Every
// change of terms makes one; most of them are negotiated away and never come
// into force.
type Version struct {
	No    int   `json:"no"`
	Act   int   `json:"act"` // the revision of the act that put it on the table
	Terms Terms `json:"terms"`
}

// An AgreementAct is one recorded act, with what it did to which version of the
// terms. Which of the other fields are given depends on the command.
type AgreementAct struct {
	Act[AgreementCommand]

	Version int             `json:"version"` // the newest one after the act
	Status  AgreementStatus `json:"status"`  // of that version, after the act

	// Side is the side that signed or gave notice.
	Side Side `json:"side,omitzero"`
	// Service and Target are what resources were committed to, and what a
	// capability or a shortfall is about.
	Service ownership.ServiceID `json:"service,omitempty"`
	Target  TargetID            `json:"target,omitempty"`
	// Until is when the agreement ends by the notice, or the acceptance of a
	// shortfall.
	Until time.Time `json:"until,omitzero"`
	// Judged is what was found when targets were held against capability.
	Judged []Judged `json:"judged,omitempty"`
}

// InEffect is a version of the terms with the period in which it was or will be
// in force, as far as is recorded.
type InEffect struct {
	Version int
	Terms   Terms
	Period  ownership.Period
}

// ID returns the key of the agreement.
func (a Agreement) ID() AgreementID { return a.id }

// Key is ID, as stores ask for it.
func (a Agreement) Key() AgreementID { return a.id }

// IsZero reports whether a is absence.
func (a Agreement) IsZero() bool { return a.id == "" }

// Name is what people call it; it may be empty.
func (a Agreement) Name() string { return a.name }

// Kind says whether it is an SLA, an OLA or a contract.
func (a Agreement) Kind() Kind { return a.kind }

// Counterparty is the customer, the supporting party or the supplier.
func (a Agreement) Counterparty() ownership.PartyID { return a.counterparty }

// Services returns the services that the agreement is for, by name: of an SLA
// those that are promised, otherwise those that are supported. A service-based
// agreement has one, a customer-based one several.
func (a Agreement) Services() []ownership.ServiceID { return slices.Clone(a.services) }

// Through returns what the counterparty contributes, by name: the services that
// Services depend on. It is empty for an SLA.
func (a Agreement) Through() []ownership.ServiceID { return slices.Clone(a.through) }

// Promised returns the services whose levels the agreement promises, by name: of
// an SLA its Services, otherwise Through.
func (a Agreement) Promised() []ownership.ServiceID { return slices.Clone(a.promised()) }

func (a *Agreement) promised() []ownership.ServiceID {
	if a.kind == SLA {
		return a.services
	}
	return a.through
}

// Revision returns the number of acts.
func (a Agreement) Revision() int { return len(a.acts) }

// Acts yields every act in the order of the revisions, as copies.
func (a Agreement) Acts() iter.Seq[AgreementAct] {
	return func(yield func(AgreementAct) bool) {
		for i := range a.acts {
			if !yield(a.acts[i].clone()) {
				return
			}
		}
	}
}

// ByRef returns the act that was recorded with the caller's reference.
func (a Agreement) ByRef(ref ownership.Ref) (AgreementAct, bool) {
	for i := range a.acts {
		if ref != "" && a.acts[i].Ref == ref {
			return a.acts[i].clone(), true
		}
	}
	return AgreementAct{}, false
}

// Versions yields every version of the terms, the oldest first, as copies.
func (a Agreement) Versions() iter.Seq[Version] {
	return func(yield func(Version) bool) {
		for _, v := range a.versions {
			v.Terms = v.Terms.clone()
			if !yield(v) {
				return
			}
		}
	}
}

// Version returns a copy of the version with the number.
func (a Agreement) Version(no int) (Version, bool) {
	if no < 1 || no > len(a.versions) {
		return Version{}, false
	}
	v := a.versions[no-1]
	v.Terms = v.Terms.clone()
	return v, true
}

// Newest returns a copy of the newest version, which need not be in force; the
// zero Version for the zero Agreement.
func (a Agreement) Newest() Version {
	v, _ := a.Version(len(a.versions))
	return v
}

// InForce returns a copy of the terms that are in force at the instant.
func (a Agreement) InForce(at time.Time) (Terms, bool) {
	v := a.versionAt(at)
	if v == nil {
		return Terms{}, false
	}
	return v.Terms.clone(), true
}

// VersionAt returns a copy of the version that is in force at the instant.
func (a Agreement) VersionAt(at time.Time) (Version, bool) {
	v := a.versionAt(at)
	if v == nil {
		return Version{}, false
	}
	return a.Version(v.No)
}

func (a *Agreement) versionAt(at time.Time) *Version {
	for _, e := range effectsOf(a.acts, a.versions) {
		if e.period.Contains(at) {
			return &a.versions[e.version-1]
		}
	}
	return nil
}

// During returns what is in force within the period, in the order of time: each
// version with the part of the period in which it is. Where it is cut, it was in
// force before or will be afterwards.
func (a Agreement) During(p ownership.Period) (out []InEffect) {
	for _, e := range effectsOf(a.acts, a.versions) {
		if cut, ok := meet(e.period, normalPeriod(p)); ok {
			out = append(out, InEffect{e.version, a.versions[e.version-1].Terms.clone(), cut})
		}
	}
	return out
}

// Ends returns when the agreement ends, as far as is recorded: by notice, or
// because no version follows the last one. The zero time means that no end is in
// sight, false that it was never put into force.
func (a Agreement) Ends() (time.Time, bool) {
	effects := effectsOf(a.acts, a.versions)
	if len(effects) == 0 {
		return time.Time{}, false
	}
	return effects[len(effects)-1].period.Until, true
}

// Status says where the agreement stands at the instant. Terms that are
// negotiated while others are in force do not change it; see
// [Agreement.NewestStatus].
func (a Agreement) Status(at time.Time) AgreementStatus {
	begun := false
	for _, e := range effectsOf(a.acts, a.versions) {
		if e.period.Contains(at) {
			return Active
		}
		begun = begun || !at.Before(e.period.From)
	}
	switch recorded := a.recordedStatus(at); {
	case recorded == Terminated:
		return Terminated
	case begun:
		return Expired
	case recorded == Active: // signed and sealed, but not valid yet
		return Agreed
	default:
		return recorded
	}
}

// NewestStatus says where the newest version of the terms stands at the instant,
// which is what the commands go by: Negotiating, say, while the version before
// it is in force. What is activated and not valid yet is Active; Expired is what
// an agreement becomes when its last version is over. It is unset before the
// first act.
func (a Agreement) NewestStatus(at time.Time) AgreementStatus {
	status := a.recordedStatus(at)
	if status != Active {
		return status
	}
	effects := effectsOf(a.actsBy(at), a.versions)
	if n := len(effects); n == 0 || !effects[n-1].period.IsOpen() && !at.Before(effects[n-1].period.Until) {
		return Expired
	}
	return Active
}

// actsBy returns the acts that were recorded by the instant.
func (a *Agreement) actsBy(at time.Time) []AgreementAct {
	n := sort.Search(len(a.acts), func(i int) bool { return a.acts[i].At.After(at) })
	return a.acts[:n]
}

// recordedStatus is what the status table says, which knows nothing of validity.
func (a *Agreement) recordedStatus(at time.Time) AgreementStatus {
	acts := a.actsBy(at)
	if len(acts) == 0 {
		return 0
	}
	return acts[len(acts)-1].Status
}

func (x AgreementAct) clone() AgreementAct {
	x.Judged = cloneList(x.Judged)
	for i := range x.Judged {
		x.Judged[i].Gaps = cloneList(x.Judged[i].Gaps)
	}
	return x
}
