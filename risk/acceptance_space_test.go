package risk_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// The space of acceptances: who acts for whom, what is accepted under which
// threshold, who asked for it, and what changes afterwards. It is small enough to
// be looked at whole. What ought to come out is told in words of its own by
// lawful and outcome; the naive re-reading of the history is asked as well.
type deed struct {
	by, behalf ownership.PartyID
	away       bool // ada, when it is accepted
	impact     risk.StepID
	loss       risk.Money
	threshold  risk.Money
	fourEyes   bool
	asker      string // who proposed it: "", "dan", "ada", "ben"; "eve" escalated it
}

// levels: with likelihood "possible" the impact decides.
var impacts = map[risk.StepID]risk.LevelID{"minor": "low", "major": "medium", "severe": "high"}

func (d deed) beyond() bool {
	if impacts[d.impact] == "high" {
		return true
	}
	if d.loss.IsZero() || d.threshold.IsZero() {
		return false
	}
	return d.loss.Currency() != d.threshold.Currency() || d.loss.Minor() > d.threshold.Minor()
}

// lawful says whether the acceptance has to be taken, and whose decision it is.
func (d deed) lawful() (bool, ownership.PartyID) {
	var hands []ownership.PartyID
	var whose ownership.PartyID
	switch {
	case d.by == eve && (d.behalf == "" || d.behalf == eve):
		hands, whose = []ownership.PartyID{eve}, eve
	case d.beyond():
		return false, ""
	case d.by == ada && (d.behalf == "" || d.behalf == ada):
		hands, whose = []ownership.PartyID{ada}, ada
	case d.by == ben && d.away && (d.behalf == "" || d.behalf == ada):
		hands, whose = []ownership.PartyID{ben, ada}, ada
	default:
		return false, ""
	}
	if d.fourEyes {
		askers := map[string][]ownership.PartyID{"": hands, "dan": {dan}, "ada": {ada}, "ben": {ben, ada}, "eve": {eve}}[d.asker]
		for _, a := range askers {
			for _, h := range hands {
				if a == h {
					return false, ""
				}
			}
		}
	}
	return true, whose
}

// The days of a deed: ada is away when ben asks and, in some, when it is accepted.
const (
	askDay    = 5
	acceptDay = 10
	changeDay = 15
	lookDay   = 20
)

func (d deed) realm() realm {
	w := realm{}
	switch {
	case d.asker == "ben" && d.away:
		w.away = [2]int{askDay, acceptDay + 1}
	case d.asker == "ben":
		w.away = [2]int{askDay, askDay + 1}
	case d.away:
		w.away = [2]int{acceptDay, acceptDay + 1}
	}
	return w
}

func (d deed) criteria(t testing.TB) []risk.Criteria {
	c := criteria(t)
	c[0].FourEyes, c[0].Limits[0].Threshold = d.fourEyes, d.threshold
	return c
}

var evesWorld = sync.OnceValue(func() *ownership.Register {
	own := mailClaims()
	own[0].Holder = eve
	return register(loud{}, worldFacts(), boardClaims(), own)
})

// begun is a risk that is identified, made once.
var begun = sync.OnceValue(func() risk.Risk {
	r, err := risk.Risk{}.Identify(theWorld(), by(ada, 0), risk.Identify{ID: "mail-1", Scope: mailScope, Entry: entry(), Review: day(100)})
	if err != nil {
		panic(err)
	}
	return r
})

// accept plays the deed; the error is that of the acceptance.
func (d deed) accept(t testing.TB, reg *ownership.Register, list []risk.Criteria) (risk.Risk, error) {
	r, err := begun().Assess(world(t), by(ada, 1), list, risk.Assess{Of: risk.Current, Likelihood: "possible", Impact: d.impact, Expected: d.loss, Reason: "judged"})
	require.NoError(t, err)
	request := 3
	switch d.asker {
	case "":
		request = 0
	case "eve": // she owned mail once, and escalated then
		r, err = r.Escalate(evesWorld(), by(eve, askDay), list, risk.Escalate{Amount: euro(1), Reason: "too much for me"})
	default:
		r, err = r.Propose(reg, by(ownership.PartyID(d.asker), askDay), risk.Propose{Assessment: 2, Until: day(100), Reason: "please"})
	}
	require.NoError(t, err)
	who := ownership.Who{By: d.by, For: d.behalf, At: day(acceptDay)}
	return r.Accept(reg, who, list, risk.Accept{Assessment: 2, Until: day(100), Request: request, Reason: "carried"})
}

func deeds(yield func(deed)) {
	for _, who := range []ownership.PartyID{ada, ben, dan, eve, gus} {
		for _, behalf := range []ownership.PartyID{"", ada, ben, eve, gus} {
			for _, away := range []bool{false, true} {
				for _, impact := range []risk.StepID{"minor", "major", "severe"} {
					for _, loss := range []risk.Money{{}, euro(50_000_00)} {
						for _, threshold := range []risk.Money{{}, euro(50_000_00), euro(49_999_99), money(99_000_00, "USD")} {
							for _, fourEyes := range []bool{false, true} {
								for _, asker := range []string{"", "dan", "ada", "ben", "eve"} {
									yield(deed{who, behalf, away, impact, loss, threshold, fourEyes, asker})
								}
							}
						}
					}
				}
			}
		}
	}
}

// TestAcceptanceSpace: an acceptance is taken if and only if it is lawful, and then
// it stands.
func TestAcceptanceSpace(t *testing.T) {
	taken, refused := 0, 0
	deeds(func(d deed) {
		reg, list := d.realm().register(t), d.criteria(t)
		r, err := d.accept(t, reg, list)
		if ok, whose := d.lawful(); ok {
			taken++
			require.NoError(t, err, "%+v", d)
			a, _ := r.Acceptance()
			require.Equal(t, d.beyond() || whose == eve, a.Proof.Activity == ownership.AcceptRiskBeyondTolerance, "%+v", d)
			require.Equal(t, verdict{footing: risk.Stands}, verdictOf(r.Standing(day(acceptDay), reg, list)), "%+v", d)
		} else {
			refused++
			require.ErrorIs(t, err, ownership.ErrRefused, "%+v", d)
			require.NotEmpty(t, codes(err), "%+v", d)
			require.Equal(t, r.Revision(), 2+min(1, len(d.asker)), "%+v", d)
		}
	})
	assert.Equal(t, 12000, taken+refused)
	assert.Greater(t, taken, 1000)
}

// A change is something that comes after an acceptance, with what it is to make of
// the acceptance: whose decision it was matters for some.
type change struct {
	name string
	make func(t testing.TB, s *scene)
	want func(d deed, whose ownership.PartyID) verdict
}

type scene struct {
	deed deed
	r    risk.Risk
	w    realm
	list []risk.Criteria
}

func (s *scene) reg(t testing.TB) *ownership.Register { return s.w.register(t) }

func (s *scene) assess(t testing.TB, impact risk.StepID, loss risk.Money) {
	r, err := s.r.Assess(s.reg(t), by(ada, changeDay), s.list, risk.Assess{Of: risk.Current, Likelihood: "possible", Impact: impact, Expected: loss, Reason: "looked at again"})
	require.NoError(t, err)
	s.r = r
}

// regrid puts another version of the grid into force.
func (s *scene) regrid(t testing.TB, edit func(*risk.GridTable)) {
	table := houseGrid("2")
	edit(&table)
	next := cloned(s.list[0])
	next.Version, next.From, next.Grid = "2", day(changeDay), grid(t, table)
	s.list = append([]risk.Criteria{next}, s.list...) // the order does not matter
}

func stands(deed, ownership.PartyID) verdict { return verdict{footing: risk.Stands} }

func always(f risk.Footing, codes ...string) func(deed, ownership.PartyID) verdict {
	return func(deed, ownership.PartyID) verdict { return verdict{f, codes} }
}

var changes = []change{
	{"nothing", func(testing.TB, *scene) {}, stands},
	{"expired", func(_ testing.TB, s *scene) {}, always(risk.Void, "acceptance.expired")}, // looked at later
	{"revoked", func(t testing.TB, s *scene) {
		r, err := s.r.Revoke(s.reg(t), by(ada, changeDay), risk.Revoke{Acceptance: s.r.Revision(), Reason: "no longer"})
		require.NoError(t, err)
		s.r = r
	}, always(risk.Void, "acceptance.revoked")},
	{"another cause", func(t testing.TB, s *scene) { s.revise(t, func(e *risk.Entry) { e.Cause += " or three" }) }, always(risk.Void, "acceptance.replaced")},
	{"another event", func(t testing.TB, s *scene) { s.revise(t, func(e *risk.Entry) { e.Event += "." }) }, always(risk.Void, "acceptance.replaced")},
	{"another consequence", func(t testing.TB, s *scene) { s.revise(t, func(e *risk.Entry) { e.Consequence += "." }) }, always(risk.Void, "acceptance.replaced")},
	{"another title, owner and control", func(t testing.TB, s *scene) {
		s.revise(t, func(e *risk.Entry) { e.Title, e.Owner, e.Controls = "Disks", risk.Bearer{Party: gus}, nil })
	}, stands},
	{"closed", func(t testing.TB, s *scene) {
		for _, a := range s.r.Undecided() {
			r, err := s.r.Decide(s.reg(t), by(eve, changeDay), risk.Decide{Escalation: a.Revision, Response: risk.Avoid, Reason: "so be it"})
			require.NoError(t, err)
			s.r = r
		}
		r, err := s.r.Close(s.reg(t), by(ada, changeDay), risk.Close{Reason: "gone"})
		require.NoError(t, err)
		s.r = r
	}, always(risk.Unaccepted)},
	{"assessed as before", func(t testing.TB, s *scene) { s.assess(t, s.deed.impact, s.deed.loss) }, stands},
	{"assessed as severe", func(t testing.TB, s *scene) { s.assess(t, "severe", s.deed.loss) }, func(d deed, _ ownership.PartyID) verdict {
		if d.impact == "severe" {
			return stands(d, "")
		}
		return verdict{risk.Void, []string{"acceptance.level-rose"}}
	}},
	{"assessed as minor", func(t testing.TB, s *scene) { s.assess(t, "minor", s.deed.loss) }, stands},
	{"loss 20 % up", func(t testing.TB, s *scene) { s.assess(t, s.deed.impact, euro(60_000_00)) }, func(d deed, _ ownership.PartyID) verdict {
		if d.loss.IsZero() {
			return verdict{risk.Unconfirmed, []string{"acceptance.loss-incomparable"}}
		}
		return stands(d, "")
	}},
	{"loss a cent more than 20 % up", func(t testing.TB, s *scene) { s.assess(t, s.deed.impact, euro(60_000_01)) }, func(d deed, _ ownership.PartyID) verdict {
		if d.loss.IsZero() {
			return verdict{risk.Unconfirmed, []string{"acceptance.loss-incomparable"}}
		}
		return verdict{risk.Void, []string{"acceptance.loss-rose"}}
	}},
	{"loss in another currency", func(t testing.TB, s *scene) { s.assess(t, s.deed.impact, money(1, "USD")) }, always(risk.Unconfirmed, "acceptance.loss-incomparable")},
	{"residual risk assessed as severe", func(t testing.TB, s *scene) {
		r, err := s.r.Assess(s.reg(t), by(ada, changeDay), s.list, risk.Assess{Of: risk.Residual, Likelihood: "likely", Impact: "severe", Expected: euro(1 << 50), Reason: "another question"})
		require.NoError(t, err)
		s.r = r
	}, stands},
	{"grid raises the pair", func(t testing.TB, s *scene) {
		s.regrid(t, func(g *risk.GridTable) { g.Cells[1] = []risk.LevelID{"high", "high", "high"} })
	}, func(d deed, _ ownership.PartyID) verdict {
		if d.impact == "severe" {
			return stands(d, "")
		}
		return verdict{risk.Void, []string{"acceptance.level-rose"}}
	}},
	{"grid lowers the pair", func(t testing.TB, s *scene) {
		s.regrid(t, func(g *risk.GridTable) { g.Cells[1] = []risk.LevelID{"low", "low", "low"} })
	}, stands},
	{"grid raises another pair", func(t testing.TB, s *scene) {
		s.regrid(t, func(g *risk.GridTable) { g.Cells[0] = []risk.LevelID{"high", "high", "high"} })
	}, stands},
	{"grid renames its levels", func(t testing.TB, s *scene) {
		s.regrid(t, func(g *risk.GridTable) {
			g.Levels = []risk.Level{{ID: "low", Name: "I"}, {ID: "medium", Name: "II"}, {ID: "high", Name: "III"}}
		})
	}, always(risk.Unconfirmed, "acceptance.grid-changed")},
	{"grid recolours its levels", func(t testing.TB, s *scene) {
		s.regrid(t, func(g *risk.GridTable) { g.Levels[0].Colour, g.Levels[1].Abbreviation = "#ABCDEF", "m" })
	}, stands},
	{"grid has other steps", func(t testing.TB, s *scene) {
		s.regrid(t, func(g *risk.GridTable) { g.Likelihood[1].ID = "perhaps" })
	}, always(risk.Unconfirmed, "acceptance.grid-changed")},
	{"old grid forgotten", func(t testing.TB, s *scene) {
		s.regrid(t, func(*risk.GridTable) {})
		old := cloned(s.list[1])
		old.Grid = grid(t, houseGrid("0"))
		s.list[1] = old
	}, always(risk.Unconfirmed, "acceptance.grid-changed")},
	{"ada leaves", func(_ testing.TB, s *scene) { s.w.left = map[ownership.PartyID]int{ada: changeDay} }, ifAda(risk.Unconfirmed, "acceptance.approver-gone")},
	{"ada goes on holiday again", func(_ testing.TB, s *scene) {}, stands}, // asked below, within her holiday
	{"ben leaves", func(_ testing.TB, s *scene) { s.w.left = map[ownership.PartyID]int{ben: changeDay} }, stands},
	{"ada hands over", func(_ testing.TB, s *scene) { s.w.handover = changeDay }, ifAda(risk.Unconfirmed, "acceptance.approver-gone")},
	{"ada hands over as she accepts", func(_ testing.TB, s *scene) { s.w.handover = acceptDay + 1 }, ifAda(risk.Unconfirmed, "acceptance.approver-gone")},
	{"ada never was the owner", func(_ testing.TB, s *scene) { s.w.never = true }, ifAda(risk.Void, "acceptance.unauthorised")},
	{"eve leaves", func(_ testing.TB, s *scene) { s.w.left = map[ownership.PartyID]int{eve: changeDay} }, ifEve(risk.Unconfirmed, "acceptance.approver-gone")},
	{"eve had left before", func(_ testing.TB, s *scene) { s.w.left = map[ownership.PartyID]int{eve: acceptDay} }, ifEve(risk.Void, "acceptance.unauthorised")},
	{"the board hands over", func(_ testing.TB, s *scene) { s.w.board = changeDay }, ifEve(risk.Unconfirmed, "acceptance.approver-gone")},
	{"tolerance was lower, as is known now", func(_ testing.TB, s *scene) {
		strict := cloned(s.list[0])
		strict.Limits[0].Appetite, strict.Limits[0].Tolerance = "", ""
		s.list = []risk.Criteria{strict}
	}, ifAda(risk.Void, "acceptance.beyond-authority")},
	{"tolerance is lower from now on", func(_ testing.TB, s *scene) {
		strict := cloned(s.list[0])
		strict.Version, strict.From = "2", day(changeDay)
		strict.Limits[0].Appetite, strict.Limits[0].Tolerance = "", ""
		s.list = append(s.list, strict)
	}, stands},
	{"four eyes from now on", func(_ testing.TB, s *scene) {
		strict := cloned(s.list[0])
		strict.Version, strict.From, strict.FourEyes = "2", day(changeDay), true
		s.list = append(s.list, strict)
	}, stands},
	{"no criteria any more", func(_ testing.TB, s *scene) { s.list = nil }, func(_ deed, whose ownership.PartyID) verdict {
		if whose == eve {
			return verdict{risk.Unconfirmed, []string{"acceptance.grid-changed"}}
		}
		return verdict{risk.Void, []string{"acceptance.beyond-authority"}}
	}},
}

func ifAda(f risk.Footing, codes ...string) func(deed, ownership.PartyID) verdict {
	return ifWhose(ada, f, codes...)
}

func ifEve(f risk.Footing, codes ...string) func(deed, ownership.PartyID) verdict {
	return ifWhose(eve, f, codes...)
}

func ifWhose(p ownership.PartyID, f risk.Footing, codes ...string) func(deed, ownership.PartyID) verdict {
	return func(_ deed, whose ownership.PartyID) verdict {
		if whose == p {
			return verdict{f, codes}
		}
		return verdict{footing: risk.Stands}
	}
}

func (s *scene) revise(t testing.TB, edit func(*risk.Entry)) {
	e := s.r.Entry()
	edit(&e)
	r, err := s.r.Revise(s.reg(t), by(ada, changeDay), risk.Revise{Entry: e})
	require.NoError(t, err)
	s.r = r
}

// alike: the deed differs from another only in who asked and in how the principal is
// named, which has no part in what becomes of the acceptance. The full campaign
// looks at these as well.
func (d deed) alike() bool {
	return d.behalf != "" || d.threshold.Currency() == "USD" || d.fourEyes && d.asker != "dan" || !d.fourEyes && d.asker != ""
}

// TestAcceptanceFalls: every change after every kind of lawful acceptance makes of
// it exactly what it is to make, and the naive re-reading agrees.
func TestAcceptanceFalls(t *testing.T) {
	seen := 0
	deeds(func(d deed) {
		ok, whose := d.lawful()
		if !ok || os.Getenv("ITSM_FULL") == "" && d.alike() {
			return
		}
		w := d.realm()
		list := d.criteria(t)
		r, err := d.accept(t, w.register(t), list)
		require.NoError(t, err)
		for _, c := range changes {
			s := scene{d, r, w, list}
			c.make(t, &s)
			at := day(lookDay)
			switch c.name {
			case "expired":
				at = day(100)
			case "ada goes on holiday again":
				s.w.away = [2]int{min(s.w.away[0], changeDay), lookDay + 1}
				if !d.away {
					s.w.away[0] = changeDay
				}
			}
			name := fmt.Sprintf("%s: %+v", c.name, d)
			reg := s.reg(t)
			standing := s.r.Standing(at, reg, s.list)
			require.Equal(t, c.want(d, whose), verdictOf(standing), name)
			require.Equal(t, reread(s.r, at, s.w, s.list), verdictOf(standing), name)
			require.Equal(t, standing.Footing == risk.Stands || standing.Footing == risk.Unconfirmed, standing.Accepted(), name)

			// The snapshot answers as the list of criteria does, and the past stays as
			// it was: the record is not rewritten.
			if c.name != "old grid forgotten" { // two criteria, and the list knows one grid of them
				snapshot, err := risk.NewRegister(reg, risk.Facts{Criteria: s.list}, nil)
				require.NoError(t, err)
				require.Equal(t, verdictOf(standing), verdictOf(snapshot.Standing(s.r, at)), name)
			}
			require.Equal(t, verdict{footing: risk.Stands}, verdictOf(s.r.Standing(day(acceptDay), w.register(t), list)), name)
			seen++
		}
	})
	t.Logf("%d acceptances and changes", seen)
	assert.Greater(t, seen, 1000)
	assert.Zero(t, seen%len(changes))
}
