package sla_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// codes returns what stands in the way.
func codes(t testing.TB, err error) (out []string) {
	t.Helper()
	var refused *ownership.Error
	require.ErrorAs(t, err, &refused)
	require.ErrorIs(t, err, ownership.ErrRefused)
	for _, f := range refused.Findings {
		out = append(out, string(f.Code))
	}
	return out
}

// TestKindOfAgreement: the counterparty's place decides it (R66).
func TestKindOfAgreement(t *testing.T) {
	through := func(s ownership.ServiceID) []ownership.ServiceID { return []ownership.ServiceID{s} }
	daughter := func(f *ownership.Facts, _ map[ownership.Scope][]ownership.Claim) {
		for i := range f.Parties {
			if f.Parties[i].ID == "farlink" {
				f.Parties[i].Within = []ownership.Membership{{Of: "acme", Period: ownership.Period{Until: day(100)}}}
			}
		}
	}
	for _, c := range []struct {
		name         string
		id           sla.AgreementID
		by           ownership.PartyID
		counterparty ownership.PartyID
		through      []ownership.ServiceID
		claimed      sla.Kind
		at           time.Time
		want         sla.Kind
		refused      string
		change       worldChange
	}{
		{name: "the customer's unit", counterparty: "sales", want: sla.SLA},
		{name: "the customer", counterparty: "cara", want: sla.SLA},
		{name: "the customer, rightly named", counterparty: "cara", claimed: sla.SLA, want: sla.SLA},
		{name: "a customer of another organisation", counterparty: "farlink", want: sla.SLA, change: claimed(ownership.ServiceScope(mail), ownership.Customer, "vic")},
		{name: "a customer of this agreement alone", counterparty: "carl", want: sla.SLA, change: claimed(mailSLA.Scope(), ownership.Customer, "carl")},
		{name: "nobody's customer", counterparty: "farlink", refused: "agreement.placeless"},
		{name: "who provides, as customer", counterparty: "infra", refused: "agreement.placeless"},

		{name: "a unit of the provider", id: netOLA, counterparty: "infra", through: through(network), want: sla.OLA},
		{name: "a person of that unit", id: netOLA, counterparty: "liam", through: through(network), want: sla.OLA},
		{name: "the whole provider", id: netOLA, counterparty: "acme", through: through(network), want: sla.OLA},
		{name: "a unit that provides nothing", id: netOLA, counterparty: "sales", through: through(network), refused: "agreement.placeless"},
		{name: "a contract inside one organisation", id: netOLA, counterparty: "infra", through: through(network), claimed: sla.UC, by: "sue", refused: "agreement.kind"},

		{name: "another organisation", id: relayUC, counterparty: "farlink", through: through(relay), want: sla.UC, by: "sue"},
		{name: "a person of it", id: relayUC, counterparty: "vic", through: through(relay), want: sla.UC, by: "sue"},
		{name: "an OLA across organisations", id: relayUC, counterparty: "farlink", through: through(relay), claimed: sla.OLA, refused: "agreement.kind"},
		{name: "a daughter", id: relayUC, counterparty: "farlink", through: through(relay), want: sla.OLA, change: daughter},
		{name: "a daughter that was sold", id: relayUC, counterparty: "farlink", through: through(relay), at: day(100), want: sla.UC, by: "sue", change: daughter},
		{name: "of several not all", id: netOLA, counterparty: "infra", through: []ownership.ServiceID{network, relay}, refused: "agreement.placeless"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reg := world(t)
			if c.change != nil {
				reg = world(t, c.change)
			}
			p := sla.Proposal{ID: mailSLA, Kind: c.claimed, Counterparty: c.counterparty, Services: []ownership.ServiceID{mail}, Through: c.through}
			if c.id != "" {
				p.ID = c.id
			}
			who := by("sam", day(2))
			if c.by != "" {
				who.By = c.by
			}
			if !c.at.IsZero() {
				who.At = c.at
			}
			a, err := sla.Agreement{}.Draft(reg, who, p)
			if c.refused != "" {
				assert.Equal(t, []string{c.refused}, codes(t, err))
				assert.True(t, a.IsZero())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, a.Kind())
		})
	}
	nobody := sla.Proposal{ID: relayUC, Counterparty: "farlink", Services: []ownership.ServiceID{"ghost"}, Through: through(relay)}
	_, err := sla.Agreement{}.Draft(world(t), by("sam", day(2)), nobody)
	assert.Equal(t, []string{"agreement.unplaced"}, codes(t, err))
}

// TestNobodySignsForBothSides: neither as the one who acts nor as the one on
// whose behalf (C1, C15).
func TestNobodySignsForBothSides(t *testing.T) {
	delegated := func(to ownership.PartyID, from ownership.PartyID, role ownership.Role, scope ownership.Scope, activity ownership.Activity, reg *ownership.Register) *ownership.Register {
		l, err := ownership.Adopt(scope, theWorld, day(1),
			ownership.Claim{Role: ownership.ServiceOwner, Holder: "olga"}, ownership.Claim{Role: ownership.ServiceLevelManager, Holder: "sam"},
			ownership.Claim{Role: ownership.Customer, Holder: "cara"})
		require.NoError(t, err)
		l, err = l.Delegate(reg.With(l), by(from, day(3)), ownership.Delegate{To: to, Role: role, Activities: []ownership.Activity{activity}, Until: day(90), Reason: "away"})
		require.NoError(t, err)
		return reg.With(l)
	}
	reg := world(t)
	ready := agreementAt(t, reg, sla.SLA, committed)
	mails := ownership.ServiceScope(mail)
	// Cara, the customer, stands in for the level manager. Signing for him first,
	// she cannot sign for herself.
	stands := delegated("cara", "sam", ownership.ServiceLevelManager, mails, ownership.SignAgreementForProvider, reg)
	a, err := ready.Sign(stands, by("cara", day(10)), sla.ForProvider)
	require.NoError(t, err)
	_, err = a.Sign(stands, by("cara", day(11)), sla.ForCounterparty)
	assert.Equal(t, []string{"agreement.both-sides"}, codes(t, err))
	// Somebody else may sign for the customer, but not on behalf of her.
	also := delegated("carl", "cara", ownership.Customer, mails, ownership.SignAgreementForCustomer, stands)
	_, err = a.Sign(also, by("carl", day(11)), sla.ForCounterparty)
	assert.Equal(t, []string{"agreement.both-sides"}, codes(t, err))
	// With the level manager's own signature it works.
	a, err = ready.Sign(also, by("sam", day(10)), sla.ForProvider)
	require.NoError(t, err)
	a, err = a.Sign(also, by("carl", day(11)), sla.ForCounterparty)
	require.NoError(t, err)
	assert.Equal(t, sla.Agreed, a.Status(day(11)))
}

// TestOnePersonOnBothSides: who answers for the service's side of an OLA does not
// answer for the supporting party's (C1), unless policy says that it may be.
func TestOnePersonOnBothSides(t *testing.T) {
	both := claimed(netOLA.Scope(), ownership.ServiceLevelManager, "liam")
	ready := agreementAt(t, world(t), sla.OLA, committed)
	_, err := ready.Sign(world(t, both), by("liam", day(10)), sla.ForProvider)
	assert.Equal(t, []string{"agreement.one-person"}, codes(t, err))
	a, err := ready.Sign(world(t, both, softened("agreement.one-person")), by("liam", day(10)), sla.ForProvider)
	require.NoError(t, err)
	_, err = a.Sign(world(t, both, softened("agreement.one-person")), by("liam", day(10)), sla.ForCounterparty)
	assert.Equal(t, []string{"agreement.both-sides"}, codes(t, err), "no policy softens that")
}

// TestDeputies: the owner's deputy accepts shortfalls while the owner is away, and
// never commits resources (R32).
func TestDeputies(t *testing.T) {
	away := func(f *ownership.Facts, _ map[ownership.Scope][]ownership.Claim) {
		for i := range f.Parties {
			if f.Parties[i].ID == "olga" {
				f.Parties[i].Absences = []ownership.Absence{{Period: ownership.Period{From: day(5), Until: day(20)}}}
			}
		}
	}
	reg := world(t, away)
	a := agreementAt(t, reg, sla.SLA, negotiating)
	a, err := a.Assess(reg, by("sam", day(4)), nil, utcZones)
	require.NoError(t, err)
	shortfall := sla.Shortfall{Target: "availability", Service: mail, Until: day(90), Reason: "nothing is measured yet"}
	_, err = a.AcceptShortfall(world(t), by("dora", day(6)), shortfall)
	assert.Contains(t, strings.Join(codes(t, err), " "), "authority.", "the owner is there")
	accepted, err := a.AcceptShortfall(reg, by("dora", day(6)), shortfall)
	require.NoError(t, err)
	for x := range accepted.Acts() {
		if x.Command == sla.ShortfallAccepted {
			assert.Equal(t, ownership.PartyID("dora"), x.Proof.By)
			assert.Equal(t, ownership.PartyID("olga"), x.Proof.For)
		}
	}
	_, err = a.Commit(reg, by("dora", day(6)), mail, ownership.Quantity{})
	assert.Contains(t, strings.Join(codes(t, err), " "), "authority.")
}

// TestSettlingShortfalls: R62 has three ways out, and no other.
func TestSettlingShortfalls(t *testing.T) {
	reg := world(t)
	a := agreementAt(t, reg, sla.SLA, negotiating)
	unassessed := a
	a, err := a.Assess(reg, by("sam", day(4)), []sla.Capability{able(mail, 98*sla.Percent)}, utcZones)
	require.NoError(t, err)
	sign := func(a sla.Agreement) error { _, err := a.Sign(reg, by("sam", day(9)), sla.ForProvider); return err }

	assert.Equal(t, []string{"agreement.unassessed"}, codes(t, sign(unassessed)))
	assert.Equal(t, []string{"agreement.unsettled"}, codes(t, sign(a)))
	_, err = a.Sign(world(t, softened("agreement.unsettled")), by("sam", day(9)), sla.ForProvider)
	assert.Equal(t, []string{"agreement.unsettled"}, codes(t, err), "it is hard")

	improved, err := a.Improve(reg, by("olga", day(5)), able(mail, 995*sla.Percent/10), utcZones, "a second line")
	require.NoError(t, err)
	require.NoError(t, sign(improved))
	some, err := a.Improve(reg, by("olga", day(5)), able(mail, 985*sla.Percent/10), utcZones, "not enough")
	require.NoError(t, err)
	assert.Equal(t, []string{"agreement.unsettled"}, codes(t, sign(some)))

	lowered, err := a.LowerTarget(reg, by("cara", day(5)), "availability", sla.Objective{Share: 98 * sla.Percent}, "")
	require.NoError(t, err)
	require.NoError(t, sign(lowered))
	for _, share := range []sla.Share{99 * sla.Percent, sla.Whole} {
		_, err = a.LowerTarget(reg, by("cara", day(5)), "availability", sla.Objective{Share: share}, "")
		assert.Equal(t, []string{"agreement.not-lower"}, codes(t, err))
	}
	_, err = improved.LowerTarget(reg, by("cara", day(6)), "availability", sla.Objective{Share: 1}, "")
	assert.Equal(t, []string{"agreement.no-shortfall"}, codes(t, err))

	shortfall := sla.Shortfall{Target: "availability", Service: mail, Until: day(20), Reason: "until the second line is there"}
	accepted, err := a.AcceptShortfall(reg, by("olga", day(5)), shortfall)
	require.NoError(t, err)
	require.NoError(t, sign(accepted))
	_, err = accepted.Sign(reg, by("sam", day(20)), sla.ForProvider)
	assert.Equal(t, []string{"agreement.shortfall-lapsed"}, codes(t, err))
	// Another promise is not accepted with it, the same one under other terms is.
	other, err := accepted.Negotiate(reg, by("sam", day(6)), terms(availability(995*sla.Percent/10)), "")
	require.NoError(t, err)
	other, err = other.Assess(reg, by("sam", day(7)), []sla.Capability{able(mail, 98*sla.Percent)}, utcZones)
	require.NoError(t, err)
	assert.Equal(t, []string{"agreement.unsettled"}, codes(t, sign(other)))
	again, err := other.Negotiate(reg, by("sam", day(8)), sla.Terms{Targets: []sla.LevelTarget{availability(99 * sla.Percent)}}, "")
	require.NoError(t, err)
	again, err = again.Assess(reg, by("sam", day(8)), []sla.Capability{able(mail, 98*sla.Percent)}, utcZones)
	require.NoError(t, err)
	require.NoError(t, sign(again))
}

// TestActivation: without the owner's commitment it is worth nothing (R32), as
// long as policy does not say otherwise.
func TestActivation(t *testing.T) {
	reg := world(t)
	a := agreementAt(t, reg, sla.SLA, assessed)
	for i, c := range []struct {
		by   ownership.PartyID
		side sla.Side
	}{{"sam", sla.ForProvider}, {"cara", sla.ForCounterparty}} {
		var err error
		a, err = a.Sign(reg, by(c.by, day(5+i)), c.side)
		require.NoError(t, err)
	}
	_, err := a.Activate(reg, by("sam", day(8)))
	assert.Equal(t, []string{"agreement.uncommitted"}, codes(t, err))
	_, err = a.Activate(world(t, softened("agreement.uncommitted")), by("sam", day(8)))
	require.NoError(t, err)
}

// TestVersionsWithinAMonth: the version in force gives way to the next one, and
// what was in force before stays so for the time before.
func TestVersionsWithinAMonth(t *testing.T) {
	reg := world(t)
	a := agreementAt(t, reg, sla.SLA, active) // in force from day 8
	next := terms(availability(98 * sla.Percent))
	next.Validity.From = day(3) // before it is activated: it counts from then on
	steps := []func() (sla.Agreement, error){
		func() (sla.Agreement, error) { return a.Revise(reg, by("sam", day(10)), next, "") },
		func() (sla.Agreement, error) {
			return a.Assess(reg, by("sam", day(11)), []sla.Capability{able(mail, sla.Whole)}, utcZones)
		},
		func() (sla.Agreement, error) { return a.Commit(reg, by("olga", day(11)), mail, ownership.Quantity{}) },
		func() (sla.Agreement, error) { return a.Sign(reg, by("cara", day(12)), sla.ForCounterparty) },
		func() (sla.Agreement, error) { return a.Sign(reg, by("sam", day(13)), sla.ForProvider) },
		func() (sla.Agreement, error) { return a.Activate(reg, by("sam", day(15))) },
	}
	for _, step := range steps {
		var err error
		a, err = step()
		require.NoError(t, err)
	}
	var got []string
	for _, e := range a.During(ownership.Period{From: day(1), Until: day(32)}) {
		got = append(got, e.Period.String()+" "+e.Terms.Targets[0].Objective.Share.String())
	}
	assert.Equal(t, []string{"2026-01-08T00:00:00Z/2026-01-15T00:00:00Z 99%", "2026-01-15T00:00:00Z/2026-02-01T00:00:00Z 98%"}, got)
	assert.Equal(t, sla.Active, a.Status(day(12)))
	assert.Equal(t, sla.Negotiating, a.NewestStatus(day(12)))

	ended, err := a.GiveNotice(reg, by("cara", day(20)), sla.Notice{Side: sla.ForCounterparty, Reason: "moving away"})
	require.NoError(t, err)
	assert.Equal(t, sla.Active, ended.Status(day(50).Add(-1)))
	assert.Equal(t, sla.Terminated, ended.Status(day(50)))
	assert.Equal(t, sla.Terminated, ended.NewestStatus(day(20)))
	_, err = a.GiveNotice(reg, by("cara", day(20)), sla.Notice{Side: sla.ForCounterparty, At: day(50).Add(-time.Microsecond), Reason: "moving away"})
	assert.Equal(t, []string{"agreement.notice"}, codes(t, err))
}

// TestRepetition: a command with a recorded Ref changes nothing and says so; a
// Ref of something else is a mistake.
func TestRepetition(t *testing.T) {
	reg := world(t)
	a := agreementAt(t, reg, sla.SLA, committed)
	sam := ownership.Who{By: "sam", At: day(10), Ref: "s"}
	cara := ownership.Who{By: "cara", At: day(11), Ref: "c"}
	once, err := a.Sign(reg, sam, sla.ForProvider)
	require.NoError(t, err)
	both, err := once.Sign(reg, cara, sla.ForCounterparty)
	require.NoError(t, err)
	for _, c := range []struct {
		who  ownership.Who
		side sla.Side
		want error
	}{
		{sam, sla.ForProvider, ownership.ErrRepeated},
		{cara, sla.ForCounterparty, ownership.ErrRepeated},
		{sam, sla.ForCounterparty, ownership.ErrInvalid},
		{cara, sla.ForProvider, ownership.ErrInvalid},
		{ownership.Who{By: "sam", At: day(12), Ref: "c"}, sla.ForCounterparty, ownership.ErrInvalid},
	} {
		got, err := both.Sign(reg, c.who, c.side)
		require.ErrorIs(t, err, c.want, "%s %s", c.who.By, c.side)
		assert.Equal(t, both.Revision(), got.Revision())
	}
	_, err = both.Activate(reg, sam)
	require.ErrorIs(t, err, ownership.ErrInvalid)
	_, err = both.Activate(reg, ownership.Who{By: "sam", At: day(10)})
	require.ErrorIs(t, err, ownership.ErrInvalid, "an instant that runs backwards")
}

// TestMalformedTerms changes one thing of terms that use every field and looks
// which path the error names.
func TestMalformedTerms(t *testing.T) {
	proper := func() sla.Terms {
		four := sla.Target{Time: 4 * time.Hour}
		return sla.Terms{
			Requirements: []sla.LevelRequirement{{Measure: sla.Response, Objective: sla.Objective{Share: sla.Whole, Within: four}}},
			Targets: []sla.LevelTarget{
				{ID: "a", Measure: sla.Availability, Objective: sla.Objective{Share: 1}, Cycle: sla.MonthlyIn("UTC"), Calendar: "office"},
				{ID: "r", Measure: sla.Response, Objective: sla.Objective{Share: 1, Within: four}, Cycle: sla.MonthlyIn("UTC")},
				{ID: "l", Measure: "lost", Cycle: sla.MonthlyIn("UTC")},
			},
			Measures:  []sla.MeasureCard{{Measure: "lost", Unit: "mails", Direction: sla.AtMost}},
			Calendars: []sla.Definition{{Name: "office", Zone: "UTC"}},
			Holds:     []string{"customer"},
			Credits:   []sla.CreditTier{{Target: "a", Share: 1, BasisPoints: 1}, {Target: "l", Amount: 1, BasisPoints: 10_000}},
		}
	}
	adopt := func(terms sla.Terms) error {
		_, err := sla.Adopt("test", day(1), sla.Proposal{ID: "a", Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{mail}, Terms: terms})
		return err
	}
	require.NoError(t, adopt(proper()))
	for _, c := range []struct {
		path   string
		change func(*sla.Terms)
	}{
		{"terms.validity", func(x *sla.Terms) { x.Validity = ownership.Period{From: day(2), Until: day(2)} }},
		{"terms.validity.from", func(x *sla.Terms) { x.Validity.From = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"terms.noticeDays", func(x *sla.Terms) { x.NoticeDays = -1 }},
		{"terms.noticeDays", func(x *sla.Terms) { x.NoticeDays = math.MaxInt }},
		{"terms.reviewDays", func(x *sla.Terms) { x.ReviewDays = -1 }},
		{"terms.requirements[0].measure", func(x *sla.Terms) { x.Requirements[0].Measure = "ghost" }},
		{"terms.requirements[0].objective.share", func(x *sla.Terms) { x.Requirements[0].Objective.Share = 0 }},
		{"terms.requirements[0].why", func(x *sla.Terms) { x.Requirements[0].Why = "\xff" }},
		{"terms.targets[0].id", func(x *sla.Terms) { x.Targets[0].ID = "" }},
		{"terms.targets[1].id", func(x *sla.Terms) { x.Targets[1].ID = "a" }},
		{"terms.targets[0].service", func(x *sla.Terms) { x.Targets[0].Service = " " }},
		{"terms.targets[0].service", func(x *sla.Terms) { x.Targets[0].Service = network }},
		{"terms.targets[0].class", func(x *sla.Terms) { x.Targets[0].Class = "\n" }},
		{"terms.targets[0].measure", func(x *sla.Terms) { x.Targets[0].Measure = "" }},
		{"terms.targets[0].objective.share", func(x *sla.Terms) { x.Targets[0].Objective.Share = 0 }},
		{"terms.targets[0].objective.share", func(x *sla.Terms) { x.Targets[0].Objective.Share = sla.Whole + 1 }},
		{"terms.targets[0].objective.within", func(x *sla.Terms) { x.Targets[0].Objective.Within.Days = 1 }},
		{"terms.targets[0].objective.amount", func(x *sla.Terms) { x.Targets[0].Objective.Amount = 1 }},
		{"terms.targets[1].objective.within", func(x *sla.Terms) { x.Targets[1].Objective.Within.Days = 1 }},
		{"terms.targets[2].objective.share", func(x *sla.Terms) { x.Targets[2].Objective.Share = 1 }},
		{"terms.targets[2].objective.amount", func(x *sla.Terms) { x.Targets[2].Objective.Amount = -1 }},
		{"terms.targets[0].cycle", func(x *sla.Terms) { x.Targets[0].Cycle = sla.Cycle{} }},
		{"terms.targets[0].cycle", func(x *sla.Terms) { x.Targets[0].Cycle = sla.MonthlyIn("Local") }},
		{"terms.targets[0].cycle", func(x *sla.Terms) { x.Targets[0].Cycle.Days = 7 }},
		{"terms.targets[0].calendar", func(x *sla.Terms) { x.Targets[0].Calendar = "ghost" }},
		{"terms.measures[0].measure", func(x *sla.Terms) { x.Measures[0].Measure = "" }},
		{"terms.measures[0].unit", func(x *sla.Terms) { x.Measures[0].Unit = "" }},
		{"terms.measures[0].direction", func(x *sla.Terms) { x.Measures[0].Direction = 0 }},
		{"terms.measures[0].direction", func(x *sla.Terms) { x.Measures[0].Unit, x.Measures[0].Direction = sla.UnitTime, sla.AtLeast }},
		{"terms.measures[1].measure", func(x *sla.Terms) {
			x.Measures = append(x.Measures, sla.MeasureCard{Measure: sla.Availability, Unit: "x", Direction: sla.AtMost})
		}},
		{"terms.calendars[0].name", func(x *sla.Terms) { x.Calendars[0].Name = "" }},
		{"terms.calendars[1].name", func(x *sla.Terms) { x.Calendars = append(x.Calendars, x.Calendars[0]) }},
		{"terms.holds[0]", func(x *sla.Terms) { x.Holds[0] = "" }},
		{"terms.holds[1]", func(x *sla.Terms) { x.Holds = append(x.Holds, "customer") }},
		{"terms.credits[0].target", func(x *sla.Terms) { x.Credits[0].Target = "ghost" }},
		{"terms.credits[0].basisPoints", func(x *sla.Terms) { x.Credits[0].BasisPoints = 0 }},
		{"terms.credits[0].basisPoints", func(x *sla.Terms) { x.Credits[0].BasisPoints = 10_001 }},
		{"terms.credits[0].share", func(x *sla.Terms) { x.Credits[0].Share = -1 }},
		{"terms.credits[0].amount", func(x *sla.Terms) { x.Credits[0].Amount = 1 }},
		{"terms.credits[1].share", func(x *sla.Terms) { x.Credits[1].Share = 1 }},
	} {
		x := proper()
		c.change(&x)
		err := adopt(x)
		require.ErrorIs(t, err, ownership.ErrInvalid, c.path)
		var paths []string
		joined, ok := err.(interface{ Unwrap() []error })
		require.True(t, ok)
		for _, e := range joined.Unwrap() {
			var one *ownership.Error
			require.ErrorAs(t, e, &one)
			paths = append(paths, one.Path)
		}
		assert.Contains(t, paths, c.path)
	}
}

// TestZeroAgreement refuses every command but the draft, and nothing panics.
func TestZeroAgreement(t *testing.T) {
	reg := world(t)
	for _, command := range powers {
		for _, a := range []ownership.Authority{reg, nil, (*ownership.Register)(nil), ownership.Authorization{}} {
			p := probe{who: by("sam", day(2)), proposal: proposalOf(sla.SLA)}
			p.reg, _ = a.(*ownership.Register)
			got, err := command.run(p)
			if command.name == "draft" && p.reg != nil {
				require.NoError(t, err)
				continue
			}
			require.Error(t, err, command.name)
			assert.True(t, got.IsZero(), command.name)
		}
	}
	var zero sla.Agreement
	assert.Zero(t, zero.Status(day(1)))
	assert.Zero(t, zero.NewestStatus(day(1)))
	assert.Zero(t, zero.Newest())
	assert.Empty(t, zero.During(ownership.Period{}))
	_, ok := zero.Ends()
	assert.False(t, ok)
	data, err := json.Marshal(zero)
	require.NoError(t, err)
	assert.Equal(t, "{}", string(data))
}

// TestRevisionCuresWhatIsInForce: what is wrong with the version in force does not
// stand in the way of the one that puts it right.
func TestRevisionCuresWhatIsInForce(t *testing.T) {
	reg := world(t)
	a := shortOf(t, reg) // accepted until day 20
	steps := []func() (sla.Agreement, error){
		func() (sla.Agreement, error) {
			return a.Revise(reg, by("sam", day(25)), terms(availability(98*sla.Percent)), "what can be kept")
		},
		func() (sla.Agreement, error) {
			return a.Assess(reg, by("sam", day(25)), []sla.Capability{able(mail, 98*sla.Percent)}, utcZones)
		},
		func() (sla.Agreement, error) { return a.Commit(reg, by("olga", day(25)), mail, ownership.Quantity{}) },
		func() (sla.Agreement, error) { return a.Sign(reg, by("sam", day(26)), sla.ForProvider) },
		func() (sla.Agreement, error) { return a.Sign(reg, by("cara", day(26)), sla.ForCounterparty) },
		func() (sla.Agreement, error) { return a.Activate(reg, by("sam", day(27))) },
	}
	for i, step := range steps {
		next, err := step()
		require.NoError(t, err, "step %d", i)
		a = next
	}
	assert.Empty(t, sla.NewBook(reg, a).Review(day(28), ownership.Selection{}).Of("agreement.shortfall-lapsed"))
}
