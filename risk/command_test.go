package risk_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// give gives a command; every row below is one that would be taken but for one
// thing.
type give func(r risk.Risk, reg ownership.Authority, w ownership.Who, c []risk.Criteria) (risk.Risk, error)

var (
	long    = strings.Repeat("x", 1<<14+1)
	treated = risk.Treatment{ID: "disk", Response: risk.Modify, Progress: risk.Planned}
)

func identify(edit func(*risk.Identify)) give {
	return func(_ risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		c := risk.Identify{ID: "mail-1", Scope: mailScope, Entry: entry(), Review: day(100)}
		edit(&c)
		return risk.Risk{}.Identify(a, w, c)
	}
}

func revise(edit func(*risk.Revise)) give {
	return func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		c := risk.Revise{Entry: entry()}
		edit(&c)
		return r.Revise(a, w, c)
	}
}

func assess(edit func(*risk.Assess)) give {
	return func(r risk.Risk, a ownership.Authority, w ownership.Who, l []risk.Criteria) (risk.Risk, error) {
		c := risk.Assess{Of: risk.Current, Likelihood: "rare", Impact: "minor", Expected: euro(5), Reason: "why"}
		edit(&c)
		return r.Assess(a, w, l, c)
	}
}

func treat(edit func(*risk.Treat)) give {
	return func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		c := risk.Treat{Treatment: treated}
		edit(&c)
		return r.Treat(a, w, c)
	}
}

func propose(edit func(*risk.Propose)) give {
	return func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		c := risk.Propose{Assessment: 2, Until: day(90), Reason: "why"}
		edit(&c)
		return r.Propose(a, w, c)
	}
}

func accept(edit func(*risk.Accept)) give {
	return func(r risk.Risk, a ownership.Authority, w ownership.Who, l []risk.Criteria) (risk.Risk, error) {
		c := risk.Accept{Assessment: 2, Until: day(90), Reason: "why"}
		edit(&c)
		return r.Accept(a, w, l, c)
	}
}

func escalate(edit func(*risk.Escalate)) give {
	return func(r risk.Risk, a ownership.Authority, w ownership.Who, l []risk.Criteria) (risk.Risk, error) {
		c := risk.Escalate{Amount: euro(5), Reason: "why"}
		edit(&c)
		return r.Escalate(a, w, l, c)
	}
}

func whole[T any](*T) {}

// places are the paths of an error, joined of several or not.
func places(t testing.TB, err error) []string {
	one, ok := err.(*ownership.Error)
	if ok {
		return []string{one.Path}
	}
	return errorPaths(t, err)
}

// every is each command as it would be taken, of an accepted risk with an escalation
// as act 4, by whom, and whom else it is refused to.
var every = []struct {
	name string
	by   ownership.PartyID
	not  []ownership.PartyID
	give give
}{
	{"identify", dan, []ownership.PartyID{eve, gus, ben}, identify(whole)},
	{"revise", ada, []ownership.PartyID{dan, eve, gus, ben}, revise(whole)},
	{"assess", ada, []ownership.PartyID{dan, eve, gus, ben}, assess(whole)},
	{"treat", dan, []ownership.PartyID{eve, gus, ben}, treat(whole)},
	{"propose", dan, []ownership.PartyID{eve, gus, ben}, propose(whole)},
	{"accept", ada, []ownership.PartyID{dan, gus, ben}, accept(whole)},
	{"escalate", ada, []ownership.PartyID{dan, eve, gus, ben}, escalate(whole)},
	{"decide", eve, []ownership.PartyID{ada, dan, gus, ben}, func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		return r.Decide(a, w, risk.Decide{Escalation: 4, Response: risk.Avoid, Reason: "why"})
	}},
	{"revoke", eve, []ownership.PartyID{dan, gus, ben}, func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		return r.Revoke(a, w, risk.Revoke{Acceptance: 3, Reason: "why"})
	}},
	{"review", dan, []ownership.PartyID{eve, gus, ben}, func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		return r.ReviewEntry(a, w, risk.ReviewEntry{Next: day(50)})
	}},
	{"close", ada, []ownership.PartyID{dan, eve, gus, ben}, func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		if w.By == ada { // what stands in the way is decided first
			r, _ = r.Decide(a, ownership.Who{By: eve, At: w.At}, risk.Decide{Escalation: 4, Response: risk.Avoid, Reason: "why"})
		}
		return r.Close(a, w, risk.Close{Reason: "why"})
	}},
	{"reopen", dan, []ownership.PartyID{eve, gus, ben}, func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
		r, _ = r.Decide(a, ownership.Who{By: eve, At: w.At}, risk.Decide{Escalation: 4, Response: risk.Avoid, Reason: "why"})
		r, _ = r.Close(a, ownership.Who{By: ada, At: w.At}, risk.Close{Reason: "why"})
		return r.Reopen(a, w, risk.Reopen{Review: day(60), Reason: "why"})
	}},
}

// escalated is the risk that every command is given to.
func escalated(t testing.TB) risk.Risk {
	r, err := accepted(t).Escalate(world(t), by(ada, 3), criteria(t), risk.Escalate{Amount: euro(1), Reason: "why"})
	require.NoError(t, err)
	return r
}

// TestCommands holds what all commands have in common.
func TestCommands(t *testing.T) {
	reg, c, r := world(t), criteria(t), escalated(t)
	for _, x := range every {
		t.Run(x.name, func(t *testing.T) {
			who := ownership.Who{By: x.by, At: day(5).Add(999), Ref: "mine"}
			next, err := x.give(r, reg, who, c)
			require.NoError(t, err)
			a := lastAct(next)
			assert.Equal(t, day(5), a.At, "cut to microseconds")
			assert.Equal(t, ownership.Ref("mine"), a.Ref)
			assert.Equal(t, x.by, a.Proof.By)
			assert.True(t, reg.Upholds(a.Proof))

			// A Live register serves as well, and so do its answers.
			_, err = x.give(r, ownership.NewLive(reg), who, c)
			require.NoError(t, err)

			for _, p := range x.not {
				_, err := x.give(r, reg, ownership.Who{By: p, At: day(5)}, c)
				require.ErrorIs(t, err, ownership.ErrRefused, "%s", p)
				assert.Contains(t, codes(err), "authority.not-held", "%s", p)
			}

			_, err = x.give(r, nil, who, c)
			assert.Equal(t, []string{"authority"}, places(t, err))
			_, err = x.give(r, ownership.Authorization{}, who, c)
			assert.Equal(t, []string{"authority"}, places(t, err))
			_, err = x.give(r, reg, ownership.Who{By: " ", For: "\n", Ref: "\xff"}, c)
			require.ErrorIs(t, err, ownership.ErrInvalid)
			assert.Subset(t, places(t, err), []string{"who.by", "who.for", "who.ref", "who.at"})
			_, err = x.give(r, reg, ownership.Who{By: x.by, At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, c)
			assert.Contains(t, places(t, err), "who.at")
			if x.name != "identify" {
				_, err = x.give(r, reg, ownership.Who{By: x.by, At: day(3).Add(-1)}, c)
				assert.Contains(t, places(t, err), "who.at", "time does not run backwards")
			}
		})
	}
}

// TestRepeated: the same command again changes nothing and says so, whatever came in
// between; another one under its reference is a mistake.
func TestRepeated(t *testing.T) {
	reg, c := world(t), criteria(t)
	for _, x := range every {
		if x.name == "identify" || x.name == "close" || x.name == "reopen" {
			continue // they give several commands
		}
		r, err := x.give(escalated(t), reg, ownership.Who{By: x.by, At: day(5), Ref: "mine"}, c)
		require.NoError(t, err, x.name)
		for _, a := range r.Undecided() {
			r, err = r.Decide(reg, by(eve, 6), risk.Decide{Escalation: a.Revision, Response: risk.Avoid, Reason: "why"})
			require.NoError(t, err, x.name)
		}
		for _, a := range r.Treatments() {
			a.Treatment.Progress = risk.Done
			r, err = r.Treat(reg, by(dan, 6), risk.Treat{Treatment: *a.Treatment})
			require.NoError(t, err, x.name)
		}
		r, err = r.Close(reg, by(ada, 7), risk.Close{Reason: "why"})
		require.NoError(t, err, x.name)
		again, err := x.give(r, reg, ownership.Who{By: x.by, At: day(8), Ref: "mine"}, c)
		require.ErrorIs(t, err, ownership.ErrRepeated, x.name)
		assert.Equal(t, r, again, x.name)
		_, err = x.give(r, reg, ownership.Who{By: gus, At: day(8), Ref: "mine"}, c)
		require.ErrorIs(t, err, ownership.ErrInvalid, x.name)
		_, err = r.Close(reg, ownership.Who{By: x.by, At: day(8), Ref: "mine"}, risk.Close{Reason: "why"})
		require.ErrorIs(t, err, ownership.ErrInvalid, x.name)
	}
	r, err := risk.Risk{}.Identify(reg, ownership.Who{By: ada, At: day(0), Ref: "mine"}, risk.Identify{ID: "mail-1", Scope: mailScope, Entry: entry(), Review: day(100)})
	require.NoError(t, err)
	_, err = r.Identify(reg, ownership.Who{By: ada, At: day(0), Ref: "mine"}, risk.Identify{ID: "mail-1", Scope: mailScope, Entry: entry(), Review: day(100)})
	require.ErrorIs(t, err, ownership.ErrRepeated)
	_, err = r.Identify(reg, by(ada, 1), risk.Identify{ID: "mail-1", Scope: mailScope, Entry: entry(), Review: day(100)})
	assert.Equal(t, []string{"risk.present"}, codes(err))
}

// TestMalformed makes one field of a command malformed; the error names its place.
func TestMalformed(t *testing.T) {
	otherModel, err := risk.NewModel(risk.Scenario{ID: "s", PerYear: 1, Losses: []risk.Loss{{Shape: risk.PERT, Low: euro(7), Likely: euro(7), High: euro(7)}}})
	require.NoError(t, err)
	many := make([]ownership.Scope, 1001)
	for i := range many {
		many[i] = mailScope
	}
	for path, give := range map[string]give{
		"id":                      identify(func(c *risk.Identify) { c.ID = "" }),
		"scope":                   identify(func(c *risk.Identify) { c.Scope = ownership.Scope{} }),
		"scope ":                  identify(func(c *risk.Identify) { c.Scope.ID = "a\n" }),
		"review":                  identify(func(c *risk.Identify) { c.Review = time.Time{} }),
		"reason":                  identify(func(c *risk.Identify) { c.Reason = "\xff" }),
		"entry.title":             identify(func(c *risk.Identify) { c.Entry.Title = long }),
		"entry.cause":             revise(func(c *risk.Revise) { c.Entry.Cause = "\xff" }),
		"entry.event":             revise(func(c *risk.Revise) { c.Entry.Event = "\xff" }),
		"entry.consequence":       revise(func(c *risk.Revise) { c.Entry.Consequence = "\xff" }),
		"entry":                   revise(func(c *risk.Revise) { c.Entry.Consequence = "" }),
		"entry.category":          revise(func(c *risk.Revise) { c.Entry.Category = " " }),
		"entry.affects[0]":        revise(func(c *risk.Revise) { c.Entry.Affects[0] = ownership.Scope{} }),
		"entry.affects[1]":        revise(func(c *risk.Revise) { c.Entry.Affects = append(c.Entry.Affects, c.Entry.Affects[0]) }),
		"entry.affects":           revise(func(c *risk.Revise) { c.Entry.Affects = many }),
		"entry.owner.role":        revise(func(c *risk.Revise) { c.Entry.Owner = risk.Bearer{Role: " "} }),
		"entry.owner.party":       revise(func(c *risk.Revise) { c.Entry.Owner = risk.Bearer{Party: " "} }),
		"entry.owner":             revise(func(c *risk.Revise) { c.Entry.Owner = risk.Bearer{Party: dan, Role: "x"} }),
		"entry.controls[0].text":  revise(func(c *risk.Revise) { c.Entry.Controls[0].Text = "" }),
		"entry.controls[0].owner": revise(func(c *risk.Revise) { c.Entry.Controls[0].Owner = risk.Bearer{Party: dan, Role: "x"} }),
		"entry.controls":          revise(func(c *risk.Revise) { c.Entry.Controls = make([]risk.Control, 1001) }),
		"entry.covers[0].code":    revise(func(c *risk.Revise) { c.Entry.Covers[0].Code = "" }),
		"entry.covers":            revise(func(c *risk.Revise) { c.Entry.Covers = make([]risk.Cover, 1001) }),
		"of":                      assess(func(c *risk.Assess) { c.Of = 0 }),
		"of ":                     assess(func(c *risk.Assess) { c.Of = 9 }),
		"likelihood":              assess(func(c *risk.Assess) { c.Likelihood = "" }),
		"impact":                  assess(func(c *risk.Assess) { c.Impact = "" }),
		"expected":                assess(func(c *risk.Assess) { c.Expected = euro(-1) }),
		"expected ":               assess(func(c *risk.Assess) { c.Model = otherModel }),
		"reason ":                 assess(func(c *risk.Assess) { c.Reason = "" }),
		"treatment.id":            treat(func(c *risk.Treat) { c.Treatment.ID = "" }),
		"treatment.response":      treat(func(c *risk.Treat) { c.Treatment.Response = 0 }),
		"treatment.progress":      treat(func(c *risk.Treat) { c.Treatment.Progress = 99 }),
		"treatment.text":          treat(func(c *risk.Treat) { c.Treatment.Text = long }),
		"treatment.owner":         treat(func(c *risk.Treat) { c.Treatment.Owner = risk.Bearer{Party: dan, Role: "x"} }),
		"treatment.due":           treat(func(c *risk.Treat) { c.Treatment.Due = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }),
		"assessment":              propose(func(c *risk.Propose) { c.Assessment = 1 }),
		"until":                   propose(func(c *risk.Propose) { c.Until = day(5) }),
		"assessment ":             accept(func(c *risk.Accept) { c.Assessment = 0 }),
		"assessment  ":            accept(func(c *risk.Accept) { c.Assessment = -1 }),
		"assessment   ":           accept(func(c *risk.Accept) { c.Assessment = math.MaxInt }),
		"until ":                  accept(func(c *risk.Accept) { c.Until = time.Time{} }),
		"until  ":                 accept(func(c *risk.Accept) { c.Until = day(1) }),
		"request":                 accept(func(c *risk.Accept) { c.Request = 2 }),
		"request ":                accept(func(c *risk.Accept) { c.Request = -2 }),
		"reason  ":                accept(func(c *risk.Accept) { c.Reason = "" }),
		"amount":                  escalate(func(c *risk.Escalate) { c.Amount = risk.Money{} }),
		"amount ":                 escalate(func(c *risk.Escalate) { c.Amount = euro(0) }),
		"reason   ":               escalate(func(c *risk.Escalate) { c.Reason = "" }),
		"escalation": func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
			return r.Decide(a, w, risk.Decide{Escalation: 3, Response: risk.Avoid, Reason: "why"})
		},
		"response": func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
			return r.Decide(a, w, risk.Decide{Escalation: 4, Reason: "why"})
		},
		"acceptance": func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
			return r.Revoke(a, w, risk.Revoke{Acceptance: 2, Reason: "why"})
		},
		"next": func(r risk.Risk, a ownership.Authority, w ownership.Who, _ []risk.Criteria) (risk.Risk, error) {
			return r.ReviewEntry(a, w, risk.ReviewEntry{Next: w.At})
		},
	} {
		r := escalated(t)
		next, err := give(r, world(t), by(ada, 5), criteria(t))
		require.ErrorIs(t, err, ownership.ErrInvalid, path)
		assert.Contains(t, places(t, err), strings.TrimSpace(path))
		assert.Less(t, next.Revision(), 5, path)
	}

	// All defects are told at once.
	_, err = risk.Risk{}.Identify(nil, ownership.Who{}, risk.Identify{})
	assert.Equal(t, []string{"who.by", "who.at", "id", "scope", "review"}, places(t, err))
}

// TestRefused: what is well-formed and does not go, with everything that stands in
// the way.
func TestRefused(t *testing.T) {
	reg, c := world(t), criteria(t)
	draft, err := risk.Risk{}.Identify(reg, by(ada, 0), risk.Identify{ID: "mail-1", Scope: mailScope, Entry: risk.Entry{Title: "some day"}, Review: day(9)})
	require.NoError(t, err)
	require.Equal(t, risk.StatusDraft, draft.Status())
	for name, row := range map[string]struct {
		r    risk.Risk
		give give
		by   ownership.PartyID
		c    []risk.Criteria
		want []string
	}{
		"a draft cannot be assessed":          {draft, assess(whole), ada, c, []string{"risk.status"}},
		"nor treated":                         {draft, treat(whole), ada, c, []string{"risk.status"}},
		"nobody who may not":                  {draft, treat(whole), gus, c, []string{"authority.not-held", "authority.not-held", "risk.status"}}, // neither role of the activity
		"no criteria":                         {identified(t), assess(whole), ada, nil, []string{"risk.no-criteria"}},
		"steps of another grid":               {identified(t), assess(func(c *risk.Assess) { c.Impact = "huge" }), ada, c, []string{"risk.off-grid"}},
		"no criteria to accept by":            {assessed(t), accept(whole), ada, nil, []string{"risk.no-criteria"}},
		"beyond tolerance is not the owner's": {severe(t), accept(func(c *risk.Accept) { c.Assessment = 3 }), ada, c, []string{"authority.not-held"}},
		"an overtaken assessment":             {severe(t), accept(whole), eve, c, []string{"acceptance.level-rose", "risk.outdated"}},
		"proposing an overtaken one":          {severe(t), propose(whole), ada, c, []string{"risk.outdated"}},
	} {
		next, err := row.give(row.r, reg, by(row.by, 5), row.c)
		require.ErrorIs(t, err, ownership.ErrRefused, name)
		assert.Equal(t, row.want, codes(err), name)
		assert.Equal(t, row.r, next, name)
	}
	next, err := draft.Revise(reg, by(ada, 1), risk.Revise{Entry: entry()})
	require.NoError(t, err)
	assert.Equal(t, risk.StatusIdentified, next.Status())
	next, err = severe(t).Accept(reg, by(eve, 5), c, risk.Accept{Assessment: 3, Until: day(90), Reason: "why"})
	require.NoError(t, err)
	assert.Equal(t, ownership.AcceptRiskBeyondTolerance, lastAct(next).Proof.Activity)
}

// severe has a newer current assessment of level high as act 3.
func severe(t testing.TB) risk.Risk {
	r, err := assessed(t).Assess(world(t), by(ada, 2), criteria(t), risk.Assess{Of: risk.Current, Likelihood: "likely", Impact: "severe", Reason: "why"})
	require.NoError(t, err)
	return r
}

// TestMandate: the expected loss is held against the limit of a mandate.
func TestMandate(t *testing.T) {
	own := mailClaims()
	own[0].Mandate = &ownership.Mandate{GrantedBy: eve, Limits: []ownership.Limit{
		{Activity: ownership.AcceptRisk, Max: ownership.Quantity{Value: 50_000_00, Unit: "EUR"}},
	}}
	for minor, ok := range map[int64]bool{50_000_00: true, 50_000_01: false} {
		reg, c := register(t, worldFacts(), boardClaims(), own), criteria(t)
		r, err := identified(t).Assess(reg, by(ada, 1), c, risk.Assess{Of: risk.Current, Likelihood: "rare", Impact: "minor", Expected: euro(minor), Reason: "why"})
		require.NoError(t, err)
		_, err = r.Accept(reg, by(ada, 2), c, risk.Accept{Assessment: 2, Until: day(9), Reason: "why"})
		if ok {
			require.NoError(t, err)
			continue
		}
		assert.Equal(t, []string{"authority.limit"}, codes(err))
	}
}
