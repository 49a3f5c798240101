package ownership

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// allCommands gives one good command of each kind to a ledger that takes it.
func allCommands(t testing.TB) map[ActKind]func(l Ledger, a Authority, w Who) (Ledger, error) {
	return map[ActKind]func(l Ledger, a Authority, w Who) (Ledger, error){
		Established: func(_ Ledger, a Authority, w Who) (Ledger, error) {
			return Ledger{}.Establish(a, w, Establish{Scope: mail, Claims: []Claim{owner("ada", from(1))}})
		},
		Imported: func(l Ledger, a Authority, w Who) (Ledger, error) {
			return l.Import(a, w, Import{Scope: mail, Source: "cmdb", Claims: []Claim{{Role: Customer, Holder: "team"}}})
		},
		Assigned: func(l Ledger, a Authority, w Who) (Ledger, error) {
			return l.Assign(a, w, Assign{Role: FunctionalServiceManager, To: "cyd"})
		},
		HandedOver: func(l Ledger, a Authority, w Who) (Ledger, error) {
			return l.Handover(a, w, Handover{To: "cyd"})
		},
		Cancelled: func(l Ledger, a Authority, w Who) (Ledger, error) {
			return l.Cancel(a, w, Cancel{Role: ServiceLevelManager, Holder: "dee"})
		},
		Ended: func(l Ledger, a Authority, w Who) (Ledger, error) {
			return l.End(a, w, End{Role: ServiceOwner, Holder: "ada"})
		},
		Delegated: func(l Ledger, a Authority, w Who) (Ledger, error) {
			w.By = "ada"
			return l.Delegate(a, w, Delegate{Role: ServiceOwner, To: "cyd", Until: day(9), Reason: "away"})
		},
		Corrected: func(l Ledger, a Authority, w Who) (Ledger, error) {
			return l.Correct(a, w, Correct{Retract: []int{1}, Reason: "was never so"})
		},
	}
}

// scheduled is founded with a schedule that can be cancelled.
func scheduled(t testing.TB) Ledger {
	return founded(t, Claim{Role: ServiceLevelManager, Holder: "dee", Period: from(20)})
}

func TestEveryCommandSignsItsAct(t *testing.T) {
	reg := world(t)
	for kind, give := range allCommands(t) {
		t.Run(kind.String(), func(t *testing.T) {
			l := scheduled(t)
			keep := ledgerDump(l)
			zone := time.FixedZone("far", 5*3600)
			w := Who{By: "boss", At: day(2).Add(999 * time.Nanosecond).In(zone), Ref: "r"}
			out, err := give(l, reg, w)
			require.NoError(t, err)
			require.Equal(t, keep, ledgerDump(l), "the receiver stays as it was")
			act, ok := out.ByRef("r")
			require.True(t, ok)
			require.Equal(t, kind, act.Kind)
			require.Equal(t, out.Revision(), act.Revision)
			require.Equal(t, day(2), act.At, "in UTC, cut to microseconds")
			require.Equal(t, OwnRight, act.Proof.Capacity)
			require.Equal(t, mail, act.Proof.Scope)
			require.Equal(t, "commands", act.Proof.Matrix)
			require.NoError(t, out.lawful())
		})
	}
}

func TestEveryCommandAsks(t *testing.T) {
	reg := world(t)
	var noRegister *Register
	for kind, give := range allCommands(t) {
		t.Run(kind.String(), func(t *testing.T) {
			l := scheduled(t)
			if kind == Established {
				l = Ledger{}
			}
			for name, c := range map[string]struct {
				a    Authority
				want error
			}{
				"nobody":              {nil, ErrInvalid},
				"no register":         {noRegister, ErrInvalid},
				"an empty register":   {&Register{}, ErrInvalid},
				"a zero answer":       {Authorization{}, ErrInvalid},
				"another's authority": {permissive{reg}, nil},
			} {
				w := by("boss", 2)
				out, err := give(l, c.a, w)
				if !errors.Is(err, c.want) {
					t.Errorf("%s: %v", name, err)
				}
				if c.want != nil {
					require.Equal(t, ledgerDump(l), ledgerDump(out), name)
				}
			}
			for _, w := range []Who{{}, {By: "boss"}, {At: day(2)}, {By: " boss", For: "\n", Ref: "r\x00", At: time.Unix(1<<60, 0)}} {
				out, err := give(l, reg, w)
				if kind == Delegated && w.By == "" && !w.At.IsZero() {
					continue // the example fills in By
				}
				require.ErrorIs(t, err, ErrInvalid, "%+v", w)
				require.Equal(t, ledgerDump(l), ledgerDump(out))
			}
			if kind != Established {
				w := by("boss", 1)
				w.At = w.At.Add(-time.Microsecond)
				_, err := give(l, reg, w)
				require.ErrorIs(t, err, ErrInvalid, "time does not run backwards")
				_, err = give(Ledger{}, reg, by("boss", 2))
				require.Equal(t, kind == Imported, err == nil, "only an import begins a ledger, too")
			}
			if kind != Delegated {
				_, err := give(l, reg, by("dee", 2))
				require.ErrorIs(t, err, ErrRefused)
				require.Equal(t, []Code{"authority.not-held"}, codes(err)[:1])
			}
		})
	}
}

// TestRefs repeats every command.
func TestRefs(t *testing.T) {
	reg := world(t)
	for kind, give := range allCommands(t) {
		t.Run(kind.String(), func(t *testing.T) {
			w := Who{By: "boss", At: day(2), Ref: "r"}
			l, err := give(scheduled(t), reg, w)
			require.NoError(t, err)
			if kind == Established {
				_, err := l.Establish(reg, w, Establish{Scope: mail, Claims: []Claim{owner("ada", from(1))}})
				require.ErrorIs(t, err, ErrRepeated)
				return
			}
			later, err := l.Import(reg, by("boss", 5), Import{Scope: mail, Source: "hr", Claims: []Claim{{Role: Customer, Holder: "ada"}}})
			require.NoError(t, err)
			// The register knows nothing of this, and later acts have been recorded:
			// a repetition is recognised all the same.
			for _, l := range []Ledger{l, later} {
				out, err := give(l, reg, w)
				require.ErrorIs(t, err, ErrRepeated)
				require.Equal(t, ledgerDump(l), ledgerDump(out))
			}
			other := w
			other.By = "cyd"
			if kind != Delegated {
				_, err = give(l, reg, other)
				require.ErrorIs(t, err, ErrInvalid, "somebody else's reference")
			}
			for k, another := range allCommands(t) {
				if k != kind && k != Established {
					_, err := another(l, reg, w)
					require.ErrorIs(t, err, ErrInvalid, "%s with the reference of %s", k, kind)
				}
			}
		})
	}
}

func TestAuthorizationIsBoundToItsRevision(t *testing.T) {
	reg := world(t)
	l := founded(t)
	reg = reg.With(l)
	auth, err := reg.Authorize(Request{By: "boss", Activity: AppointServiceOwner, Scope: mail, At: day(2)})
	require.NoError(t, err)
	out, err := l.Handover(auth, by("boss", 2), Handover{To: "ben"})
	require.NoError(t, err)
	_, err = out.Handover(auth, by("boss", 2), Handover{To: "cyd"})
	require.ErrorIs(t, err, ErrStale, "another revision")
	_, err = l.Handover(auth, by("boss", 3), Handover{To: "cyd"})
	require.ErrorIs(t, err, ErrStale, "another instant")
	_, err = l.End(auth, by("cyd", 2), End{Entry: 1})
	require.ErrorIs(t, err, ErrStale, "another person")
	_, err = l.Assign(auth, by("boss", 2), Assign{Role: ServiceLevelManager, To: "ben"})
	require.ErrorIs(t, err, ErrStale, "another activity")
}

// TestDefectsAreReportedTogether gives one command with everything malformed.
func TestDefectsAreReportedTogether(t *testing.T) {
	paths := func(err error) (out []string) {
		joined, ok := err.(interface{ Unwrap() []error })
		require.True(t, ok, "%v", err)
		for _, e := range joined.Unwrap() {
			var typed *Error
			require.ErrorAs(t, e, &typed)
			require.ErrorIs(t, e, ErrInvalid)
			out = append(out, typed.Path)
		}
		return out
	}
	late := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	bad := &Mandate{Text: "\xff", Limits: []Limit{{Max: Quantity{Value: -1}}}}
	l, reg := founded(t), world(t)
	_, err := l.Assign(reg, Who{}, Assign{Rank: -1, Period: Period{From: late, Until: day(1)}, Mandate: bad, Reason: "\xff"})
	require.Equal(t, []string{
		"who.by", "who.at", "role", "to", "rank", "period.from", "period", "mandate.grantedBy", "mandate.text",
		"mandate.limits[0].activity", "mandate.limits[0].max.unit", "mandate.limits[0].max.value", "reason",
	}, paths(err))
	_, err = l.Handover(reg, Who{}, Handover{Role: "\n", From: " ", At: late, Mandate: bad, Reason: "\xff"})
	require.Equal(t, []string{
		"who.by", "who.at", "role", "from", "to", "at", "mandate.grantedBy", "mandate.text",
		"mandate.limits[0].activity", "mandate.limits[0].max.unit", "mandate.limits[0].max.value", "reason",
	}, paths(err))
	_, err = Ledger{}.Establish(reg, Who{}, Establish{})
	require.Equal(t, []string{"who.by", "who.at", "scope", "claims"}, paths(err))
	_, err = l.Import(reg, Who{}, Import{Scope: ServiceScope("chat"), Claims: []Claim{{Rank: 300, Delegation: &Delegation{Activities: []Activity{""}, Reason: "\xff"}}}})
	require.Equal(t, []string{
		"who.by", "who.at", "scope", "source", "claims[0].role", "claims[0].holder", "claims[0].rank",
		"claims[0].delegation.from", "claims[0].delegation.activities[0]", "claims[0].delegation.reason",
	}, paths(err))
	_, err = l.End(reg, Who{}, End{})
	require.Equal(t, []string{"who.by", "who.at", "role", "holder"}, paths(err))
	_, err = l.End(reg, Who{}, End{Entry: 9})
	require.Equal(t, []string{"who.by", "who.at", "entry"}, paths(err))
	_, err = l.Cancel(reg, Who{}, Cancel{Entry: 1, Role: ServiceOwner})
	require.Equal(t, []string{"who.by", "who.at", "entry"}, paths(err))
	_, err = l.Delegate(reg, Who{}, Delegate{Activities: []Activity{""}})
	require.Equal(t, []string{"who.by", "who.at", "role", "to", "activities[0]", "until", "reason"}, paths(err))
	_, err = l.Correct(reg, Who{}, Correct{})
	require.Equal(t, []string{"who.by", "who.at", "retract", "reason"}, paths(err))
	_, err = l.Correct(reg, Who{}, Correct{Retract: []int{0, 1, 1}, Add: []Claim{{Delegation: &Delegation{}}}, Reason: "x"})
	require.Equal(t, []string{
		"who.by", "who.at", "retract[0]", "retract[2]", "add[0].role", "add[0].holder", "add[0].delegation.from",
		"add[0].delegation.reason", "add[0].period.until",
	}, paths(err))
	_, err = Adopt(Scope{}, "", late, Claim{Period: Period{Until: time.Date(1, 1, 1, 0, 0, 0, 500, time.UTC)}})
	require.Equal(t, []string{"scope", "source", "at", "claims[0].role", "claims[0].holder", "claims[0].period.until"}, paths(err))
}

// TestContestedLedgersTakeCorrectionsOnly.
func TestContestedLedgersTakeCorrectionsOnly(t *testing.T) {
	reg := world(t)
	for name, c := range map[string]struct {
		second    Period
		contested bool
	}{
		"now":   {from(1), true},
		"later": {from(30), true},
		"over":  {between(1, 2), false},
	} {
		l, err := scheduled(t).Import(reg, by("boss", 1), Import{Scope: mail, Source: "cmdb", Claims: []Claim{owner("ben", c.second)}})
		require.NoError(t, err)
		for kind, give := range allCommands(t) {
			t.Run(name+"/"+kind.String(), func(t *testing.T) {
				if kind == Established {
					return
				}
				out, err := give(l, reg, by("boss", 2))
				if c.contested && kind != Corrected {
					require.ErrorIs(t, err, ErrContested)
					require.NotErrorIs(t, err, ErrRefused)
					var e *Error
					require.ErrorAs(t, err, &e)
					require.True(t, strings.Contains(e.Error(), "ada, ben"), "the claimants are listed: %v", e)
					require.Equal(t, ledgerDump(l), ledgerDump(out))
				} else {
					require.NoError(t, err)
				}
			})
		}
	}
}

// TestNothingIsShared changes everything that was given to commands and
// received from them.
func TestNothingIsShared(t *testing.T) {
	reg := world(t)
	mandate := &Mandate{GrantedBy: "boss", Limits: []Limit{{CommitResources, Quantity{5, "EUR"}}}}
	claims := []Claim{{Role: ServiceOwner, Holder: "ada", Mandate: mandate}}
	l, err := Ledger{}.Establish(reg, by("boss", 1), Establish{Scope: mail, Claims: claims})
	require.NoError(t, err)
	activities := []Activity{DelegateAuthority, ApproveChange, ApproveChange}
	l, err = l.Delegate(reg, by("ada", 1), Delegate{Role: ServiceOwner, To: "ben", Activities: activities, Until: day(5), Reason: "x"})
	require.NoError(t, err)
	e, _ := l.Entry(2)
	require.Equal(t, []Activity{ApproveChange, DelegateAuthority}, e.Delegation.Activities, "sorted, each once")
	keep, err := json.Marshal(l) // a text, so that nothing can be changed behind its back
	require.NoError(t, err)
	mandate.Limits[0].Max.Value, mandate.Text, claims[0].Holder, activities[0] = 6, "more", "ben", "everything"
	for e := range l.Entries() {
		if e.Mandate != nil {
			e.Mandate.Limits[0].Max.Value = 7
		}
		if e.Delegation != nil {
			e.Delegation.Activities[0] = "everything"
		}
	}
	for e := range l.At(day(2), time.Time{}) {
		if e.Mandate != nil {
			e.Mandate.Text = "more"
		}
	}
	e, _ = l.Entry(1)
	e.Mandate.GrantedBy = "ada"
	after, err := json.Marshal(l)
	require.NoError(t, err)
	require.Equal(t, string(keep), string(after))

	// Two commands on one ledger do not write over each other, however much room
	// its slices have left.
	for range 9 {
		one, err := l.Assign(reg, Who{By: "boss", At: day(2), Ref: Ref(fmt.Sprint(l.Revision()))}, Assign{Role: FunctionalServiceManager, To: "ben", Period: between(2, 3)})
		require.NoError(t, err)
		kept, err := json.Marshal(one)
		require.NoError(t, err)
		_, err = l.Assign(reg, by("boss", 2), Assign{Role: FunctionalServiceManager, To: "cyd"})
		require.NoError(t, err)
		after, err := json.Marshal(one)
		require.NoError(t, err)
		require.Equal(t, string(kept), string(after))
		l, err = one.End(reg, by("boss", 2), End{Role: FunctionalServiceManager, Holder: "ben"})
		require.NoError(t, err)
	}
}

// TestCommandRulesAreWhole renders every row with the arguments that it names.
func TestCommandRulesAreWhole(t *testing.T) {
	seen := map[Code]bool{}
	for _, r := range commandRules {
		var args []string
		for _, a := range r.Args {
			args = append(args, a, "<"+a+">")
		}
		f := r.NewFinding(mail.Subject(), "", args...)
		require.NotContains(t, f.Text()+f.Remedy(), "{", r.Code)
		require.False(t, seen[r.Code], "%s twice", r.Code)
		require.NotEmpty(t, r.Sources, r.Code)
		require.Equal(t, SeverityError, r.Severity, r.Code)
		for _, a := range r.Args {
			require.Contains(t, f.Text()+f.Remedy(), "<"+a+">", "%s has an argument that it does not tell", r.Code)
		}
		seen[r.Code] = true
	}
	for _, code := range slices.Concat(admission, []Code{
		ownerOverlap, ownerContested, roleOverlap, roleContested, roleTwice, roleUnknown, deputyOwn, deputyRank,
	}) {
		_, ok := ownershipRules.Rule(code)
		require.True(t, ok, "the table of reviews has no row %s", code)
		require.False(t, seen[code], "%s has two rows", code)
	}
}

// FuzzCommandInput gives commands whatever bytes there are: each ends in a new
// ledger that can be written and read back, or in the old one and a typed error.
func FuzzCommandInput(f *testing.F) {
	f.Add(uint8(4), "boss", "", "service-owner", "ben", "", "", 0, 1, int64(2), int64(0), int64(0))
	f.Add(uint8(3), "boss", "", "service-owner-deputy", "ben", "r", "why", 1, 1, int64(2), int64(3), int64(5))
	f.Add(uint8(7), "ada", "", "service-owner", "ben", "r", "why", 0, 1, int64(2), int64(3), int64(5))
	f.Add(uint8(8), "boss", "boss", "service-owner", "ben", "r", "why", 0, 1, int64(2), int64(1), int64(0))
	f.Add(uint8(2), "boss", "\xff", "x", "team", "r", "cmdb", 300, -1, int64(-1<<62), int64(1<<62), int64(-62135596800))
	reg := world(f)
	l := scheduled(f)
	instantOfInput := func(n int64) time.Time {
		switch {
		case n == 0:
			return time.Time{}
		case n > 0 && n < 40:
			return day(int(n))
		}
		return time.Unix(n, n)
	}
	f.Fuzz(func(t *testing.T, kind uint8, by, behalf, role, to, ref, reason string, rank, no int, at, start, end int64) {
		w := Who{By: PartyID(by), For: PartyID(behalf), At: instantOfInput(at), Ref: Ref(ref)}
		p := Period{From: instantOfInput(start), Until: instantOfInput(end)}
		mandate := &Mandate{GrantedBy: PartyID(behalf), Text: reason, Limits: []Limit{{Activity(role), Quantity{end, reason}}}}
		if rank%2 == 0 {
			mandate = nil
		}
		claims := []Claim{{Role: Role(role), Holder: PartyID(to), Rank: rank, Period: p, Mandate: mandate}}
		if no%3 == 0 {
			claims[0].Delegation = &Delegation{From: PartyID(behalf), Reason: reason, Activities: []Activity{Activity(ref)}}
		}
		on := l
		var out Ledger
		var err error
		switch ActKind(kind) {
		case Established:
			on = Ledger{}
			out, err = on.Establish(reg, w, Establish{Scope: mail, Claims: claims, Reason: reason})
		case Imported:
			out, err = l.Import(reg, w, Import{Scope: mail, Source: reason, Claims: claims, Reason: reason})
		case Assigned:
			out, err = l.Assign(reg, w, Assign{Role: Role(role), To: PartyID(to), Rank: rank, Period: p, Mandate: mandate, Reason: reason})
		case HandedOver:
			out, err = l.Handover(reg, w, Handover{Role: Role(role), To: PartyID(to), From: PartyID(behalf), At: p.From, Mandate: mandate, Reason: reason})
		case Cancelled:
			out, err = l.Cancel(reg, w, Cancel{Entry: no, Role: Role(role), Holder: PartyID(to), Reason: reason})
		case Ended:
			out, err = l.End(reg, w, End{Entry: no, Role: Role(role), Holder: PartyID(to), At: p.From, Reason: reason})
		case Delegated:
			out, err = l.Delegate(reg, w, Delegate{Role: Role(role), To: PartyID(to), Activities: []Activity{Activity(ref)}[:no&1], From: p.From, Until: p.Until, Reason: reason})
		default:
			out, err = l.Correct(reg, w, Correct{Retract: []int{no}, Add: claims, Reason: reason})
		}
		if err != nil {
			checkRefusal(t, on, out, err)
			return
		}
		if out.Revision() > on.Revision()+1 || out.Revision() == on.Revision() && ActKind(kind) != Imported {
			t.Fatalf("revision %d after %d", out.Revision(), on.Revision())
		}
		data, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		var back Ledger
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(ledgerDump(out), ledgerDump(back)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func checkRefusal(t *testing.T, before, after Ledger, err error) {
	if diff := cmp.Diff(ledgerDump(before), ledgerDump(after)); diff != "" {
		t.Fatalf("%v changed the ledger:\n%s", err, diff)
	}
	var typed *Error
	if !errors.As(err, &typed) || err.Error() == "" {
		t.Fatalf("%T: %v", err, err)
	}
	for _, sentinel := range []error{ErrInvalid, ErrRefused, ErrContested, ErrRepeated} {
		if errors.Is(err, sentinel) {
			return
		}
	}
	t.Fatal(fmt.Errorf("over no sentinel: %w", err))
}
