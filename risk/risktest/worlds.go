package risktest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
	"github.com/serviceowner/itsm/risk"
)

// A World is what a register of risks is built from.
type World struct {
	ownershiptest.Organisation
	Criteria []risk.Criteria
	Risks    []risk.Risk
}

// Worlds draws small organisations in which nothing is wrong, with criteria that
// change once and risks of their services. Every act of a risk was given by somebody
// who might do so when he did; many risks are accepted, and some of these
// acceptances have fallen.
func Worlds() *rapid.Generator[World] { return rapid.Custom(world) }

// Levels of the drawn criteria, least first, and steps of their grids.
var (
	levels = []risk.LevelID{"low", "medium", "high"}
	steps  = []risk.StepID{"one", "two", "three"}
)

func world(t *rapid.T) World {
	w := World{Organisation: ownershiptest.Organisations().Draw(t, "organisation")}
	w.Criteria = append(w.Criteria, criteria(t, "1", time.Time{}))
	if rapid.Bool().Draw(t, "changed criteria") {
		w.Criteria = append(w.Criteria, criteria(t, "2", ownershiptest.Day(rapid.IntRange(1, 8).Draw(t, "change"))))
	}
	reg := Must(w.Register())
	for n := range rapid.IntRange(0, 3).Draw(t, "risks") {
		service := rapid.SampledFrom(w.Facts.Services).Draw(t, "service").ID
		h := hand{t: t, reg: reg, criteria: w.Criteria, service: service}
		w.Risks = append(w.Risks, h.risk(risk.RiskID(fmt.Sprintf("risk %d", n))))
	}
	return w
}

func criteria(t *rapid.T, version string, from time.Time) risk.Criteria {
	table := risk.GridTable{ID: "house", Version: version}
	for _, s := range steps {
		table.Likelihood, table.Impact = append(table.Likelihood, risk.Step{ID: s}), append(table.Impact, risk.Step{ID: s})
	}
	for _, l := range levels {
		table.Levels = append(table.Levels, risk.Level{ID: l})
	}
	shift := rapid.IntRange(0, 1).Draw(t, "shift")
	for i := range steps {
		var row []risk.LevelID
		for j := range steps {
			row = append(row, levels[min((i+j+shift)/2, 2)])
		}
		table.Cells = append(table.Cells, row)
	}
	return risk.Criteria{
		Version: version, From: from, Grid: *Must(risk.NewGrid(table)),
		FourEyes: rapid.IntRange(0, 3).Draw(t, "four eyes") == 0, RisePercent: 20,
		Limits: []risk.Limit{{
			Appetite: "low", Tolerance: rapid.SampledFrom(levels[:2]).Draw(t, "tolerance"), ReviewDays: 5,
			Threshold: rapid.SampledFrom([]risk.Money{{}, euro(500), euro(5000)}).Draw(t, "threshold"),
		}},
	}
}

// A hand gives the commands on one risk.
type hand struct {
	t        *rapid.T
	reg      *ownership.Register
	criteria []risk.Criteria
	service  ownership.ServiceID
	r        risk.Risk
	day      int
}

// owner is who owns the service now; refusals are part of the game for the rest.
func (h *hand) owner() ownership.Who {
	at := ownershiptest.Day(h.day)
	return ownership.Who{By: h.reg.Owner(h.service, at).Holder, At: at}
}

func (h *hand) board() ownership.Who {
	return ownership.Who{By: "the board", At: ownershiptest.Day(h.day)}
}

func (h *hand) risk(id risk.RiskID) risk.Risk {
	entry := risk.Entry{Title: "t", Category: "c", Cause: "a", Event: "b", Consequence: "c", Owner: risk.Bearer{Role: ownership.ServiceOwner}}
	h.take(h.r.Identify(h.reg, h.owner(), risk.Identify{ID: id, Scope: ownership.ServiceScope(h.service), Entry: entry, Review: ownershiptest.Day(5)}))
	if rapid.IntRange(0, 5).Draw(h.t, "soon accepted") > 0 {
		h.act("assess")
		h.act("ask")
		h.act("accept")
	}
	for range rapid.IntRange(0, 8).Draw(h.t, "acts") {
		h.day = min(h.day+rapid.IntRange(0, 2).Draw(h.t, "days"), 9)
		h.act(rapid.SampledFrom([]string{
			"assess", "assess", "accept", "accept", "accept", "ask", "treat", "revise", "revoke", "escalate", "decide", "review", "close", "reopen",
		}).Draw(h.t, "act"))
	}
	return h.r
}

func (h *hand) take(r risk.Risk, err error) {
	if err == nil {
		h.r = r
	}
}

func (h *hand) act(what string) {
	t, later := h.t, ownershiptest.Day(h.day+rapid.IntRange(1, 9).Draw(h.t, "later"))
	assessed, _ := h.r.Assessed(rapid.SampledFrom([]risk.Exposure{risk.Current, risk.Current, risk.Residual}).Draw(t, "exposure"))
	accepted, _ := h.r.Acceptance()
	switch what {
	case "assess":
		h.take(h.r.Assess(h.reg, h.owner(), h.criteria, risk.Assess{
			Of:         rapid.SampledFrom([]risk.Exposure{risk.Current, risk.Current, risk.Residual, risk.Inherent}).Draw(t, "of"),
			Likelihood: rapid.SampledFrom(steps).Draw(t, "likelihood"), Impact: rapid.SampledFrom(steps).Draw(t, "impact"),
			Expected: rapid.SampledFrom([]risk.Money{{}, euro(0), euro(400), euro(600)}).Draw(t, "expected"), Reason: "judged",
		}))
	case "accept":
		who := h.owner()
		if rapid.IntRange(0, 2).Draw(t, "board") > 0 {
			who = h.board()
		}
		h.take(h.r.Accept(h.reg, who, h.criteria, risk.Accept{Assessment: assessed.Revision, Until: later, Request: h.request(), Reason: "carried"}))
	case "ask":
		h.take(h.r.Propose(h.reg, h.owner(), risk.Propose{Assessment: assessed.Revision, Until: later, Reason: "please"}))
	case "treat":
		h.take(h.r.Treat(h.reg, h.owner(), risk.Treat{Treatment: risk.Treatment{
			ID: "one", Response: risk.Modify, Due: later, Progress: risk.Progress(rapid.IntRange(1, 4).Draw(t, "progress")),
		}}))
	case "revise":
		e := h.r.Entry()
		e.Cause = rapid.SampledFrom([]string{"a", "a", "another"}).Draw(t, "cause")
		h.take(h.r.Revise(h.reg, h.owner(), risk.Revise{Entry: e}))
	case "revoke":
		h.take(h.r.Revoke(h.reg, h.board(), risk.Revoke{Acceptance: accepted.Revision, Reason: "no"}))
	case "escalate":
		h.take(h.r.Escalate(h.reg, h.owner(), h.criteria, risk.Escalate{Amount: euro(900), Reason: "help"}))
	case "decide":
		for _, a := range h.r.Undecided() {
			h.take(h.r.Decide(h.reg, h.board(), risk.Decide{Escalation: a.Revision, Response: risk.Retain, Reason: "so be it"}))
		}
	case "review":
		h.take(h.r.ReviewEntry(h.reg, h.owner(), risk.ReviewEntry{Next: later}))
	case "close":
		h.take(h.r.Close(h.reg, h.owner(), risk.Close{Reason: "gone"}))
	case "reopen":
		h.take(h.r.Reopen(h.reg, h.owner(), risk.Reopen{Review: later, Reason: "back"}))
	}
}

// request is the newest act that asks for an acceptance, 0 for none.
func (h *hand) request() (revision int) {
	for a := range h.r.Acts() {
		if a.Proposal != nil || a.Escalation != nil {
			revision = a.Revision
		}
	}
	return revision
}
