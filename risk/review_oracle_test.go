package risk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
)

// An oracle reads the rules of R49 and R86 a second time, from the raw acts and in
// the plainest way: it goes forward through the history and keeps what was last
// said. It knows the small world by heart and asks the library nothing.
type oracle struct {
	at       time.Time
	criteria []Criteria
}

type oracleState struct {
	entry      Entry
	status     Status
	review     *Act
	assessed   map[Exposure]Assessment
	treatments map[TreatmentID]Treatment
	escalated  map[int]Act
	decision   *Act
	judged     *Assessment // when the decision was made
}

func (o oracle) read(k Risk) (s oracleState, ok bool) {
	decided := map[int]bool{}
	s.assessed, s.treatments, s.escalated = map[Exposure]Assessment{}, map[TreatmentID]Treatment{}, map[int]Act{}
	for a := range k.Acts() {
		if a.At.After(o.at) {
			break
		}
		ok = true
		s.status = a.Status
		if a.Entry != nil {
			s.entry = *a.Entry
		}
		if a.Review != nil {
			s.review = &a
		}
		if a.Assessment != nil {
			s.assessed[a.Assessment.Of] = *a.Assessment
		}
		if a.Treatment != nil {
			s.treatments[a.Treatment.ID] = *a.Treatment
		}
		if a.Escalation != nil {
			s.escalated[a.Revision] = a
		}
		if a.Decision != nil {
			decided[a.Decision.Escalation] = true
			s.decision, s.judged = &a, s.judge()
		}
	}
	for revision := range decided {
		delete(s.escalated, revision)
	}
	return s, ok
}

func (s *oracleState) judge() *Assessment {
	for _, of := range []Exposure{Current, Inherent} {
		if a, ok := s.assessed[of]; ok {
			return &a
		}
	}
	return nil
}

// inForce is the last criteria that began by the instant; they are in order.
func (o oracle) inForce() *Criteria {
	var c *Criteria
	for i := range o.criteria {
		if !o.criteria[i].From.After(o.at) {
			c = &o.criteria[i]
		}
	}
	return c
}

func (o oracle) gone(b Bearer) bool {
	switch b {
	case Bearer{Party: "gus"}:
		return !o.at.Before(onDayN(10))
	case Bearer{Party: "team"}, Bearer{Party: "nemo"}:
		return true
	}
	return false
}

// level is the place of the level of the pair in the grid: 0, 1, 2, or -1.
func level(c *Criteria, a *Assessment) int {
	for cell := range c.Grid.Cells() {
		if cell.Likelihood == a.Likelihood && cell.Impact == a.Impact {
			return slices.Index([]LevelID{"low", "medium", "high"}, cell.Level)
		}
	}
	return -1
}

// limits are the ranks of appetite and tolerance and the least threshold and cadence
// for the scopes; the criteria of the test set them everywhere or on the desk, in
// which both services lie.
func limits(c *Criteria) (appetite, tolerance int, threshold Money, days int) {
	names := []LevelID{"low", "medium", "high"}
	appetite, tolerance = -1, -1
	for _, l := range c.Limits { // the desk comes last
		if l.Appetite != "" {
			appetite = slices.Index(names, l.Appetite)
		}
		if l.Tolerance != "" {
			tolerance = slices.Index(names, l.Tolerance)
		}
		if l.Threshold != (Money{}) {
			threshold = l.Threshold
		}
		if l.ReviewDays != 0 {
			days = l.ReviewDays
		}
	}
	return appetite, tolerance, threshold, days
}

// find returns "code id" for everything wrong with the risk that the oracle knows.
func (o oracle) find(k Risk, standing Footing) (out []string) {
	s, ok := o.read(k)
	if !ok || s.status == StatusClosed {
		return nil
	}
	found := func(code string, times int) {
		for range times {
			out = append(out, code+" "+string(k.ID()))
		}
	}
	once := func(code string, when bool) {
		if when {
			found(code, 1)
		}
	}
	once("risk.draft", s.entry.Cause == "" || s.entry.Event == "" || s.entry.Consequence == "")
	_, current := s.assessed[Current]
	once("risk.unassessed", !current)
	once("risk.owner-gone", s.entry.Owner != Bearer{} && o.gone(s.entry.Owner))
	once("risk.party-unknown", s.entry.Owner.Party == "nemo")
	open := 0
	for _, t := range s.treatments {
		if t.Progress == Done || t.Progress == Dropped {
			continue
		}
		open++
		once("treatment.undated", t.Due.IsZero())
		once("treatment.overdue", !t.Due.IsZero() && !o.at.Before(t.Due))
		once("treatment.no-owner", t.Owner == Bearer{})
		once("treatment.owner-gone", o.gone(t.Owner))
		once("risk.party-unknown", t.Owner.Party == "nemo")
	}
	for _, a := range s.escalated {
		once("escalation.undecided", o.at.Sub(a.At) >= 14*24*time.Hour)
	}
	if d := s.decision; d != nil && o.at.Sub(d.At) >= 30*24*time.Hour {
		done := false
		for _, t := range s.treatments {
			done = done || t.Response == d.Decision.Response && t.Progress != Dropped
		}
		for a := range k.Acts() {
			done = done || d.Decision.Response == Retain && a.Acceptance != nil && a.Revision > d.Revision && !a.At.After(o.at)
		}
		once("decision.not-followed", !done)
	}
	c := o.inForce()
	var due time.Time
	if s.review != nil {
		due = s.review.Review.Next
		if c != nil {
			if _, _, _, days := limits(c); days > 0 {
				if by := s.review.At.AddDate(0, 0, days); by.Before(due) {
					due = by
				}
			}
		}
	}
	once("risk.review-overdue", !due.IsZero() && !o.at.Before(due))
	if c == nil {
		return out
	}
	for _, pair := range [][2]Exposure{{Residual, Current}, {Residual, Inherent}, {Current, Inherent}} {
		lesser, one := s.assessed[pair[0]]
		greater, two := s.assessed[pair[1]]
		once("assessment.reversed", one && two && level(c, &greater) >= 0 && level(c, &lesser) > level(c, &greater))
	}
	for _, a := range s.assessed {
		old := slices.IndexFunc(o.criteria, func(x Criteria) bool { return x.Grid.Version() == a.GridVersion })
		once("assessment.grid-unknown", old < 0)
		if old < 0 {
			continue
		}
		was := level(&o.criteria[old], &a)
		once("assessment.misread", was < 0 || []LevelID{"low", "medium", "high"}[was] != a.Level)
		once("assessment.grid-changed", was >= 0 && was != level(c, &a))
	}
	a := s.judge()
	if a == nil {
		return out
	}
	appetite, tolerance, threshold, _ := limits(c)
	n := level(c, a)
	beyond := n < 0 || tolerance < 0 || n > tolerance
	costly := a.Expected != (Money{}) && threshold != (Money{}) && (a.Expected.Currency() != threshold.Currency() || a.Expected.Minor() > threshold.Minor())
	unwanted := beyond || appetite >= 0 && n > appetite
	accepted := standing == Stands || standing == Unconfirmed
	once("risk.above-appetite", unwanted && !beyond && !costly && !accepted && open == 0)
	settled := s.decision != nil && s.decision.Decision.Response != Retain && s.judged != nil
	if settled && n >= 0 {
		then := level(c, s.judged)
		settled = then >= 0 && n <= then
	}
	if settled {
		x, y := a.Expected, s.judged.Expected
		settled = (x.Currency() == "" || y.Currency() == "" || x.Currency() == y.Currency()) && x.Minor() <= y.Minor()
	}
	once("risk.above-tolerance", (beyond || costly) && !accepted && !settled)
	once("risk.unpriced", unwanted && a.Expected == Money{} && threshold != Money{})
	if a.Expected != (Money{}) && threshold != (Money{}) && a.Expected.Currency() != threshold.Currency() {
		found("risk.currency", len(k.AsOf(o.at).Scopes()))
	}
	return out
}

// TestReviewOracle: on any histories the review finds exactly what the oracle does.
func TestReviewOracle(t *testing.T) {
	reg := worldRegister(t)
	other := tableOf("2")
	other.Cells = [][]LevelID{{"medium", "low", "medium"}, {"low", "high", "high"}, {"medium", "high", "high"}}
	other.Impact = Scale{{ID: "minor"}, {ID: "serious"}, {ID: "severe"}}
	steps, harms := []StepID{"rare", "sometimes", "often"}, []StepID{"minor", "serious", "major", "severe"}
	wanted, borne := []LevelID{"", "low", "low", "medium"}, []LevelID{"", "low", "medium", "high", "high"}
	seen := map[string]int{}
	check := func(t *rapid.T) {
		day := func(name string, from, to int) time.Time { return onDayN(rapid.IntRange(from, to).Draw(t, name)) }
		bearer := rapid.SampledFrom([]Bearer{{}, {Party: "ada"}, {Party: "gus"}, {Party: "team"}, {Party: "nemo"}})
		money := rapid.SampledFrom([]Money{{}, euros(1), euros(5), euros(9), {4, "USD"}})
		anyAct := rapid.Custom(func(t *rapid.T) Act {
			a := Act{Status: rapid.SampledFrom([]Status{StatusAssessed, StatusAssessed, StatusAssessed, StatusAssessed, StatusClosed}).Draw(t, "status")}
			switch rapid.IntRange(0, 7).Draw(t, "kind") {
			case 0:
				e := *identified().Entry
				e.Owner, e.Cause = bearer.Draw(t, "owner"), rapid.SampledFrom([]string{"", "rain"}).Draw(t, "cause")
				a.Entry = &e
			case 1:
				a.Review = &Review{rapid.SampledFrom([]time.Time{onDayN(5), onDayN(20), onDayN(60)}).Draw(t, "next")}
			case 2, 3:
				a = assessedAs(rapid.SampledFrom([]Exposure{Inherent, Current, Residual}).Draw(t, "of"),
					rapid.SampledFrom(steps).Draw(t, "likelihood"), rapid.SampledFrom(harms).Draw(t, "impact"), money.Draw(t, "expected"))
				a.Assessment.GridVersion = rapid.SampledFrom([]string{"1", "2", "0"}).Draw(t, "grid")
				if v := a.Assessment.GridVersion; v == "2" && rapid.Bool().Draw(t, "read") {
					l, _ := newGrid(other).Level(a.Assessment.Likelihood, a.Assessment.Impact)
					a.Assessment.Level = l.ID
				}
			case 4:
				a.Treatment = &Treatment{
					ID: rapid.SampledFrom([]TreatmentID{"x", "y"}).Draw(t, "treatment"), Owner: bearer.Draw(t, "by"),
					Response: rapid.SampledFrom([]Response{Modify, Share}).Draw(t, "response"),
					Progress: rapid.SampledFrom([]Progress{Planned, Underway, Done, Dropped}).Draw(t, "progress"),
					Due:      rapid.SampledFrom([]time.Time{{}, onDayN(20), onDayN(40)}).Draw(t, "due"),
				}
			case 5, 6:
				a.Escalation = &Escalation{Amount: euros(1)}
			case 7:
				a.Decision = &Decision{rapid.IntRange(1, 6).Draw(t, "escalation"), rapid.SampledFrom([]Response{Modify, Share, Retain}).Draw(t, "decided")}
			}
			return a
		})
		criteria := []Criteria{{Version: "a", From: onDayN(0), Grid: house("1")}, {Version: "b", From: onDayN(30), Grid: *newGrid(other)}}
		for i := range criteria {
			criteria[i].Limits = []Limit{
				{Tolerance: rapid.SampledFrom(borne).Draw(t, "tolerance"), Threshold: money.Draw(t, "threshold"), ReviewDays: rapid.SampledFrom([]int{0, 15}).Draw(t, "days")},
				{Scope: desk, Appetite: rapid.SampledFrom(wanted).Draw(t, "appetite"), ReviewDays: rapid.SampledFrom([]int{0, 30}).Draw(t, "days")},
			}
		}
		var risks []Risk
		for i := range rapid.IntRange(0, 3).Draw(t, "risks") {
			acts := []Act{identified(rapid.SampledFrom([]ownership.Scope{web, desk}).Draw(t, "affects"))}
			at := 0
			for _, a := range rapid.SliceOfN(anyAct, 0, 9).Draw(t, "acts") {
				at += rapid.IntRange(0, 9).Draw(t, "later")
				a.At = onDayN(at)
				acts = append(acts, a)
			}
			risks = append(risks, recorded(RiskID(fmt.Sprint("r", i)), mail, acts...))
		}
		r, err := NewRegister(reg, Facts{Criteria: criteria}, slices.Values(risks))
		require.NoError(t, err)
		o := oracle{day("at", -1, 80), criteria}
		var want, got []string
		owned := map[string]bool{}
		for _, k := range risks {
			want = append(want, o.find(k, r.Standing(k, o.at).Footing)...)
			if s, ok := o.read(k); ok && s.status != StatusClosed {
				owned["mail"] = true
				for _, a := range k.AsOf(o.at).Entry().Affects {
					owned[a.ID] = true
				}
			}
		}
		for _, id := range []string{"mail", "web"} {
			if !owned[id] {
				want = append(want, "risk.none "+id)
			}
		}
		for f := range r.Review(o.at, ownership.Selection{}).All() {
			if strings.HasPrefix(string(f.Code), "criteria.") || strings.HasPrefix(string(f.Code), "continuity.") ||
				strings.HasPrefix(string(f.Code), "grid.") || strings.HasPrefix(string(f.Code), "acceptance.") {
				continue
			}
			got = append(got, string(f.Code)+" "+f.Subject.ID)
			seen[string(f.Code)]++
		}
		slices.Sort(want)
		slices.Sort(got)
		require.Equal(t, want, got)
	}
	for range 10 { // so that rare coincidences come up, too
		rapid.Check(t, check)
	}
	for _, r := range Rules() {
		switch code := string(r.Code); {
		case strings.HasPrefix(code, "criteria."), strings.HasPrefix(code, "continuity."), strings.HasPrefix(code, "grid."), strings.HasPrefix(code, "acceptance."):
		case code == "risk.cause-covered-twice", code == "risk.scope-unknown": // TestDeriveLaws and the cases
		default:
			require.Positive(t, seen[code], "%s was never found: the test shows nothing about it", code)
		}
	}
}
