package risk_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// drawnRealm draws who answers when. Facts are what is known in the end, so an act
// that a register let pass may turn out to have been without authority: commands ask
// the realm as it was believed, and standings are asked of the other.
func drawnRealm(t *rapid.T, label string) realm {
	someDay := rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 60))
	w := realm{
		never: rapid.IntRange(0, 5).Draw(t, label+" never") == 0, handover: someDay.Draw(t, label+" handover"),
		board: someDay.Draw(t, label+" board"), left: map[ownership.PartyID]int{},
	}
	for _, p := range []ownership.PartyID{ada, ben, eve} {
		if n := someDay.Draw(t, label+" leaves"); n > 0 && rapid.Bool().Draw(t, label+" at all") {
			w.left[p] = n
		}
	}
	if from := someDay.Draw(t, label+" holiday"); from > 0 {
		w.away = [2]int{from, from + rapid.IntRange(1, 20).Draw(t, label+" days")}
	}
	return w
}

// drawnCriteria draws versions of the criteria with grids that differ in every way
// that matters: raised, reworded, in another order, with other steps or levels.
func drawnCriteria(t *rapid.T) []risk.Criteria {
	edits := []func(*risk.GridTable){
		func(*risk.GridTable) {},
		func(g *risk.GridTable) { g.Cells[1] = []risk.LevelID{"medium", "high", "high"} },
		func(g *risk.GridTable) { g.Levels[1].Name = "second" },
		func(g *risk.GridTable) { g.Impact[1].Meaning = "hurts" },
		func(g *risk.GridTable) { g.Levels[0], g.Levels[1] = g.Levels[1], g.Levels[0] },
		func(g *risk.GridTable) { g.Likelihood[1].ID = "perhaps" },
		func(g *risk.GridTable) {
			g.Levels[1].ID = "middling"
			for i := range g.Cells {
				for j := range g.Cells[i] {
					if g.Cells[i][j] == "medium" {
						g.Cells[i][j] = "middling"
					}
				}
			}
		},
		func(g *risk.GridTable) { g.Cells[1] = []risk.LevelID{"low", "low", "low"} },
	}
	n := rapid.IntRange(0, 3).Draw(t, "criteria")
	starts := rapid.SliceOfNDistinct(rapid.IntRange(0, 60), n, n, rapid.ID[int]).Draw(t, "starts")
	if rapid.IntRange(0, 9).Draw(t, "late") > 0 {
		starts = append(starts, -5)
	}
	var out []risk.Criteria
	for i, start := range starts {
		version := string(rune('a' + i))
		table := houseGrid(version)
		rapid.SampledFrom(edits).Draw(t, "grid")(&table)
		if rapid.IntRange(0, 9).Draw(t, "other grid") == 0 {
			table.ID = "other"
		}
		limit := risk.Limit{Threshold: rapid.SampledFrom([]risk.Money{{}, euro(100), money(1, "USD")}).Draw(t, "threshold")}
		limit.Tolerance = rapid.SampledFrom([]risk.LevelID{table.Levels[0].ID, table.Levels[1].ID, ""}).Draw(t, "tolerance")
		out = append(out, risk.Criteria{
			Version: version, From: day(start), Grid: grid(t, table), Limits: []risk.Limit{limit},
			FourEyes: rapid.IntRange(0, 2).Draw(t, "four eyes") == 0, RisePercent: int64(rapid.SampledFrom([]int{0, 20}).Draw(t, "rise")),
		})
	}
	return out
}

// history draws a risk by giving commands, sensible ones and others, and tells the
// expectation of every acceptance.
type history struct {
	t        *rapid.T
	tb       testing.TB
	r        risk.Risk
	believed realm
	known    realm
	list     []risk.Criteria
	now      int
}

func (h *history) who() ownership.Who {
	h.now += rapid.IntRange(0, 2).Draw(h.t, "days later")
	owner, senior := h.believed.owner(day(h.now)), h.believed.senior(day(h.now))
	who := rapid.SampledFrom([]ownership.PartyID{owner, owner, senior, senior, senior, ben, dan, gus, fay}).Draw(h.t, "by")
	behalf := rapid.SampledFrom([]ownership.PartyID{"", "", "", "", "", "", ada, eve, gus}).Draw(h.t, "for")
	return ownership.Who{By: who, For: behalf, At: day(h.now)}
}

// officer is somebody who may do what service owners may.
func (h *history) officer() ownership.Who {
	w := h.who()
	w.By, w.For = h.believed.owner(w.At), ""
	return w
}

func (h *history) take(r risk.Risk, err error) {
	if err == nil {
		h.r = r
		return
	}
	require.True(h.t, errors.Is(err, ownership.ErrRefused) || errors.Is(err, ownership.ErrInvalid), "%v", err)
	require.Equal(h.t, h.r.Revision(), r.Revision(), "a refused command changes nothing")
}

func (h *history) reg() *ownership.Register { return h.believed.register(h.tb) }

func (h *history) someAct(kinds ...risk.ActKind) int {
	revisions := []int{0, 1}
	for a := range h.r.Acts() {
		if slices.Contains(kinds, a.Kind) {
			revisions = append(revisions, a.Revision, a.Revision)
		}
	}
	return revisions[len(revisions)-1-rapid.IntRange(0, min(3, len(revisions)-1)).Draw(h.t, "act")]
}

func (h *history) accept() {
	who := h.who()
	c := risk.Accept{
		Assessment: h.someAct(risk.ActAssessed), Until: day(h.now + rapid.IntRange(1, 30).Draw(h.t, "until")), Reason: "carried",
	}
	if rapid.Bool().Draw(h.t, "asked") {
		c.Request = h.someAct(risk.ActProposed, risk.ActEscalated)
	}
	r, err := h.r.Accept(h.reg(), who, h.list, c)
	require.Equal(h.t, h.mayAccept(who, c), err == nil, "%v by %+v at %s: %+v", err, who, who.At, c)
	h.take(r, err)
	if err == nil {
		// A deputy may have acted for somebody who has left: then it asks to be confirmed.
		require.True(h.t, r.Standing(who.At, h.reg(), h.list).Accepted(), "what was taken holds")
	}
}

// mayAccept is the command in words of its own.
func (h *history) mayAccept(who ownership.Who, c risk.Accept) bool {
	var newest, closed int
	assessment, ok := h.r.Act(c.Assessment)
	if !ok || assessment.Assessment == nil || assessment.Assessment.Of == risk.Inherent {
		return false
	}
	for a := range h.r.Acts() {
		if a.Kind == risk.ActAssessed && a.Assessment.Of == assessment.Assessment.Of {
			newest = a.Revision
		}
		if a.Kind == risk.ActClosed {
			closed = a.Revision
		}
	}
	statuses := []risk.Status{risk.StatusAssessed, risk.StatusTreatmentPlanned, risk.StatusInTreatment, risk.StatusAccepted, risk.StatusMitigated}
	if newest != c.Assessment || closed > c.Assessment || !slices.Contains(statuses, h.r.Status()) {
		return false
	}
	var request risk.Act
	if c.Request != 0 {
		request, ok = h.r.Act(c.Request)
		asked := ok && (request.Escalation != nil || request.Proposal != nil && request.Proposal.Assessment == c.Assessment)
		if !asked || closed > c.Request {
			return false
		}
	}
	in, ok := inForce(h.list, who.At)
	if !ok {
		return false
	}
	if _, ok := levelIn(in.Grid.Table(), *assessment.Assessment); !ok {
		return false
	}
	hands := func(activity ownership.Activity) (risk.Act, bool) {
		on, ok := h.believed.entitled(who.By, who.For, activity, who.At)
		return risk.Act{Proof: ownership.Proof{By: who.By, For: on}}, ok
	}
	act, entitled := hands(ownership.AcceptRiskBeyondTolerance)
	if !beyond(in, *assessment.Assessment) {
		if own, ok := hands(ownership.AcceptRisk); ok {
			act, entitled = own, true
		}
	}
	return entitled && (!in.FourEyes || !sameHands(act, request))
}

func (h *history) actions() map[string]func(*rapid.T) {
	reason := "because"
	return map[string]func(*rapid.T){
		"accept": func(*rapid.T) { h.accept() }, "accept again": func(*rapid.T) { h.accept() }, "accept once more": func(*rapid.T) { h.accept() },
		"assess": func(t *rapid.T) {
			h.take(h.r.Assess(h.reg(), h.officer(), h.list, risk.Assess{
				Of:         rapid.SampledFrom([]risk.Exposure{risk.Inherent, risk.Current, risk.Current, risk.Residual}).Draw(t, "of"),
				Likelihood: rapid.SampledFrom([]risk.StepID{"rare", "rare", "possible", "possible", "perhaps"}).Draw(t, "likelihood"),
				Impact:     rapid.SampledFrom([]risk.StepID{"minor", "major", "severe"}).Draw(t, "impact"),
				Expected:   rapid.SampledFrom([]risk.Money{{}, euro(0), euro(100), euro(120), euro(121), money(100, "USD")}).Draw(t, "expected"),
				Reason:     reason,
			}))
		},
		"revise": func(t *rapid.T) {
			e := h.r.Entry()
			e.Title = rapid.SampledFrom([]string{"one", "other"}).Draw(t, "title")
			e.Cause = rapid.SampledFrom([]string{"cause", "cause", "cause", "cause of another kind"}).Draw(t, "cause")
			h.take(h.r.Revise(h.reg(), h.officer(), risk.Revise{Entry: e}))
		},
		"treat": func(t *rapid.T) {
			h.take(h.r.Treat(h.reg(), h.officer(), risk.Treat{Treatment: risk.Treatment{
				ID: "one", Response: risk.Modify, Progress: risk.Progress(rapid.IntRange(1, 4).Draw(t, "progress")),
			}}))
		},
		"propose": func(*rapid.T) {
			who := h.who()
			who.By, who.For = dan, ""
			h.take(h.r.Propose(h.reg(), who, risk.Propose{Assessment: h.someAct(risk.ActAssessed), Until: day(h.now + 5), Reason: reason}))
		},
		"escalate": func(*rapid.T) {
			h.take(h.r.Escalate(h.reg(), h.who(), h.list, risk.Escalate{Amount: euro(1), Reason: reason}))
		},
		"decide": func(*rapid.T) {
			h.take(h.r.Decide(h.reg(), h.who(), risk.Decide{Escalation: h.someAct(risk.ActEscalated), Response: risk.Retain, Reason: reason}))
		},
		"revoke": func(t *rapid.T) {
			if rapid.IntRange(0, 4).Draw(t, "really") == 0 {
				h.take(h.r.Revoke(h.reg(), h.officer(), risk.Revoke{Acceptance: h.someAct(risk.ActAccepted), Reason: reason}))
			}
		},
		"close": func(t *rapid.T) {
			if rapid.IntRange(0, 9).Draw(t, "really") == 0 {
				h.take(h.r.Close(h.reg(), h.officer(), risk.Close{Reason: reason}))
			}
		},
		"reopen": func(*rapid.T) {
			h.take(h.r.Reopen(h.reg(), h.officer(), risk.Reopen{Review: day(h.now + 1), Reason: reason}))
		},
		"": func(t *rapid.T) { h.check(t) },
	}
}

// check asks at some instant, by what was believed and by what is known in the end.
func (h *history) check(t *rapid.T) {
	at := day(h.now - rapid.IntRange(-30, 10).Draw(t, "ago")).Add(-time.Duration(rapid.IntRange(0, 1).Draw(t, "just before")) * time.Microsecond)
	for _, w := range []realm{h.believed, h.known} {
		require.Equal(t, reread(h.r, at, w, h.list), verdictOf(h.r.Standing(at, w.register(h.tb), h.list)), "at %s", at)
	}
	if status := h.r.Status(); status == risk.StatusAccepted {
		_, ok := h.r.Acceptance()
		require.True(t, ok)
	} else {
		require.False(t, h.r.Standing(day(h.now), h.reg(), h.list).Accepted(), "%s", status)
	}
	text, err := json.Marshal(h.r)
	require.NoError(t, err)
	var again risk.Risk
	require.NoError(t, json.Unmarshal(text, &again))
	require.Equal(t, h.r, again)
}

// TestAcceptanceModel: whatever happens to a risk in whatever order, its acceptances
// are taken and worth what a naive reader of the history says.
func TestAcceptanceModel(t *testing.T) {
	accepted, footings := 0, map[risk.Footing]int{}
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{t: rt, tb: t, believed: drawnRealm(rt, "believed"), list: drawnCriteria(rt)}
		h.known = h.believed
		if rapid.Bool().Draw(rt, "known better") {
			h.known = drawnRealm(rt, "known")
		}
		e := entry()
		e.Cause = "cause"
		r, err := risk.Risk{}.Identify(world(t), by(ada, 0), risk.Identify{ID: "mail-1", Scope: mailScope, Entry: e, Review: day(9)})
		require.NoError(rt, err)
		h.r = r
		rt.Repeat(h.actions())
		if _, ok := h.r.Acceptance(); ok {
			accepted++
		}
		footings[h.r.Standing(day(h.now+3), h.known.register(t), h.list).Footing]++
	})
	t.Logf("%d risks with an acceptance, %v", accepted, footings)
	require.Positive(t, accepted, "the generator has to reach what it is for")
}
