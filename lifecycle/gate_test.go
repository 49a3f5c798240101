package lifecycle_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// world is a sample in which nothing stands in the way of mail: the fixture of
// which each case takes one thing away.
type world struct {
	*sample
	risks        []risk.Risk
	continuity   []risk.Continuity
	agreements   []sla.Agreement
	record       lifecycle.Record
	releases     []lifecycle.Change
	improvements []lifecycle.Improvement
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{sample: newSample()}
	reg := w.register(t)
	w.record = prepared(t, reg)

	r, err := risk.Risk{}.Identify(reg, by("cleo", 5), risk.Identify{
		ID: "mail-1", Scope: mail, Review: day(90), Entry: risk.Entry{Cause: "one machine", Event: "it breaks", Consequence: "no mail"},
	})
	require.NoError(t, err)
	w.risks = []risk.Risk{r}
	var elements []risk.Element
	for _, n := range risk.StandardNeeds() {
		elements = append(elements, risk.Element{Need: n.Need, Where: "cellar", Since: day(0), Tried: day(0)})
	}
	w.continuity = []risk.Continuity{{Service: "mail", Elements: elements}}

	a, err := sla.Adopt("sample", day(0), sla.Proposal{
		ID: "sla-mail", Kind: sla.SLA, Counterparty: "eve", Services: []ownership.ServiceID{"mail"},
		Terms: sla.Terms{Targets: levels()},
	})
	require.NoError(t, err)
	w.agreements = []sla.Agreement{a}
	w.releases = []lifecycle.Change{released(t, reg)}
	return w
}

// released is a release of mail that the owner approved and that was judged ready.
func released(t testing.TB, a ownership.Authority) lifecycle.Change {
	t.Helper()
	c := raised(t, a, lifecycle.Release, "mail")
	c, err := c.Vote(a, by("cleo", 6), vote("mail", true))
	require.NoError(t, err)
	c, err = c.Settle(a, by("gus", 7), lifecycle.Settle{Approve: true})
	require.NoError(t, err)
	return c
}

func (w *world) portfolio(t testing.TB) *lifecycle.Portfolio {
	t.Helper()
	reg := w.register(t)
	risks, err := risk.NewRegister(reg, risk.Facts{Continuity: w.continuity}, slices.Values(w.risks))
	require.NoError(t, err)
	return lifecycle.NewPortfolio(lifecycle.Rooms{Register: reg, Agreements: sla.NewBook(reg, w.agreements...), Risks: risks},
		slices.Values([]lifecycle.Record{w.record}), slices.Values(w.releases), slices.Values(w.improvements))
}

// advance moves the service and takes over its record.
func (w *world) advance(t testing.TB, who ownership.PartyID, n int, e lifecycle.Event) error {
	t.Helper()
	r, err := w.portfolio(t).Advance(w.record, by(who, n), lifecycle.Advance{On: e})
	w.record = r
	return err
}

// way is who decides each step of the standard.
var way = []ownership.PartyID{"cleo", "cleo", "ben", "ada", "cleo", "cleo", "cleo", "cleo", "cleo", "cleo"}

// TestWholeWay takes a service from requirements through operation, improvement
// and suspension to retirement and back.
func TestWholeWay(t *testing.T) {
	w := newWorld(t)
	for i, who := range way {
		require.NoError(t, w.advance(t, who, 10+i, lifecycle.Forward), "from %s", w.record.Status())
	}
	require.Equal(t, lifecycle.Operational, w.record.Status())
	for i, step := range []struct {
		who ownership.PartyID
		on  lifecycle.Event
		to  lifecycle.Status
	}{
		{"cleo", lifecycle.Improve, lifecycle.Improving},
		{"cleo", lifecycle.Conclude, lifecycle.Operational},
		{"cleo", lifecycle.Suspend, lifecycle.Suspended},
		{"cleo", lifecycle.Resume, lifecycle.Operational},
		{"cleo", lifecycle.Improve, lifecycle.Improving},
		{"cleo", lifecycle.Rebuild, lifecycle.Developed},
		{"cleo", lifecycle.Back, lifecycle.Designed},
		{"ada", lifecycle.Retire, lifecycle.Retired},
		{"ben", lifecycle.Revive, lifecycle.Requirements},
	} {
		require.NoError(t, w.advance(t, step.who, 30+i, step.on))
		require.Equal(t, step.to, w.record.Status())
	}
	var stays []string
	for s := range w.record.Stays() {
		stays = append(stays, string(s.Status))
	}
	assert.Equal(t, "requirements defined analysed approved chartered designed developed built tested released operational improving "+
		"operational suspended operational improving developed designed retired requirements", strings.Join(stays, " "))
	assert.Equal(t, 24.0, w.record.Spent(day(99))[lifecycle.Approved].Hours())
	assert.Equal(t, 13.0, w.record.Spent(day(99))[lifecycle.Operational].Hours()/24)
	steps := slices.Collect(w.record.Steps())
	last := steps[10]
	assert.Equal(t, lifecycle.Gate("operation"), last.Gate)
	assert.Equal(t, ownership.PutIntoOperation, last.Proof.Activity)
	assert.Contains(t, last.Demanded, ownership.Code("release.unvoted"))
	assert.Empty(t, last.Waivers())

	data, err := json.Marshal(w.record)
	require.NoError(t, err)
	var back lifecycle.Record
	require.NoError(t, json.Unmarshal(data, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	assert.Equal(t, string(data), string(again))
}

// gateCases take one thing away before a gate, and mend it. The move is refused
// for exactly that; who can settle it is named.
var gateCases = []struct {
	code  ownership.Code
	at    lifecycle.Status // from where the move is tried
	path  string
	ask   []ownership.PartyID
	spoil func(t testing.TB, w *world)
}{
	{"definition.missing", "requirements", "definition", []ownership.PartyID{"cleo"}, func(t testing.TB, w *world) { w.record = proposed(t, w.register(t)) }},
	{"definition.incomplete", "requirements", "definition.cost", []ownership.PartyID{"cleo"}, func(t testing.TB, w *world) {
		w.redefine(t, func(d *lifecycle.Definition) { d.Cost = lifecycle.Aspect{} })
	}},
	{"definition.unconfirmed", "analysed", "definition", []ownership.PartyID{"eve"}, func(t testing.TB, w *world) {
		w.redefine(t, func(*lifecycle.Definition) {})
		w.record = must(w.record.Approve(w.register(t), by("ada", 9), lifecycle.Approve{Version: 2}))
	}},
	{"definition.unapproved", "analysed", "definition", []ownership.PartyID{"ada", "ben"}, func(t testing.TB, w *world) {
		w.redefine(t, func(*lifecycle.Definition) {})
		w.record = must(w.record.Confirm(w.register(t), by("eve", 9), lifecycle.Confirm{Version: 2}))
	}},
	{"risk.none", "approved", "", nil, func(_ testing.TB, w *world) { w.risks = nil }},
	{"agreement.missing", "released", "", []ownership.PartyID{"finn"}, func(_ testing.TB, w *world) { w.agreements = nil }},
	{"underpinning.missing", "released", "dependencies[0]", []ownership.PartyID{"finn"}, func(t testing.TB, w *world) { w.under(t, nil) }},
	{"underpinning.inactive", "released", "dependencies[0]", []ownership.PartyID{"finn"}, func(t testing.TB, w *world) {
		w.under(t, func(p *sla.Proposal) { p.Terms.Validity.Until = day(9) })
	}},
	{"underpinning.weak", "released", "", []ownership.PartyID{"finn"}, func(t testing.TB, w *world) {
		w.under(t, func(p *sla.Proposal) { p.Terms.Targets[0].Objective.Share = 98 * sla.Percent })
	}},
	{"underpinning.level", "released", "dependencies[0]", []ownership.PartyID{"finn"}, func(t testing.TB, w *world) {
		w.under(t, func(p *sla.Proposal) { p.Terms.Targets[1].Objective.Within = sla.Target{Time: 8 * time.Hour} })
	}},
	{"underpinning.hours", "released", "dependencies[0]", []ownership.PartyID{"finn"}, func(t testing.TB, w *world) {
		w.under(t, func(p *sla.Proposal) {
			p.Terms.Calendars = []sla.Definition{{Name: "office", Zone: "UTC", Week: sla.Weekdays(sla.Window{From: 9 * sla.Hour, Until: 17 * sla.Hour})}}
			p.Terms.Targets[1].Calendar = "office"
		})
	}},
	{"entry.missing", "released", "entry", []ownership.PartyID{"cleo"}, func(t testing.TB, w *world) {
		reg := w.register(t)
		r := must(proposed(t, reg).Define(reg, by("cleo", 2), lifecycle.Define{Definition: complete()}))
		r = must(r.Confirm(reg, by("eve", 3), lifecycle.Confirm{Version: 1}))
		w.record = must(r.Approve(reg, by("ada", 4), lifecycle.Approve{Version: 1}))
	}},
	{"release.unvoted", "released", "release", []ownership.PartyID{"cleo"}, func(_ testing.TB, w *world) { w.releases = nil }},
	{"owner.vacant", "requirements", "service-owner", []ownership.PartyID{"ada", "ben"}, func(_ testing.TB, w *world) { w.drop(ownership.ServiceOwner) }},
	{"owner.nobody", "requirements", "service-owner", []ownership.PartyID{"ada", "ben"}, func(_ testing.TB, w *world) { w.own("nobody we know") }},
	{"owner.not-person", "requirements", "service-owner[northern]", []ownership.PartyID{"ada", "ben"}, func(_ testing.TB, w *world) { w.own("northern") }},
	{"owner.inactive", "requirements", "service-owner[cleo]", []ownership.PartyID{"ada", "ben"}, func(_ testing.TB, w *world) {
		for i := range w.facts.Parties {
			if p := &w.facts.Parties[i]; p.ID == "cleo" {
				p.Active = []ownership.Period{{From: day(-1000), Until: day(8)}}
			}
		}
	}},
	{"owner.contested", "requirements", "service-owner", []ownership.PartyID{"ada"}, func(_ testing.TB, w *world) {
		w.claims = append(w.claims, claim{scope: mail, role: ownership.ServiceOwner, holder: "hal"})
	}},
}

// levels are what the agreements of the world promise.
func levels() []sla.LevelTarget {
	return []sla.LevelTarget{
		{ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: 99 * sla.Percent}, Cycle: sla.MonthlyIn("UTC")},
		{ID: "response", Measure: sla.Response, Objective: sla.Objective{Share: 99 * sla.Percent, Within: sla.Target{Time: time.Hour}}, Cycle: sla.MonthlyIn("UTC")},
	}
}

// under lets mail depend on another service, and, unless change is nil, has an
// agreement about that which promises as much as that of mail before the change.
func (w *world) under(t testing.TB, change func(*sla.Proposal)) {
	t.Helper()
	w.withFiles()
	w.facts.Services[0].Dependencies = []ownership.Dependency{{On: "files"}}
	if change == nil {
		return
	}
	p := sla.Proposal{
		ID: "ola-files", Kind: sla.OLA, Counterparty: "ivo",
		Services: []ownership.ServiceID{"mail"}, Through: []ownership.ServiceID{"files"}, Terms: sla.Terms{Targets: levels()},
	}
	change(&p)
	a, err := sla.Adopt("sample", day(0), p)
	require.NoError(t, err)
	w.agreements = append(w.agreements, a)
}

// TestUnderpinned: a service whose dependency is promised as well as itself passes.
func TestUnderpinned(t *testing.T) {
	w := newWorld(t)
	w.under(t, func(*sla.Proposal) {})
	w.at(t, lifecycle.Released)
	_, obstacles := w.portfolio(t).Gate("mail", lifecycle.Forward, day(20))
	assert.Empty(t, obstacles)
}

// redefine writes another version of the definition on day 8.
func (w *world) redefine(t testing.TB, change func(*lifecycle.Definition)) {
	d := complete()
	change(&d)
	w.record = must(w.record.Define(w.register(t), by("cleo", 8), lifecycle.Define{Definition: d}))
}

// own makes somebody else the owner.
func (w *world) own(holder ownership.PartyID) {
	for i := range w.claims {
		if c := &w.claims[i]; c.role == ownership.ServiceOwner {
			c.holder = holder
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// at brings the record of the world to the status by adoption, with everything
// that was said of the service before.
func (w *world) at(t testing.TB, s lifecycle.Status) {
	t.Helper()
	data, err := json.Marshal(w.record)
	require.NoError(t, err)
	w.record = lifecycle.Record{}
	require.NoError(t, json.Unmarshal([]byte(strings.Replace(string(data), `"move":{"to":"requirements"}`, fmt.Sprintf(`"move":{"to":%q}`, s), 1)), &w.record))
}

// TestEveryDemand: where only one thing is missing, the gate names exactly it;
// mended, the move passes.
func TestEveryDemand(t *testing.T) {
	for _, c := range gateCases {
		t.Run(string(c.code), func(t *testing.T) {
			w := newWorld(t)
			c.spoil(t, w)
			w.at(t, c.at)
			passage, obstacles := w.portfolio(t).Gate("mail", lifecycle.Forward, day(20))
			var found []string
			for _, o := range obstacles {
				found = append(found, string(o.Code))
			}
			require.Equal(t, []string{string(c.code)}, found)
			o := obstacles[0]
			assert.Equal(t, c.path, o.Path)
			assert.True(t, o.Blocks())
			assert.Equal(t, c.code, o.Demand.Code)
			assert.NotEmpty(t, o.Demand.Sources)
			if c.ask != nil {
				assert.Equal(t, c.ask, o.Ask)
			}
			assert.Contains(t, passage.Demanded, c.code)

			// The command names it, too, beside the authority that may be missing with it.
			err := w.advance(t, "nobody", 20, lifecycle.Forward)
			var blocked *lifecycle.Blocked
			require.ErrorAs(t, err, &blocked)
			require.ErrorIs(t, err, ownership.ErrRefused)
			assert.Contains(t, codes(err), string(c.code))
			assert.Len(t, blocked.Obstacles, len(blocked.Err.Findings))
			assert.Equal(t, c.at, w.record.Status())

			w = newWorld(t)
			w.at(t, c.at)
			_, obstacles = w.portfolio(t).Gate("mail", lifecycle.Forward, day(20))
			assert.Empty(t, obstacles, "mended")
			who := way[slices.Index(lifecycle.Standard().Machine().States(), c.at)]
			require.NoError(t, w.advance(t, who, 20, lifecycle.Forward), "mended")
		})
	}
}

// TestEveryDemandHasACase: each rule of the table that blocks by default stands in
// the cases above.
func TestEveryDemandHasACase(t *testing.T) {
	// What cannot be the only thing that is missing, or is a warning unless policy
	// says otherwise, is tested below.
	elsewhere := []ownership.Code{"status.unknown", "record.undeclared", "deputy.own"}
	for _, d := range lifecycle.Standard().Demands() {
		i := slices.IndexFunc(lifecycle.Rules(), func(r ownership.Rule) bool { return r.Code == d.Code })
		require.GreaterOrEqual(t, i, 0, "%s is no rule", d.Code)
		rule := lifecycle.Rules()[i]
		assert.Contains(t, []string{"service", "scope"}, rule.Subject, "%s does not read services", d.Code)
		if rule.Severity != ownership.SeverityError || slices.Contains(elsewhere, d.Code) {
			continue
		}
		has := slices.ContainsFunc(gateCases, func(c struct {
			code  ownership.Code
			at    lifecycle.Status
			path  string
			ask   []ownership.PartyID
			spoil func(testing.TB, *world)
		},
		) bool {
			return c.code == d.Code
		})
		assert.True(t, has, "%s has no case", d.Code)
	}
}

// TestDemandsUnderPolicy: policy makes warnings block and lets errors pass, and
// waivers lift them; what is hard in a status is neither.
func TestDemandsUnderPolicy(t *testing.T) {
	soft := map[ownership.Code]ownership.Severity{}
	for _, d := range lifecycle.Standard().Demands() {
		soft[d.Code] = ownership.SeverityInfo
	}
	subject := mail.Subject()
	waive := func(code ownership.Code) ownership.Waiver {
		return ownership.Waiver{Code: code, Subject: subject, Author: "ada", Reason: "for now", Period: ownership.Period{Until: day(100)}}
	}
	for _, c := range []struct {
		name   string
		at     lifecycle.Status
		policy ownership.Policy
		spoil  func(t testing.TB, w *world)
		want   []string
	}{
		{
			"a warning made an error", "released",
			ownership.Policy{Severities: map[ownership.Code]ownership.Severity{"deputy.missing": ownership.SeverityError}},
			func(_ testing.TB, w *world) { w.drop(ownership.ServiceOwnerDeputy) },
			[]string{"deputy.missing"},
		},
		{
			"a warning as it is", "released",
			ownership.Policy{},
			func(_ testing.TB, w *world) { w.drop(ownership.ServiceOwnerDeputy); w.continuity = nil },
			nil,
		},
		{
			"softened", "released",
			ownership.Policy{Severities: soft},
			func(_ testing.TB, w *world) { w.agreements, w.releases = nil, nil },
			nil,
		},
		{
			"waived", "released",
			ownership.Policy{Version: "w", Waivers: []ownership.Waiver{waive("agreement.missing")}},
			func(_ testing.TB, w *world) { w.agreements = nil },
			nil,
		},
		{
			"hard, softened", "released",
			ownership.Policy{Severities: soft},
			func(_ testing.TB, w *world) { w.risks = nil; w.drop(ownership.ServiceOwner) },
			[]string{"owner.vacant", "risk.none"},
		},
		{
			"hard, waived", "released",
			ownership.Policy{Waivers: []ownership.Waiver{waive("owner.vacant"), waive("risk.none"), waive("definition.missing")}},
			func(t testing.TB, w *world) {
				w.risks = nil
				w.record = proposed(t, w.register(t))
				w.drop(ownership.ServiceOwner)
			},
			[]string{"definition.missing", "entry.missing", "owner.vacant", "risk.none"},
		},
		{
			"not hard yet", "requirements",
			ownership.Policy{Severities: soft},
			func(t testing.TB, w *world) { w.record = proposed(t, w.register(t)) },
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.facts.Policies = []ownership.Policy{c.policy}
			c.spoil(t, w)
			w.at(t, c.at)
			passage, obstacles := w.portfolio(t).Gate("mail", lifecycle.Forward, day(20))
			var found []string
			for _, o := range obstacles {
				found = append(found, string(o.Code))
			}
			slices.Sort(found)
			assert.Equal(t, c.want, found)
			if c.name == "waived" {
				require.NoError(t, w.advance(t, "cleo", 20, lifecycle.Forward))
				steps := slices.Collect(w.record.Steps())
				assert.Equal(t, []ownership.Waiver{waive("agreement.missing")}, steps[len(steps)-1].Waivers())
				assert.Equal(t, "w", passage.Policy)
			}
		})
	}
}

// TestGateIsClosedUnlessLookedAt: a rule that is due and does not run blocks, be it
// unknown or one that reads something else.
func TestGateIsClosedUnlessLookedAt(t *testing.T) {
	for _, code := range []ownership.Code{"never.heard-of", "dependency.cycle", "improvement.overdue"} {
		plan := small()
		plan.Demands = []lifecycle.Demand{{Code: code, Due: "live", Resolves: ownership.AppointDeputy}}
		plan.Moves[0].If = nil
		model, err := lifecycle.NewModel(plan)
		require.NoError(t, err)
		w := newWorld(t)
		w.at(t, "idea")
		p := lifecycle.NewPortfolio(lifecycle.Rooms{Model: model, Register: w.register(t)}, slices.Values([]lifecycle.Record{w.record}), nil, nil)
		_, obstacles := p.Gate("mail", "start", day(20))
		require.Len(t, obstacles, 1)
		assert.Equal(t, ownership.Code("gate.unevaluated"), obstacles[0].Code)
		assert.Equal(t, string(code), obstacles[0].Arg("code"))
		assert.Equal(t, []ownership.PartyID{"cleo"}, obstacles[0].Ask)
	}
	// Conditions of a move's own are demanded, too.
	model, err := lifecycle.NewModel(small())
	require.NoError(t, err)
	w := newWorld(t)
	w.at(t, "idea")
	p := lifecycle.NewPortfolio(lifecycle.Rooms{Model: model, Register: w.register(t)}, slices.Values([]lifecycle.Record{w.record}), nil, nil)
	_, obstacles := p.Gate("mail", "start", day(20))
	assert.Len(t, obstacles, 3)
}

// TestAdvanceRefuses: everything comes back together.
func TestAdvanceRefuses(t *testing.T) {
	w := newWorld(t)
	w.at(t, lifecycle.Released)
	w.agreements, w.releases, w.risks = nil, nil, nil
	err := w.advance(t, "eve", 20, lifecycle.Forward)
	assert.Equal(t, []string{"agreement.missing", "authority.not-held", "release.unvoted", "risk.none"}, codes(err))
	var blocked *lifecycle.Blocked
	require.ErrorAs(t, err, &blocked)
	assert.Equal(t, lifecycle.Operational, blocked.Move.To)
	assert.Equal(t, ownership.Source("R60"), blocked.Obstacles[0].Demand.Sources[0])
	assert.Equal(t, []ownership.PartyID{"finn"}, blocked.Obstacles[0].Ask)
	assert.Empty(t, blocked.Obstacles[1].Demand.Code, "authority is no demand")

	w = newWorld(t)
	err = w.advance(t, "cleo", 20, lifecycle.Resume)
	assert.Equal(t, []string{"gate.status"}, codes(err))
	assert.Equal(t, "forward and retire", refused(err).Findings[0].Arg("permitted"))
	_, err = w.portfolio(t).Advance(w.record, by("cleo", 20), lifecycle.Advance{})
	assert.Equal(t, []string{"on"}, paths(err))
	_, err = w.portfolio(t).Advance(lifecycle.Record{}, by("cleo", 20), lifecycle.Advance{On: lifecycle.Forward})
	assert.Equal(t, []string{"record.absent"}, codes(err))
	var none *lifecycle.Portfolio
	_, err = none.Advance(w.record, by("cleo", 20), lifecycle.Advance{On: lifecycle.Forward})
	assert.ErrorIs(t, err, ownership.ErrInvalid, "no register")
	_, obstacles := none.Gate("mail", lifecycle.Forward, day(1))
	assert.Len(t, obstacles, 1)
	assert.Zero(t, none.Review(day(1), ownership.Selection{Subjects: []ownership.Subject{mail.Subject()}}).Len())

	w = newWorld(t)
	w.at(t, "lost")
	assert.Equal(t, []string{"gate.status"}, codes(w.advance(t, "cleo", 20, lifecycle.Forward)))

	// A repeated command changes nothing and says so.
	w = newWorld(t)
	who := by("cleo", 20)
	who.Ref = "step"
	p := w.portfolio(t)
	r, err := p.Advance(w.record, who, lifecycle.Advance{On: lifecycle.Forward})
	require.NoError(t, err)
	_, err = p.Advance(r, who, lifecycle.Advance{On: lifecycle.Forward})
	assert.ErrorIs(t, err, ownership.ErrRepeated)
}

// TestWayBackIsOpen: nothing but authority stands in the way of going back, even
// where everything is missing.
func TestWayBackIsOpen(t *testing.T) {
	for _, c := range []struct {
		at  lifecycle.Status
		on  lifecycle.Event
		who ownership.PartyID
	}{
		{"operational", lifecycle.Suspend, "dora"},
		{"improving", lifecycle.Redesign, "dora"},
		{"released", lifecycle.Back, "dora"},
		{"operational", lifecycle.Retire, "ada"},
	} {
		w := newWorld(t)
		w.record = proposed(t, w.register(t))
		w.at(t, c.at)
		w.drop(ownership.ServiceOwner)
		w.risks, w.agreements, w.releases, w.continuity = nil, nil, nil, nil
		require.NoError(t, w.advance(t, c.who, 20, c.on), "%s on %s", c.at, c.on)
	}
	// The way into operation is not: not by resuming, either.
	w := newWorld(t)
	w.at(t, lifecycle.Suspended)
	w.drop(ownership.ServiceOwner)
	assert.Equal(t, []string{"owner.vacant"}, codes(w.advance(t, "dora", 20, lifecycle.Resume)))
}

// TestSpaceOfAdvance gives every event in every status by a holder of every role:
// where nothing is missing, the move is made exactly when the chart says so.
func TestSpaceOfAdvance(t *testing.T) {
	m := lifecycle.Standard().Machine()
	matrix := ownership.Standard()
	moved, refusedN := 0, 0
	for _, s := range m.States() {
		w := newWorld(t)
		w.at(t, s)
		// One who has no other role, for each role.
		for card := range matrix.Cards() {
			id := ownership.PartyID("only " + card.Role)
			w.facts.Parties = append(w.facts.Parties, ownership.Party{ID: id, Kind: ownership.Person})
			if card.Holders != ownership.Several {
				w.drop(card.Role)
			}
			c := claim{scope: mail, role: card.Role, holder: id}
			if card.DeputyOf != "" {
				c.rank = 2
			}
			w.claims = append(w.claims, c)
		}
		p := w.portfolio(t)
		for _, e := range m.Events() {
			move, ok := m.Move(s, e)
			for card := range matrix.Cards() {
				_, err := p.Advance(w.record, by(ownership.PartyID("only "+card.Role), 20), lifecycle.Advance{On: e})
				letters := matrix.Letters(move.Decides, card.Role)
				want := ok && (letters.Has(ownership.A) || letters.Has(ownership.R))
				require.Equal(t, want, err == nil, "%s on %s by %s: %v", s, e, card.Role, err)
				if want {
					moved++
				} else {
					refusedN++
				}
				var blocked *lifecycle.Blocked
				require.True(t, err == nil || errors.As(err, &blocked))
			}
		}
	}
	t.Logf("%d moves made, %d refused", moved, refusedN)
}

// TestAdvanceSeesTheRecordInHand: a portfolio that knows an older record, or none,
// judges the one in hand, in both directions.
func TestAdvanceSeesTheRecordInHand(t *testing.T) {
	w := newWorld(t)
	whole, bare := w.record, proposed(t, w.register(t))
	forward := lifecycle.Advance{On: lifecycle.Forward}
	for _, known := range []lifecycle.Record{{}, bare, whole} {
		w.record = known
		p := w.portfolio(t)
		_, err := p.Advance(whole, by("cleo", 20), forward)
		require.NoError(t, err)
		_, err = p.Advance(bare, by("cleo", 20), forward)
		require.Equal(t, []string{"definition.missing"}, codes(err))
	}
}
