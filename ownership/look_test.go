package ownership

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLookIsReview: the rows, lifted into a table of another package, find in a
// broken organisation what a review finds, byte for byte.
func TestLookIsReview(t *testing.T) {
	r := brokenFixture(t).register(t)
	type wide struct{ look *Look }
	book, err := NewRulebook(Thresholds(), Lift(func(w wide) *Look { return w.look }, RuleRows()...)...)
	require.NoError(t, err)
	under := r.Setting(fixtureAt)
	part := book.Read(under, Selection{}, func(yield func(Subject, wide) bool) {
		look := r.Look(under.At, book)
		for s := range r.Subjects(fixtureAt) {
			require.True(t, look.Show(s))
			if !yield(s, wide{look}) {
				return
			}
		}
	})
	got, err := book.Finish(under, part)
	require.NoError(t, err)
	require.Equal(t, mustJSON(t, r.Review(fixtureAt, Selection{})), mustJSON(t, got))
}

// TestLookAtNothing: rules find nothing in what the register does not know, and
// nothing of what was shown before.
func TestLookAtNothing(t *testing.T) {
	o := brokenFixture(t)
	o.drop(Scope{Level: LevelService, ID: "mail"}, ServiceOwner)
	r := o.register(t)
	book, err := NewRulebook(Thresholds(), RuleRows()...)
	require.NoError(t, err)
	read := func(l *Look, s Subject) Part {
		return book.Read(r.Setting(fixtureAt), Selection{}, func(yield func(Subject, *Look) bool) { yield(s, l) })
	}
	l := r.Look(fixtureAt, nil)
	require.True(t, l.Show(ServiceScope("mail").Subject()))
	require.NotEmpty(t, read(l, ServiceScope("mail").Subject()).findings)
	for _, s := range []Subject{{}, ServiceScope("never heard of").Subject(), {Kind: "moon", ID: "mail"}, PartySubject("nobody")} {
		assert.False(t, l.Show(s), s)
		assert.Empty(t, read(l, s).findings, s)
	}
	assert.False(t, new(Look).Show(ServiceScope("mail").Subject()))
	assert.False(t, (*Register)(nil).Look(time.Time{}, nil).Show(ServiceScope("mail").Subject()))
}

// TestLookAtPolicies: a policy may speak of whatever the tables have.
func TestLookAtPolicies(t *testing.T) {
	o := newFixture(t)
	o.facts.Policies = []Policy{{Severities: map[Code]Severity{"moon.full": SeverityError}, Thresholds: map[Threshold]int64{"moons": 2}}}
	r := o.register(t)
	moon := Rule{
		Code: "moon.full", Kind: Adjustable, Severity: SeverityInfo, Subject: "moon", Sources: []Source{"R01"},
		Threshold: "moons", Text: "it is full", Remedy: "Wait.",
	}
	wide, err := NewRulebook(append(Thresholds(), ThresholdCard{"moons", 1, "moons", []Source{"R01"}}),
		append(RuleRows(), Local(moon, func(*Look, *Finder) {}))...)
	require.NoError(t, err)
	for tables, want := range map[Tables]int{nil: 2, wide: 0} {
		l := r.Look(fixtureAt, tables)
		policy := r.policyAt(instantOf(fixtureAt)).subject()
		require.True(t, l.Show(policy))
		part := wide.Read(r.Setting(fixtureAt), Selection{}, func(yield func(Subject, *Look) bool) { yield(policy, l) })
		assert.Len(t, part.findings, want)
	}
}
