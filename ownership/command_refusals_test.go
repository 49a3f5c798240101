package ownership

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestAssignRefused changes one thing at a time in an assignment that would do.
func TestAssignRefused(t *testing.T) {
	reg := world(t)
	l := founded(t, deputy("ben", 1, between(1, 10)), Claim{Role: ServiceLevelManager, Holder: "dee", Period: between(1, 8)})
	for _, c := range []struct {
		name string
		c    Assign
		want []Code // none: accepted
	}{
		{"a second owner", Assign{Role: ServiceOwner, To: "cyd"}, []Code{"owner.overlap"}},
		{"a second owner some day", Assign{Role: ServiceOwner, To: "cyd", Period: from(90)}, []Code{"owner.overlap"}},
		{"the owner again", Assign{Role: ServiceOwner, To: "ada"}, []Code{"role.twice"}},
		{"a second level manager", Assign{Role: ServiceLevelManager, To: "cyd", Period: between(7, 9)}, []Code{"role.overlap"}},
		{"the next level manager", Assign{Role: ServiceLevelManager, To: "cyd", Period: between(8, 9)}, nil},
		{"several where several may be", Assign{Role: FunctionalServiceManager, To: "cyd"}, nil},
		{"in the past", Assign{Role: FunctionalServiceManager, To: "cyd", Period: from(1)}, []Code{"ledger.past"}},
		{"an unknown role", Assign{Role: "baker", To: "cyd"}, []Code{"role.unknown"}},
		{"a role of another level", Assign{Role: ComponentOwner, To: "cyd"}, []Code{"role.level"}},
		{"a deputy", Assign{Role: ServiceOwnerDeputy, To: "cyd", Rank: 2}, nil},
		{"a deputy without a rank", Assign{Role: ServiceOwnerDeputy, To: "cyd"}, []Code{"deputy.unranked"}},
		{"a rank that is taken", Assign{Role: ServiceOwnerDeputy, To: "cyd", Rank: 1, Period: from(9)}, []Code{"deputy.rank"}},
		{"a rank that will be free", Assign{Role: ServiceOwnerDeputy, To: "cyd", Rank: 1, Period: from(10)}, nil},
		{"a rank of no deputy", Assign{Role: FunctionalServiceManager, To: "cyd", Rank: 1}, []Code{"deputy.vain-rank"}},
		{"his own deputy", Assign{Role: ServiceOwnerDeputy, To: "ada", Rank: 2}, []Code{"deputy.own"}},
		{"a group that answers", Assign{Role: ServiceLevelManager, To: "team", Period: from(8)}, []Code{"holder.not-person"}},
		{"a group that stands in", Assign{Role: ServiceOwnerDeputy, To: "team", Rank: 2}, []Code{"holder.not-person"}},
		{"a group that is a customer", Assign{Role: Customer, To: "team"}, nil},
		{"one who will have left", Assign{Role: FunctionalServiceManager, To: "gone", Period: from(5)}, []Code{"holder.inactive"}},
		{"one who is still there", Assign{Role: FunctionalServiceManager, To: "gone", Period: from(4)}, nil},
		{"an unknown customer", Assign{Role: Customer, To: "zoe"}, []Code{"holder.unknown"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := l.Assign(reg, by("boss", 2), c.c)
			require.Equal(t, c.want, codes(err))
			if c.want != nil {
				require.ErrorIs(t, err, ErrRefused)
				require.Equal(t, ledgerDump(l), ledgerDump(out))
			} else {
				require.NoError(t, err)
			}
		})
	}
}

func TestAssignMakesADeputyTheOwner(t *testing.T) {
	reg := world(t)
	l := founded(t, deputy("ben", 1, from(1)))
	l, err := l.End(reg, by("boss", 2), End{Role: ServiceOwner, Holder: "ada", At: day(4)})
	require.NoError(t, err)
	l, err = l.Assign(reg, by("boss", 3), Assign{Role: ServiceOwner, To: "ben", Period: from(4)})
	require.NoError(t, err)
	require.Equal(t, []string{"ben"}, told(l, ServiceOwnerDeputy, 3))
	require.Empty(t, told(l, ServiceOwnerDeputy, 4))
	require.Equal(t, []string{"ben"}, told(l, ServiceOwner, 4))
}

// TestPolicySoftens lets policy and waivers decide where the rule is theirs.
func TestPolicySoftens(t *testing.T) {
	toTeam := func(p Policy) error {
		_, err := founded(t).Handover(worldWith(t, p), by("boss", 2), Handover{To: "team"})
		return err
	}
	require.ErrorIs(t, toTeam(Policy{}), ErrRefused)
	require.NoError(t, toTeam(Policy{Severities: map[Code]Severity{"owner.not-person": SeverityWarning}}))
	require.ErrorIs(t, toTeam(Policy{Severities: map[Code]Severity{"owner.not-person": SeverityError}}), ErrRefused)
	waiver := Waiver{Code: "owner.not-person", Subject: mail.Subject(), Author: "boss", Reason: "until hired", Period: between(1, 9)}
	require.NoError(t, toTeam(Policy{Waivers: []Waiver{waiver}}))
	waiver.Period = between(3, 9)
	require.ErrorIs(t, toTeam(Policy{Waivers: []Waiver{waiver}}), ErrRefused, "not yet")
	waiver.Period = from(1)
	require.ErrorIs(t, toTeam(Policy{Waivers: []Waiver{waiver}}), ErrRefused, "without an end it lifts nothing")

	second := Assign{Role: ServiceLevelManager, To: "cyd"}
	soft := worldWith(t, Policy{Severities: map[Code]Severity{"role.overlap": SeverityInfo, "role.contested": SeverityInfo}})
	_, err := founded(t, Claim{Role: ServiceLevelManager, Holder: "dee"}).Assign(soft, by("boss", 2), second)
	require.Equal(t, []Code{"role.overlap"}, codes(err), "no policy lets a command make a contest")
}

// TestAdmissionLooksAhead: two roles that policy forbids together are refused
// even if they meet only later.
func TestAdmissionLooksAhead(t *testing.T) {
	reg := worldWith(t, Policy{Combinations: []Combination{{ServiceOwner, ServiceLevelManager, Forbid}}})
	l := founded(t, Claim{Role: ServiceLevelManager, Holder: "dee", Period: from(20)})
	_, err := l.Handover(reg, by("boss", 2), Handover{To: "dee"})
	require.Equal(t, []Code{"roles.forbidden"}, codes(err))
	_, err = l.Handover(world(t), by("boss", 2), Handover{To: "dee"})
	require.NoError(t, err, "by default it is a warning")

	// What is there already does not stand in the way of something else.
	l, err = l.Handover(world(t), by("boss", 2), Handover{To: "dee"})
	require.NoError(t, err)
	_, err = l.Assign(reg, by("boss", 3), Assign{Role: ServiceOwnerDeputy, To: "ben", Rank: 1})
	require.NoError(t, err)
}

func TestEndAndCancel(t *testing.T) {
	reg := world(t)
	l := founded(t, deputy("ben", 1, from(1)), Claim{Role: ServiceLevelManager, Holder: "dee", Period: from(20)},
		Claim{Role: FunctionalServiceManager, Holder: "cyd", Period: between(1, 5)}, Claim{Role: FunctionalServiceManager, Holder: "cyd", Period: between(7, 9)},
		Claim{Role: FunctionalServiceManager, Holder: "cyd", Period: between(10, 12)})
	l, err := l.Delegate(reg, by("ada", 2), Delegate{Role: ServiceOwner, To: "cyd", Until: day(9), Reason: "away"})
	require.NoError(t, err)

	out, err := l.End(reg, by("boss", 3), End{Role: ServiceOwner, Holder: "ada", At: day(4)})
	require.NoError(t, err)
	require.Equal(t, []string{"ada", "(cyd)"}, told(out, ServiceOwner, 3))
	require.Empty(t, told(out, ServiceOwner, 4), "the delegation falls with the role")
	require.Equal(t, []string{"ben"}, told(out, ServiceOwnerDeputy, 4), "deputies stay")

	out, err = l.End(reg, by("ada", 3), End{Role: ServiceOwner, Holder: "cyd"})
	require.NoError(t, err, "a delegator takes back what was delegated")
	require.Equal(t, []string{"ada"}, told(out, ServiceOwner, 3))
	_, err = l.End(reg, by("cyd", 3), End{Role: ServiceOwner, Holder: "cyd"})
	require.Equal(t, []Code{"authority.not-held"}, codes(err)[:1], "nobody else does, although cyd may delegate as well")
	_, err = l.End(reg, by("ada", 3), End{Role: ServiceOwner, Holder: "ada"})
	require.Equal(t, []Code{"authority.not-held"}, codes(err)[:1], "and does not appoint")

	out, err = l.Cancel(reg, by("boss", 3), Cancel{Role: ServiceLevelManager, Holder: "dee"})
	require.NoError(t, err)
	require.Empty(t, told(out, ServiceLevelManager, 20))

	for name, c := range map[string]struct {
		give func() (Ledger, error)
		want Code
	}{
		"end in the past":       {func() (Ledger, error) { return l.End(reg, by("boss", 3), End{Entry: 1, At: day(2)}) }, "ledger.past"},
		"end what has ended":    {func() (Ledger, error) { return l.End(reg, by("boss", 5), End{Entry: 4}) }, "ledger.nothing"},
		"end what has not come": {func() (Ledger, error) { return l.End(reg, by("boss", 3), End{Entry: 3}) }, "ledger.nothing"},
		"end nobody's":          {func() (Ledger, error) { return l.End(reg, by("boss", 3), End{Role: Customer, Holder: "ada"}) }, "ledger.nothing"},
		"cancel what has begun": {func() (Ledger, error) { return l.Cancel(reg, by("boss", 3), Cancel{Entry: 1}) }, "ledger.nothing"},
		"cancel what begins now": {func() (Ledger, error) {
			return l.Cancel(reg, by("boss", 20), Cancel{Role: ServiceLevelManager, Holder: "dee"})
		}, "ledger.nothing"},
		"cancel one of several": {func() (Ledger, error) {
			return l.Cancel(reg, by("boss", 3), Cancel{Role: FunctionalServiceManager, Holder: "cyd"})
		}, "ledger.several"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.give()
			require.ErrorIs(t, err, ErrRefused)
			require.Equal(t, []Code{c.want}, codes(err))
		})
	}
	superseded, err := l.Handover(reg, by("boss", 3), Handover{To: "dee", At: day(30)})
	require.NoError(t, err)
	_, err = superseded.End(reg, by("boss", 4), End{Entry: 1})
	require.Equal(t, []Code{"ledger.nothing"}, codes(err), "nobody believes it any more")
}

func TestDelegationsFallWithTheirOwnDelegatorOnly(t *testing.T) {
	reg := world(t)
	l := founded(t, Claim{Role: FunctionalServiceManager, Holder: "cyd"}, Claim{Role: FunctionalServiceManager, Holder: "dee"})
	for _, from := range []PartyID{"cyd", "dee"} {
		var err error
		l, err = l.Delegate(reg, by(from, 2), Delegate{Role: FunctionalServiceManager, To: "ben", Until: day(9), Reason: "away"})
		require.NoError(t, err)
	}
	l, err := l.End(reg, by("boss", 3), End{Role: FunctionalServiceManager, Holder: "cyd"})
	require.NoError(t, err)
	require.Equal(t, []string{"dee", "(ben)"}, told(l, FunctionalServiceManager, 3))
}

func TestHandoverOfOneOfSeveral(t *testing.T) {
	reg := world(t)
	l := founded(t, Claim{Role: FunctionalServiceManager, Holder: "cyd"}, Claim{Role: FunctionalServiceManager, Holder: "dee"})
	_, err := l.Handover(reg, by("boss", 2), Handover{Role: FunctionalServiceManager, To: "ben"})
	require.Equal(t, []Code{"ledger.several"}, codes(err))
	out, err := l.Handover(reg, by("boss", 2), Handover{Role: FunctionalServiceManager, From: "dee", To: "ben"})
	require.NoError(t, err)
	require.Equal(t, []string{"cyd", "ben"}, told(out, FunctionalServiceManager, 2))
	_, err = l.Handover(reg, by("boss", 2), Handover{Role: FunctionalServiceManager, From: "dee", To: "cyd"})
	require.Equal(t, []Code{"role.twice"}, codes(err))
}

// TestDelegateRefused: never wider, never longer, never further.
func TestDelegateRefused(t *testing.T) {
	reg := world(t)
	l := founded(t, deputy("ben", 1, from(1)), Claim{Role: FunctionalServiceManager, Holder: "dee", Period: between(1, 20)})
	l, err := l.Handover(reg, by("boss", 1), Handover{To: "dee", At: day(15)})
	require.NoError(t, err)
	l, err = l.Delegate(reg, by("ada", 2), Delegate{Role: ServiceOwner, To: "cyd", Until: day(9), Reason: "away"})
	require.NoError(t, err)
	good := Delegate{Role: ServiceOwner, To: "cyd", Activities: []Activity{ApproveChange}, Until: day(8), Reason: "away"}
	_, err = l.Delegate(reg, by("ada", 2), good)
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		who    Who
		change func(d *Delegate)
		want   []Code
	}{
		{"in the past", by("ada", 3), func(d *Delegate) { d.From = day(2) }, []Code{"ledger.past"}},
		{"longer than held", by("ada", 2), func(d *Delegate) { d.Until = day(16) }, []Code{"delegate.not-held"}},
		{"a role of somebody else", by("ada", 2), func(d *Delegate) { d.Role = FunctionalServiceManager }, []Code{"delegate.not-held"}},
		{"to himself", by("ada", 2), func(d *Delegate) { d.To = "ada" }, []Code{"delegate.holder"}},
		{"to the next owner", by("ada", 2), func(d *Delegate) { d.To = "dee" }, nil},
		{"to the next owner, for longer", by("dee", 2), func(d *Delegate) { d.Role, d.To, d.Until = FunctionalServiceManager, "ada", day(18) }, nil},
		{"to a group", by("ada", 2), func(d *Delegate) { d.To = "team" }, []Code{"holder.not-person"}},
		{"to somebody unknown", by("ada", 2), func(d *Delegate) { d.To = "zoe" }, []Code{"holder.unknown"}},
		{"to one who will have left", by("ada", 2), func(d *Delegate) { d.To, d.From = "gone", day(6) }, []Code{"holder.inactive"}},
		{"what is not of the role", by("ada", 2), func(d *Delegate) { d.Activities = []Activity{AppointServiceOwner} }, []Code{"delegate.activity"}},
		{"what there is not", by("ada", 2), func(d *Delegate) { d.Activities = []Activity{"bake"} }, []Code{"delegation.activity"}},
		{"what nobody stands in for", by("ada", 2), func(d *Delegate) { d.Activities = []Activity{CommitResources} }, []Code{"delegate.never"}},
		{"what was delegated to him", by("cyd", 3), func(d *Delegate) { d.To = "dee" }, []Code{"delegate.not-held", "delegate.on-behalf"}},
		{"by the management", by("boss", 3), func(d *Delegate) {}, []Code{"delegate.not-held"}},
		{"a deputyship", by("ada", 2), func(d *Delegate) { d.Role = ServiceOwnerDeputy }, []Code{"delegate.activity", "delegate.not-held", "delegate.on-behalf"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := good
			c.change(&d)
			_, err := l.Delegate(reg, c.who, d)
			require.Equal(t, c.want, codes(err), "%v", err)
		})
	}
}

func TestCorrect(t *testing.T) {
	reg := world(t)
	l := founded(t)
	l, err := l.Delegate(reg, by("ada", 2), Delegate{Role: ServiceOwner, To: "cyd", Until: day(9), Reason: "away"})
	require.NoError(t, err)
	_, err = l.Correct(reg, by("boss", 3), Correct{Retract: []int{1}, Reason: "it was ben"})
	require.Equal(t, []Code{"ledger.orphan"}, codes(err))
	_, err = l.Correct(reg, by("boss", 3), Correct{Add: []Claim{owner("ben", between(1, 3))}, Reason: "it was ben"})
	require.Equal(t, []Code{"owner.overlap"}, codes(err))

	l, err = l.Correct(reg, by("boss", 3), Correct{
		Retract: []int{1, 2},
		Add:     []Claim{owner("ben", between(1, 3)), owner("ada", from(3))},
		Reason:  "it was ben for two days",
	})
	require.NoError(t, err)
	require.Equal(t, []string{"ben"}, told(l, ServiceOwner, 2))
	require.Equal(t, []string{"ada"}, told(l, ServiceOwner, 3))
	then := func(k time.Time) (out []PartyID) {
		for e := range l.At(day(2), k) {
			out = append(out, e.Holder)
		}
		return out
	}
	require.Equal(t, []PartyID{"ada", "cyd"}, then(day(2)), "what was believed stays readable")
	require.Equal(t, []PartyID{"ben"}, then(day(3)))
	_, err = l.Correct(reg, by("boss", 3), Correct{Retract: []int{1}, Reason: "again"})
	require.Equal(t, []Code{"ledger.nothing"}, codes(err))

	// A correction may put a delegation on record, by the same rules.
	away := Claim{Role: ServiceOwner, Holder: "cyd", Period: between(1, 2), Delegation: &Delegation{From: "ben", Reason: "ill"}}
	_, err = l.Correct(reg, by("boss", 3), Correct{Add: []Claim{away}, Reason: "it was agreed on the phone"})
	require.NoError(t, err)
	away.Period = between(1, 4)
	_, err = l.Correct(reg, by("boss", 3), Correct{Add: []Claim{away}, Reason: "it was agreed on the phone"})
	require.Equal(t, []Code{"delegate.not-held"}, codes(err))
}

// TestCorrectLeavesOldOrphansAlone: what rested on nothing before is not for
// this correction to repair.
func TestCorrectLeavesOldOrphansAlone(t *testing.T) {
	reg := world(t)
	stray := Claim{Role: ServiceOwner, Holder: "cyd", Period: from(1), Delegation: &Delegation{From: "dee"}}
	l, err := Adopt(mail, "cmdb", day(1), owner("ada", Period{}), stray, Claim{Role: Customer, Holder: "team"})
	require.NoError(t, err)
	_, err = l.Correct(reg, by("boss", 2), Correct{Retract: []int{3}, Reason: "no customer"})
	require.NoError(t, err)
}

func TestCorrectSettlesAContest(t *testing.T) {
	reg := world(t)
	l, err := Adopt(mail, "cmdb", day(1), owner("ada", Period{}), owner("ben", Period{}), owner("cyd", Period{}))
	require.NoError(t, err)
	l, err = l.Correct(reg, by("boss", 2), Correct{Retract: []int{2}, Reason: "moved on long ago"})
	require.NoError(t, err, "one step is a step")
	_, err = l.Handover(reg, by("boss", 2), Handover{From: "ada", To: "dee"})
	require.ErrorIs(t, err, ErrContested)
	l, err = l.Correct(reg, by("boss", 2), Correct{Retract: []int{3}, Reason: "helps out only"})
	require.NoError(t, err)
	_, err = l.Handover(reg, by("boss", 2), Handover{To: "dee"})
	require.NoError(t, err)
}

func TestImportAdoptsUnjudged(t *testing.T) {
	reg := world(t)
	claims := []Claim{
		owner("team", from(1)), owner("nobody-knows", from(1)),
		{Role: "baker", Holder: "ada"},
		{Role: ServiceOwnerDeputy, Holder: "team", Period: Period{From: day(9), Until: day(3)}},
	}
	l, err := Ledger{}.Import(reg, by("boss", 2), Import{Scope: mail, Source: "cmdb", Claims: claims})
	require.NoError(t, err)
	for e := range l.Entries() {
		require.Equal(t, "cmdb", e.Claim)
	}
	again, err := l.Import(reg, by("boss", 3), Import{Scope: mail, Source: "cmdb", Claims: claims})
	require.NoError(t, err, "what is there is not adopted again, contested or not")
	require.Equal(t, ledgerDump(l), ledgerDump(again))
	_, err = l.Import(reg, by("boss", 3), Import{Scope: mail, Source: "hr", Claims: claims})
	require.ErrorIs(t, err, ErrContested, "another source says it as well")

	// A source that has not heard of a handover does not undo it.
	sole := []Claim{owner("ada", Period{})}
	l, err = Ledger{}.Import(reg, by("boss", 2), Import{Scope: mail, Source: "cmdb", Claims: sole})
	require.NoError(t, err)
	l, err = l.Handover(reg, by("boss", 3), Handover{To: "ben"})
	require.NoError(t, err)
	again, err = l.Import(reg, by("boss", 4), Import{Scope: mail, Source: "cmdb", Claims: sole})
	require.NoError(t, err)
	require.Equal(t, ledgerDump(l), ledgerDump(again))
}

func TestAdoptNamesNobody(t *testing.T) {
	l := acme(t)
	act, ok := l.Act(1)
	require.True(t, ok)
	require.Equal(t, Act{Revision: 1, Kind: Imported, At: day(1), Proof: Proof{Activity: ImportRecords, Scope: l.Scope(), At: day(1)}}, act)
	_, ok = l.Act(2)
	require.False(t, ok)
	_, ok = l.Entry(0)
	require.False(t, ok)
	_, ok = l.ByRef("")
	require.False(t, ok)
}

// TestFounding: where nobody has the right, a person founds the record.
func TestFounding(t *testing.T) {
	reg, err := NewRegister(Facts{Parties: commandParties(), Matrices: []Matrix{commandMatrix()}}, nil)
	require.NoError(t, err)
	e := Establish{Scope: OrganisationScope("hill"), Claims: []Claim{{Role: SeniorManagement, Holder: "ada", Period: from(1)}}}
	l, err := Ledger{}.Establish(reg, by("ada", 2), e)
	require.NoError(t, err)
	act, _ := l.Act(1)
	require.Equal(t, Founding, act.Proof.Capacity)
	_, err = Ledger{}.Establish(reg, by("team", 2), e)
	require.ErrorIs(t, err, ErrRefused)
	_, err = l.Establish(reg, by("ada", 2), e)
	require.Contains(t, codes(err), Code("ledger.present"))

	// A service that lies nowhere is nobody's to take.
	e = Establish{Scope: mail, Claims: []Claim{owner("ada", from(1))}}
	_, err = Ledger{}.Establish(reg, by("ada", 2), e)
	require.ErrorIs(t, err, ErrRefused)
	require.Contains(t, codes(err), Code("authority.unplaced"))
	require.False(t, reg.May(Request{By: "ada", Activity: EstablishOwnership, Scope: mail, At: day(2)}))

	_, err = Ledger{}.Establish(world(t), by("ada", 2), e)
	require.ErrorIs(t, err, ErrRefused, "here the management has the right")
	_, err = Ledger{}.Establish(world(t), by("boss", 2), Establish{Scope: mail, Claims: []Claim{
		owner("ada", from(1)), owner("ben", from(3)), deputy("ada", 0, from(2)), {Role: Customer, Holder: "zoe"},
	}})
	require.Equal(t, []Code{"deputy.own", "deputy.unranked", "holder.unknown", "owner.overlap"}, codes(err))
}

// TestNoAppointment: a role whose card names no activity is given by no command,
// and the refusal says why.
func TestNoAppointment(t *testing.T) {
	m := commandMatrix()
	m.cards[1].AppointedBy = ""
	reg, err := NewRegister(Facts{Parties: commandParties(), Matrices: []Matrix{m}}, nil)
	require.NoError(t, err)
	_, err = acme(t).Assign(reg, by("boss", 2), Assign{Role: m.cards[1].Role, To: "ada"})
	require.ErrorIs(t, err, ErrRefused)
	require.Contains(t, codes(err), Code("matrix.appointment-none"))
}

// TestRefOfAnotherRole: a reference that stands for another role's assignment is
// no repetition, so that a reference used twice by mistake drops no command.
func TestRefOfAnotherRole(t *testing.T) {
	w := Who{By: "boss", At: day(2), Ref: "r"}
	l, err := scheduled(t).Assign(world(t), w, Assign{Role: Customer, To: "ada"})
	require.NoError(t, err)
	_, err = l.Assign(world(t), w, Assign{Role: FunctionalServiceManager, To: "ada"})
	require.ErrorIs(t, err, ErrInvalid)
	_, err = l.Assign(world(t), w, Assign{Role: Customer, To: "ada"})
	require.ErrorIs(t, err, ErrRepeated)
}
