package risk_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// A realm is who answers when, in a form so small that a test can tell by itself
// what a register has to answer. Days count from the beginning of 2026; 0 means
// never.
type realm struct {
	never    bool // ada never owned mail: gus did, all the time
	handover int  // ada hands mail over to gus
	board    int  // eve hands senior management over to fay
	left     map[ownership.PartyID]int
	away     [2]int // ada's holiday
}

// register is built once for each realm: tests ask the same ones over and over.
func (w realm) register(t testing.TB) *ownership.Register {
	t.Helper()
	key := fmt.Sprintf("%+v", w)
	if reg, ok := realms.Load(key); ok {
		return reg.(*ownership.Register)
	}
	reg := w.build(t)
	realms.Store(key, reg)
	return reg
}

var realms sync.Map

func (w realm) build(t testing.TB) *ownership.Register {
	facts := worldFacts()
	for i := range facts.Parties {
		p := &facts.Parties[i]
		if n := w.left[p.ID]; n > 0 {
			p.Active = []ownership.Period{{Until: day(n)}}
		}
		if p.ID == ada && w.away[1] > 0 {
			p.Absences = []ownership.Absence{{Period: ownership.Period{From: day(w.away[0]), Until: day(w.away[1])}}}
		}
	}
	service := mailClaims()[1:]
	switch {
	case w.never:
		service = append(service, ownership.Claim{Role: ownership.ServiceOwner, Holder: gus})
	case w.handover > 0:
		service = append(service, ownership.Claim{Role: ownership.ServiceOwner, Holder: ada, Period: ownership.Period{Until: day(w.handover)}},
			ownership.Claim{Role: ownership.ServiceOwner, Holder: gus, Period: ownership.Period{From: day(w.handover)}})
	default:
		service = append(service, ownership.Claim{Role: ownership.ServiceOwner, Holder: ada})
	}
	board := boardClaims()
	if w.board > 0 {
		board = []ownership.Claim{
			{Role: ownership.SeniorManagement, Holder: eve, Period: ownership.Period{Until: day(w.board)}},
			{Role: ownership.SeniorManagement, Holder: fay, Period: ownership.Period{From: day(w.board)}},
		}
	}
	return register(t, facts, board, service)
}

func (w realm) owner(at time.Time) ownership.PartyID {
	if w.never || w.handover > 0 && !at.Before(day(w.handover)) {
		return gus
	}
	return ada
}

func (w realm) senior(at time.Time) ownership.PartyID {
	if w.board > 0 && !at.Before(day(w.board)) {
		return fay
	}
	return eve
}

func (w realm) active(p ownership.PartyID, at time.Time) bool {
	return w.left[p] == 0 || at.Before(day(w.left[p]))
}

// present says whether the owner is there to act himself.
func (w realm) present(at time.Time) bool {
	owner := w.owner(at)
	holiday := owner == ada && w.away[1] > 0 && !at.Before(day(w.away[0])) && at.Before(day(w.away[1]))
	return w.active(owner, at) && !holiday
}

// entitled says whether by may accept on behalf of principal, and for whom that is.
func (w realm) entitled(by, principal ownership.PartyID, activity ownership.Activity, at time.Time) (on ownership.PartyID, ok bool) {
	if !w.active(by, at) {
		return "", false
	}
	self := principal == "" || principal == by
	if activity == ownership.AcceptRiskBeyondTolerance {
		return "", by == w.senior(at) && self
	}
	owner := w.owner(at)
	switch {
	case by == owner && self:
		return "", true
	case by == ben && !w.present(at) && (principal == "" || principal == owner):
		return owner, true
	}
	return "", false
}

// A verdict is what a re-reading of the history comes to.
type verdict struct {
	footing risk.Footing
	codes   []string // sorted
}

// reread judges the newest acceptance by walking through the history once from its
// beginning, with nothing but the acts, the realm and the tables.
func reread(r risk.Risk, at time.Time, w realm, list []risk.Criteria) verdict {
	var (
		acc      *risk.Act
		accepted risk.Entry // as it was when it was accepted
		entry    risk.Entry
		newest   = map[risk.Exposure]risk.Assessment{}
		byNumber = map[int]risk.Act{}
		revoked  = map[int]bool{}
	)
	for a := range r.Acts() {
		if a.At.After(at) {
			break
		}
		byNumber[a.Revision] = a
		switch a.Kind {
		case risk.ActIdentified, risk.ActRevised:
			entry = *a.Entry
		case risk.ActAssessed:
			newest[a.Assessment.Of] = *a.Assessment
		case risk.ActAccepted:
			acc, accepted = &a, entry
		case risk.ActRevoked:
			revoked[a.Revokes] = true
		case risk.ActClosed:
			acc = nil
		}
	}
	if acc == nil {
		return verdict{footing: risk.Unaccepted}
	}
	subject := *byNumber[acc.Acceptance.Assessment].Assessment
	now := newest[subject.Of]
	var void, ask []string
	voidIf := func(yes bool, code string) {
		if yes {
			void = append(void, "acceptance."+code)
		}
	}
	askIf := func(yes bool, code string) {
		if yes {
			ask = append(ask, "acceptance."+code)
		}
	}

	in, measured := inForce(list, at)
	then, measuredThen := inForce(list, acc.At)
	_, upheld := w.entitled(acc.Proof.By, acc.Proof.For, acc.Proof.Activity, acc.At)
	voidIf(!at.Before(acc.Acceptance.Until), "expired")
	voidIf(revoked[acc.Revision], "revoked")
	voidIf(!upheld, "unauthorised")
	voidIf(acc.Proof.Activity == ownership.AcceptRisk && (!measuredThen || beyond(then, subject)), "beyond-authority")
	voidIf(measuredThen && then.FourEyes && sameHands(*acc, byNumber[acc.Acceptance.Request]), "own-request")
	voidIf(accepted.Cause != entry.Cause || accepted.Event != entry.Event || accepted.Consequence != entry.Consequence, "replaced")
	if measured {
		table := in.Grid.Table()
		level, ok := levelIn(table, now)
		voidIf(ok && rankIn(table, acc.Acceptance.Level) >= 0 && rankIn(table, level) > rankIn(table, acc.Acceptance.Level), "level-rose")
	}
	was, is := acc.Acceptance.Expected, now.Expected
	if measured && was.Currency() == is.Currency() && !was.IsZero() {
		voidIf(float64(is.Minor()) > float64(was.Minor())*float64(100+in.RisePercent)/100, "loss-rose")
	}
	askIf(was.Currency() != is.Currency(), "loss-incomparable")
	askIf(!measured || relabelled(in, list, *acc, subject, now), "grid-changed")
	askIf(gone(w, *acc, at), "approver-gone")

	slices.Sort(void)
	slices.Sort(ask)
	switch {
	case void != nil:
		return verdict{risk.Void, void}
	case ask != nil:
		return verdict{risk.Unconfirmed, ask}
	}
	return verdict{footing: risk.Stands}
}

func inForce(list []risk.Criteria, at time.Time) (out risk.Criteria, ok bool) {
	for _, c := range list {
		if !at.Before(c.From) && (!ok || c.From.After(out.From)) {
			out, ok = c, true
		}
	}
	return out, ok
}

// beyond: tests have one limit for everything.
func beyond(c risk.Criteria, a risk.Assessment) bool {
	limit := c.Limits[0]
	level, ok := levelIn(c.Grid.Table(), a)
	if !ok || rankIn(c.Grid.Table(), level) > rankIn(c.Grid.Table(), limit.Tolerance) {
		return true
	}
	if a.Expected.IsZero() || limit.Threshold.IsZero() {
		return false
	}
	return a.Expected.Currency() != limit.Threshold.Currency() || a.Expected.Minor() > limit.Threshold.Minor()
}

func levelIn(table risk.GridTable, a risk.Assessment) (risk.LevelID, bool) {
	for i, row := range table.Cells {
		for j, level := range row {
			if table.Likelihood[i].ID == a.Likelihood && table.Impact[j].ID == a.Impact {
				return level, true
			}
		}
	}
	return "", false
}

func rankIn(table risk.GridTable, id risk.LevelID) int {
	return slices.IndexFunc(table.Levels, func(l risk.Level) bool { return l.ID == id })
}

func sameHands(acc, request risk.Act) bool {
	if request.Revision == 0 {
		return true
	}
	for _, a := range []ownership.PartyID{acc.Proof.By, acc.Proof.For} {
		for _, b := range []ownership.PartyID{request.Proof.By, request.Proof.For} {
			if a != "" && a == b {
				return true
			}
		}
	}
	return false
}

// relabelled: the grid in force is another one than the risk was accepted under, and
// does not put the accepted pair in the same words and the same order.
func relabelled(in risk.Criteria, list []risk.Criteria, acc risk.Act, subject, now risk.Assessment) bool {
	table := in.Grid.Table()
	if _, ok := levelIn(table, now); !ok {
		return true
	}
	if table.ID == acc.Acceptance.Grid && table.Version == acc.Acceptance.GridVersion {
		return false
	}
	for _, c := range list {
		old := c.Grid.Table()
		if old.ID != acc.Acceptance.Grid || old.Version != acc.Acceptance.GridVersion {
			continue
		}
		is, ok := levelIn(table, subject)
		was := acc.Acceptance.Level
		if !ok || rankIn(table, was) < 0 {
			return true
		}
		if is != was {
			before := rankIn(old, is) >= 0 && rankIn(old, is) < rankIn(old, was)
			after := rankIn(table, is) < rankIn(table, was)
			return rankIn(old, is) >= 0 && before != after
		}
		for _, l := range old.Levels {
			if other := rankIn(table, l.ID); other >= 0 && l.ID != is && (rankIn(old, l.ID) < rankIn(old, is)) != (other < rankIn(table, is)) {
				return true
			}
		}
		return labels(old, subject, is) != labels(table, subject, is)
	}
	return true
}

func labels(table risk.GridTable, a risk.Assessment, level risk.LevelID) [3]string {
	var out [3]string
	for _, s := range table.Likelihood {
		if s.ID == a.Likelihood {
			out[0] = s.Label() + "/" + s.Meaning
		}
	}
	for _, s := range table.Impact {
		if s.ID == a.Impact {
			out[1] = s.Label() + "/" + s.Meaning
		}
	}
	for _, l := range table.Levels {
		if l.ID == level {
			out[2] = l.Label() + "/" + l.Meaning
		}
	}
	return out
}

// gone: whoever decided is no longer there in the role of the decision.
func gone(w realm, acc risk.Act, at time.Time) bool {
	who := acc.Proof.By
	if acc.Proof.For != "" {
		who = acc.Proof.For
	}
	if !w.active(who, at) {
		return true
	}
	if acc.Proof.Role == ownership.SeniorManagement {
		return w.senior(at) != who
	}
	return w.owner(at) != who
}

func verdictOf(s risk.Standing) verdict {
	out := verdict{footing: s.Footing}
	for _, f := range s.Findings {
		out.codes = append(out.codes, string(f.Code))
	}
	slices.Sort(out.codes)
	return out
}
