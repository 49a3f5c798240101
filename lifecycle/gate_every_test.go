package lifecycle_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// alone takes away what one demand asks for and nothing else, whatever else is due
// with it: the samples of gateCases are for the first gate of each demand, these
// for all gates.
var alone = map[ownership.Code]func(t testing.TB, w *world){
	"definition.missing": func(t testing.TB, w *world) {
		reg := w.register(t)
		w.record = must(proposed(t, reg).Describe(reg, by("cleo", 5), lifecycle.Describe{Entry: entry}))
	},
	"definition.incomplete": func(t testing.TB, w *world) {
		w.redefine(t, func(d *lifecycle.Definition) { d.Cost = lifecycle.Aspect{} })
		reg := w.register(t)
		w.record = must(w.record.Confirm(reg, by("eve", 9), lifecycle.Confirm{Version: 2}))
		w.record = must(w.record.Approve(reg, by("ada", 9), lifecycle.Approve{Version: 2}))
	},
	"record.undeclared": func(_ testing.TB, w *world) { w.facts.Services = nil },
	"deputy.missing":    func(_ testing.TB, w *world) { w.drop(ownership.ServiceOwnerDeputy) },
	"deputy.own": func(_ testing.TB, w *world) {
		w.claims = append(w.claims, claim{scope: mail, role: ownership.ServiceOwnerDeputy, holder: "cleo", rank: 2})
	},
	"continuity.none":    func(_ testing.TB, w *world) { w.continuity = nil },
	"continuity.missing": func(_ testing.TB, w *world) { w.continuity[0].Elements = w.continuity[0].Elements[1:] },
	"entry.stale": func(_ testing.TB, w *world) {
		w.facts.Policies[0].Thresholds = map[ownership.Threshold]int64{lifecycle.EntryDays: 14}
	},
	"underpinning.inactive": func(t testing.TB, w *world) {
		w.under(t, func(p *sla.Proposal) { p.Terms.Validity.Until = day(9) })
	},
}

// nowhere are the demands that no gate can meet: no move leads from a status that
// the lifecycle does not have, so that it is closed before any rule is asked.
var nowhere = map[ownership.Code]lifecycle.Status{"status.unknown": "lost"}

// unauthorised are the demands without which those who decide are not known
// either, so that the refusal of some moves says that, too.
var unauthorised = []ownership.Code{"owner.contested", "record.undeclared"}

// aloneOf is how to take one thing away, from either table.
func aloneOf(code ownership.Code) func(testing.TB, *world) {
	if f := alone[code]; f != nil {
		return f
	}
	for _, c := range gateCases {
		if c.code == code {
			return c.spoil
		}
	}
	return nil
}

// TestEveryDemandAtEveryGate: for each move through a gate and each demand that is
// its condition, one sample in which only that is missing. The gate and the
// command name exactly it. Mended, the move passes. Both tables are read from the
// standard, so that a demand without a sample fails here.
func TestEveryDemandAtEveryGate(t *testing.T) {
	met := map[ownership.Code]int{}
	for move := range lifecycle.Standard().Machine().Moves() {
		if move.Gate == "" {
			continue
		}
		require.NotEmpty(t, move.If, "%s is no gate", move.Gate)
		for _, code := range move.If {
			met[code]++
			if _, never := nowhere[code]; !never {
				t.Run(string(move.From)+" "+string(move.On)+" "+string(code), func(t *testing.T) { onlyMissing(t, move, code) })
			}
		}
	}
	for _, d := range lifecycle.Standard().Demands() {
		assert.NotZero(t, met[d.Code], "%s is due at no gate", d.Code)
	}
	for code := range alone {
		assert.NotZero(t, met[code], "%s has a sample and is no demand", code)
	}
}

func onlyMissing(t *testing.T, move lifecycle.Move[lifecycle.Status, lifecycle.Event], code ownership.Code) {
	spoil := aloneOf(code)
	require.NotNil(t, spoil, "no sample for %s", code)
	sampleOf := func(spoil func(testing.TB, *world)) *world {
		w := newWorld(t)
		// What is a warning by default blocks where policy says so.
		w.facts.Policies = []ownership.Policy{{Severities: map[ownership.Code]ownership.Severity{code: ownership.SeverityError}}}
		spoil(t, w)
		w.at(t, move.From)
		return w
	}
	w := sampleOf(spoil)
	p := w.portfolio(t)
	passage, obstacles := p.Gate("mail", move.On, day(20))
	require.Equal(t, []string{string(code)}, obstacleCodes(obstacles))
	require.Contains(t, passage.Demanded, code)
	require.True(t, obstacles[0].Blocks())
	require.NotEmpty(t, obstacles[0].Sources)

	exact := false
	for _, party := range w.facts.Parties {
		r, err := p.Advance(w.record, by(party.ID, 20), lifecycle.Advance{On: move.On})
		require.ErrorIs(t, err, ownership.ErrRefused, "by %s", party.ID)
		require.Equal(t, w.record.Revision(), r.Revision())
		found := codes(err)
		exact = exact || slices.Equal(found, []string{string(code)})
		rest := slices.DeleteFunc(found, func(c string) bool { return strings.HasPrefix(c, "authority.") })
		require.Equal(t, []string{string(code)}, rest, "by %s", party.ID)
	}
	require.True(t, exact || slices.Contains(unauthorised, code), "nobody who may decide is refused for %s alone", code)

	w = sampleOf(func(testing.TB, *world) {})
	passed := 0
	for _, party := range w.facts.Parties {
		r, err := w.portfolio(t).Advance(w.record, by(party.ID, 20), lifecycle.Advance{On: move.On})
		if err == nil {
			passed++
			require.Equal(t, move.To, r.Status())
		} else {
			for _, c := range codes(err) {
				require.True(t, strings.HasPrefix(c, "authority."), "%s by %s", c, party.ID)
			}
		}
	}
	require.NotZero(t, passed, "mended, somebody moves it")
}

func obstacleCodes(obstacles []lifecycle.Obstacle) (out []string) {
	for _, o := range obstacles {
		out = append(out, string(o.Code))
	}
	return out
}

// TestNowhere: where a demand cannot be asked because there is no way at all, every
// event is refused for that, and mended, a move passes.
func TestNowhere(t *testing.T) {
	for code, status := range nowhere {
		w := newWorld(t)
		w.at(t, status)
		for _, e := range lifecycle.Standard().Machine().Events() {
			assert.Equal(t, []string{"gate.status"}, codes(w.advance(t, "cleo", 20, e)), "%s on %s", code, e)
		}
		found := w.portfolio(t).Review(day(20), ownership.Selection{}).Of(code)
		require.Len(t, found, 1)
		assert.True(t, found[0].Blocks())
		w = newWorld(t)
		w.at(t, lifecycle.Requirements)
		assert.NoError(t, w.advance(t, "cleo", 20, lifecycle.Forward))
	}
}
