package risktest

import (
	"encoding/json"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
	"github.com/serviceowner/itsm/risk"
)

// HostileRisks draws risks that can be loaded and that no command would have made:
// whatever passes for well-formed, in any order, by and about parties, services,
// grids and levels that may not exist.
func HostileRisks() *rapid.Generator[risk.Risk] { return rapid.Custom(hostile) }

func hostile(t *rapid.T) risk.Risk {
	var doc struct {
		ID    risk.RiskID     `json:"id"`
		Scope ownership.Scope `json:"scope"`
		Acts  []risk.Act      `json:"acts"`
	}
	doc.ID = rapid.SampledFrom([]risk.RiskID{"risk 0", "risk 1", ":"}).Draw(t, "id")
	doc.Scope = rapid.SampledFrom([]ownership.Scope{
		ownership.ServiceScope("service 0"), ownership.ServiceScope("service 1"), ownership.ServiceScope("nowhere"),
		{Level: ownership.LevelPortfolio, ID: "inner"},
		ownership.OrganisationScope("acme"),
	}).Draw(t, "scope")
	for i := range rapid.IntRange(1, 10).Draw(t, "acts") {
		doc.Acts = append(doc.Acts, hostileAct(t, doc.Acts, i+1, doc.Scope))
	}
	var r risk.Risk
	if err := json.Unmarshal(Must(json.Marshal(doc)), &r); err != nil {
		t.Fatalf("the stored form is refused: %v", err)
	}
	return r
}

func instant(t *rapid.T, label string) time.Time {
	return rapid.OneOf(
		rapid.Map(rapid.IntRange(-5, 20), ownershiptest.Day),
		rapid.SampledFrom([]time.Time{time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}),
	).Draw(t, label)
}

func amount(t *rapid.T, label string) risk.Money {
	return rapid.SampledFrom([]risk.Money{{}, euro(0), euro(7), euro(1<<63 - 1), Must(risk.NewMoney(5, "JPY"))}).Draw(t, label)
}

func hostileAct(t *rapid.T, before []risk.Act, revision int, scope ownership.Scope) risk.Act {
	at := instant(t, "at")
	if n := len(before); n > 0 && at.Before(before[n-1].At) {
		at = before[n-1].At
	}
	party := rapid.SampledFrom([]ownership.PartyID{"person 0", "person 1", "the board", "acme", "stranger"})
	a := risk.Act{
		Revision: revision, Kind: risk.ActIdentified, Status: risk.Status(rapid.IntRange(1, 9).Draw(t, "status")), At: at,
		Proof: ownership.Proof{
			By: party.Draw(t, "by"), For: rapid.OneOf(rapid.Just(ownership.PartyID("")), party).Draw(t, "for"),
			Capacity: ownership.Capacity(rapid.IntRange(1, 4).Draw(t, "capacity")), Scope: scope, Via: scope, At: at,
			Role:     rapid.SampledFrom([]ownership.Role{ownership.ServiceOwner, ownership.SeniorManagement, "", "stranger"}).Draw(t, "role"),
			Activity: rapid.SampledFrom([]ownership.Activity{ownership.AcceptRisk, ownership.AcceptRiskBeyondTolerance, "juggle"}).Draw(t, "activity"),
		},
	}
	if revision > 1 {
		a.Kind = risk.ActKind(rapid.IntRange(2, 12).Draw(t, "kind"))
	}
	// A reference that leads nowhere is refused on reading, so an act without one to
	// make becomes a review.
	refer := func(kinds ...risk.ActKind) int {
		var found []int
		for _, b := range before {
			for _, k := range kinds {
				if b.Kind == k {
					found = append(found, b.Revision)
				}
			}
		}
		if found == nil {
			a.Kind = risk.ActReviewed
			return 0
		}
		return rapid.SampledFrom(found).Draw(t, "refers to")
	}
	level := rapid.SampledFrom(append([]risk.LevelID{"unheard of"}, levels...)).Draw(t, "level")
	version := rapid.SampledFrom([]string{"1", "2", "lost"}).Draw(t, "version")
	switch a.Kind {
	case risk.ActIdentified, risk.ActRevised:
		a.Entry = &risk.Entry{Cause: rapid.SampledFrom([]string{"", "a"}).Draw(t, "cause"), Affects: []ownership.Scope{scope, scope}, Owner: risk.Bearer{Party: "stranger"}}
	case risk.ActAssessed:
		a.Assessment = &risk.Assessment{
			Of: risk.Exposure(rapid.IntRange(1, 3).Draw(t, "of")), Likelihood: rapid.SampledFrom(append([]risk.StepID{"unheard of"}, steps...)).Draw(t, "likelihood"),
			Impact: "two", Grid: "house", GridVersion: version, Level: level, Expected: amount(t, "expected"),
		}
	case risk.ActTreated:
		a.Treatment = &risk.Treatment{ID: "one", Response: risk.Avoid, Progress: risk.Progress(rapid.IntRange(1, 4).Draw(t, "progress")), Due: instant(t, "due")}
	case risk.ActProposed:
		if n := refer(risk.ActAssessed); n > 0 {
			a.Proposal = &risk.Proposal{Assessment: n, Until: instant(t, "until")}
		}
	case risk.ActAccepted:
		if n := refer(risk.ActAssessed); n > 0 {
			a.Acceptance = &risk.Acceptance{Assessment: n, Until: instant(t, "until"), Grid: "house", GridVersion: version, Level: level, Expected: amount(t, "accepted")}
		}
	case risk.ActRevoked:
		a.Revokes = refer(risk.ActAccepted)
	case risk.ActEscalated:
		a.Escalation = &risk.Escalation{Amount: euro(-5)}
	case risk.ActDecided:
		if n := refer(risk.ActEscalated); n > 0 {
			a.Decision = &risk.Decision{Escalation: n, Response: risk.Retain}
		}
	default: // a review, closing or reopening, which is filled below
	}
	if a.Kind == risk.ActIdentified || a.Kind == risk.ActReviewed || a.Kind == risk.ActReopened {
		a.Review = &risk.Review{Next: instant(t, "next")}
	}
	return a
}
