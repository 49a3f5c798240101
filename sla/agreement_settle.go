package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// judged returns a copy of what was found last about the targets of the version;
// none if nobody looked.
func (a *Agreement) judged(version int) []Judged {
	for i := len(a.acts) - 1; i >= 0; i-- {
		if x := &a.acts[i]; x.Version == version && x.Judged != nil {
			return x.clone().Judged
		}
	}
	return nil
}

// Judged returns what was found last when the targets of the version were held
// against capability; none if nobody looked.
func (a Agreement) Judged(version int) []Judged { return a.judged(version) }

// accepted returns the last acceptance of the shortfall that counts for the
// version: of the same target, if it promised the same then. An acceptance given
// for another objective is none of this one.
func (a *Agreement) accepted(version int, j Judged) *AgreementAct {
	t, ok := a.versions[version-1].Terms.Target(j.Target)
	for i := len(a.acts) - 1; i >= 0; i-- {
		x := &a.acts[i]
		if x.Command != ShortfallAccepted || x.Target != j.Target || x.Service != j.Service || x.Version > version {
			continue
		}
		if then, known := a.versions[x.Version-1].Terms.Target(j.Target); ok && known && then == t {
			return x
		}
	}
	return nil
}

// committed reports whether resources of the service were committed to the
// version, or to the one that it was lowered from.
func (a *Agreement) committed(version int, service ownership.ServiceID) bool {
	for ; version >= 1; version-- {
		if slices.ContainsFunc(a.acts, func(x AgreementAct) bool {
			return x.Command == ResourcesCommitted && x.Version == version && x.Service == service
		}) {
			return true
		}
		if a.acts[a.versions[version-1].Act-1].Command != TargetLowered {
			return false
		}
	}
	return false
}

// bound yields the versions that bind somebody at the instant: the one in force,
// and the newest if it is signed. What was adopted has no acts to look at.
func (a *Agreement) bound(at time.Time) (out []*Version) {
	if v := a.versionAt(at); v != nil && !a.adopted(v) {
		out = append(out, v)
	}
	newest := &a.versions[len(a.versions)-1]
	status := a.NewestStatus(at)
	if slices.Contains(out, newest) || a.adopted(newest) || status == Terminated || status == Expired {
		return out
	}
	if a.signature(newest.No, ForProvider) != nil || a.signature(newest.No, ForCounterparty) != nil || status == Active {
		out = append(out, newest)
	}
	return out
}

func (a *Agreement) adopted(v *Version) bool { return a.acts[v.Act-1].Command == Adopted }

// signatories returns the persons behind a signature: who acted, and on whose
// behalf.
func signatories(x *AgreementAct) []ownership.PartyID {
	if x == nil {
		return nil
	}
	if x.Proof.For == "" || x.Proof.For == x.Proof.By {
		return []ownership.PartyID{x.Proof.By}
	}
	return []ownership.PartyID{x.Proof.By, x.Proof.For}
}
