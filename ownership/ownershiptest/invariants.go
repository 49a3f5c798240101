package ownershiptest

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
)

// CheckInvariants holds the register at the instants to what must be true of
// every register, however faulty its data: for tests of one's own matrices,
// stores and importers. The matrix is the one in force at the instants, nil the
// standard one. Each breach names the rule with its requirement.
//
// It asks every party about every activity and scope, so a register for it is
// small.
func CheckInvariants(t rapid.TB, reg *ownership.Register, matrix *ownership.Matrix, at ...time.Time) {
	t.Helper()
	if matrix == nil {
		matrix = ownership.Standard()
	}
	for _, instant := range at {
		v := &visit{reg: reg, matrix: matrix, at: instant}
		for _, inv := range invariants {
			if err := inv.check(v); err != nil {
				t.Errorf("at %s: %v\nthe rule: %s [%s]", instant.UTC().Format(time.RFC3339), err, inv.rule, inv.source)
			}
		}
	}
}

// A visit looks at one register at one instant.
type visit struct {
	reg    *ownership.Register
	matrix *ownership.Matrix
	at     time.Time
}

// An invariant is one rule that no data breaks.
type invariant struct {
	source string
	rule   string
	check  func(*visit) error
}

var invariants = []invariant{
	{"R01", "a role for one holder has at most one who answers, at every instant; several claimants are all listed and none of them answers", (*visit).oneAnswers},
	{"R80", "who answers is a known, active person and no placeholder", (*visit).personsAnswer},
	{"C15", "a deputy who acts is not accountable by that: the holder who is away still answers, and acts again when back", (*visit).deputiesAct},
	{"R14", "who may do something is a known, active person and holds the role that the proof names over the scope that it names, or stands in for it; a contested role authorises nobody", (*visit).proofsHold},
	{"R16", "May, Why and Authorize are one judgement", (*visit).oneJudgement},
	{"R02", "what a party answers for and who holds a role are the same records read from two sides", (*visit).twoSides},
	{"R06", "what is known at the end of time is what is known", (*visit).knownAtTheEnd},
}

func (v *visit) answers(yield func(ownership.RoleCard, ownership.Scope, ownership.Answer) error) error {
	for scope := range v.reg.Scopes(ownership.Scope{}) {
		for card := range v.matrix.Cards() {
			if err := yield(card, scope, v.reg.Holder(card.Role, scope, v.at)); err != nil {
				return fmt.Errorf("%s of %s: %w", card.Role, scope, err)
			}
		}
	}
	return nil
}

func (v *visit) oneAnswers() error {
	return v.answers(func(card ownership.RoleCard, _ ownership.Scope, a ownership.Answer) error {
		claimants := slices.Collect(a.Claimants())
		if !slices.IsSorted(claimants) || len(slices.Compact(slices.Clone(claimants))) != len(claimants) {
			return fmt.Errorf("claimants %q are not distinct and in order", claimants)
		}
		if a.Holder != "" && (a.State != ownership.Held || !slices.Equal(claimants, []ownership.PartyID{a.Holder})) {
			return fmt.Errorf("%s answers although the state is %s with claimants %q", a.Holder, a.State, claimants)
		}
		single := card.Holders != ownership.Several
		switch a.State {
		case ownership.Held:
			if single && a.Holder == "" {
				return fmt.Errorf("held by nobody, claimants %q", claimants)
			}
		case ownership.Contested:
			if !single || len(claimants) < 2 {
				return fmt.Errorf("contested by %q", claimants)
			}
		case ownership.Vacant, ownership.NoPerson:
			if len(claimants) > 1 && single {
				return fmt.Errorf("%s with claimants %q", a.State, claimants)
			}
		default:
			return fmt.Errorf("the state is %s", a.State)
		}
		return nil
	})
}

// living says why the party cannot answer or act, if it cannot.
func (v *visit) living(id ownership.PartyID) error {
	p, ok := v.reg.Party(id).Party()
	switch {
	case !ok:
		return fmt.Errorf("%s is not known", id)
	case p.Kind != ownership.Person || p.Placeholder:
		return fmt.Errorf("%s is no person", id)
	case len(p.Active) > 0 && !slices.ContainsFunc(p.Active, func(a ownership.Period) bool { return a.Contains(v.at) }):
		return fmt.Errorf("%s is not active", id)
	}
	return nil
}

func (v *visit) personsAnswer() error {
	return v.answers(func(_ ownership.RoleCard, _ ownership.Scope, a ownership.Answer) error {
		if a.Holder == "" {
			return nil
		}
		return v.living(a.Holder)
	})
}

func (v *visit) away(id ownership.PartyID) bool {
	p, _ := v.reg.Party(id).Party()
	return slices.ContainsFunc(p.Absences, func(a ownership.Absence) bool { return a.Contains(v.at) })
}

func (v *visit) deputiesAct() error {
	return v.answers(func(card ownership.RoleCard, scope ownership.Scope, a ownership.Answer) error {
		actor := v.reg.Acting(card.Role, scope, v.at)
		switch actor.Capacity {
		case ownership.OwnRight:
			if actor.Person != a.Holder || v.away(actor.Person) {
				return fmt.Errorf("%s acts by own right, and %s answers", actor.Person, a.Holder)
			}
		case ownership.AsDeputy:
			if a.State == ownership.Contested || a.Holder != "" && !v.away(a.Holder) {
				return fmt.Errorf("%s acts as deputy while %s is there, the state is %s", actor.Person, a.Holder, a.State)
			}
			if v.away(actor.Person) {
				return fmt.Errorf("%s acts and is away", actor.Person)
			}
			return v.living(actor.Person)
		default:
			if actor.Person != "" {
				return fmt.Errorf("%s acts as %s", actor.Person, actor.Capacity)
			}
			if a.Holder != "" && !v.away(a.Holder) {
				return fmt.Errorf("nobody acts, and %s is there", a.Holder)
			}
		}
		return nil
	})
}

// requests yields every request of every party to every scope, until one fails.
func (v *visit) requests(yield func(ownership.Row, ownership.Request) error) error {
	for scope := range v.reg.Scopes(ownership.Scope{}) {
		for id := range v.reg.Parties() {
			for row := range v.matrix.Rows() {
				q := ownership.Request{By: id, Activity: row.Activity, Scope: scope, At: v.at}
				if err := yield(row, q); err != nil {
					return fmt.Errorf("%s by %s to %s: %w", row.Activity, id, scope, err)
				}
			}
		}
	}
	return nil
}

func (v *visit) proofsHold() error {
	return v.requests(func(row ownership.Row, q ownership.Request) error {
		if !v.reg.May(q) {
			return nil
		}
		auth, err := v.reg.Authorize(q)
		if err != nil {
			return err
		}
		if err := v.living(q.By); err != nil {
			return err
		}
		p := auth.Proof()
		if p.By != q.By || p.Activity != q.Activity || p.Scope != q.Scope || !p.At.Equal(q.At) {
			return fmt.Errorf("the proof is of something else: %+v", p)
		}
		if p.Capacity == ownership.Founding {
			return nil
		}
		if row.Cells[p.Role]&(ownership.R|ownership.A) == 0 {
			return fmt.Errorf("rests on %s, which is neither R nor A", p.Role)
		}
		if p.Capacity != ownership.OwnRight && row.Acting == ownership.Never {
			return fmt.Errorf("%s although nobody stands in for this", p.Capacity)
		}
		card, _ := v.matrix.Card(p.Role)
		a := v.reg.Holder(p.Role, p.Via, v.at)
		if card.Holders != ownership.Several && a.State == ownership.Contested {
			return fmt.Errorf("rests on %s of %s, which is contested", p.Role, p.Via)
		}
		if p.Capacity == ownership.OwnRight && !slices.Contains(slices.Collect(a.Claimants()), q.By) {
			return fmt.Errorf("rests on %s of %s, which is not held", p.Role, p.Via)
		}
		return nil
	})
}

func (v *visit) oneJudgement() error {
	n := 0
	return v.requests(func(_ ownership.Row, q ownership.Request) error {
		may := v.reg.May(q)
		if n++; !may && n%17 != 0 {
			return nil // a refusal lists everything that is missing, which takes its time
		}
		_, err := v.reg.Authorize(q)
		if why := v.reg.Why(q); may != (why == nil) || may != (err == nil) {
			return fmt.Errorf("May says %t, Why %v, Authorize %v", may, why, err)
		}
		return nil
	})
}

func (v *visit) twoSides() error {
	type record struct {
		party ownership.PartyID
		role  ownership.Role
		scope ownership.Scope
		rank  int
	}
	of := func(h ownership.Holding) record {
		return record{h.Party, h.Role, h.Scope, h.Rank}
	}
	byParty, byRole := map[record]int{}, map[record]int{}
	for id := range v.reg.Parties() {
		for h := range v.reg.Duties(id, v.at) {
			if h.Party != id {
				return fmt.Errorf("among the duties of %s is one of %s", id, h.Party)
			}
			if h.Delegation == nil { // a delegate does not hold the role
				byParty[of(h)]++
			}
		}
	}
	for scope := range v.reg.Scopes(ownership.Scope{}) {
		for card := range v.matrix.Cards() {
			for h := range v.reg.Holders(card.Role, scope, v.at) {
				if _, declared := v.reg.Party(h.Party).Party(); declared && h.Scope == scope && h.Delegation == nil {
					byRole[of(h)]++
				}
			}
		}
	}
	for r, n := range byRole {
		if byParty[r] != n {
			return fmt.Errorf("%s is %s of %s %d times, and has it among the duties %d times", r.party, r.role, r.scope, n, byParty[r])
		}
	}
	for r, n := range byParty {
		if _, known := v.matrix.Card(r.role); known && byRole[r] != n {
			return fmt.Errorf("%s has %s of %s among the duties %d times, and is listed %d times", r.party, r.role, r.scope, n, byRole[r])
		}
	}
	return nil
}

func (v *visit) knownAtTheEnd() error {
	end := v.reg.KnownAt(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))
	return v.answers(func(card ownership.RoleCard, scope ownership.Scope, a ownership.Answer) error {
		b := end.Holder(card.Role, scope, v.at)
		if a.State != b.State || a.Holder != b.Holder || a.Via != b.Via {
			return fmt.Errorf("%s %s now, %s %s at the end of time", a.State, a.Holder, b.State, b.Holder)
		}
		return nil
	})
}
