package ownership

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDiff(t *testing.T) {
	base := Standard()
	assert.Empty(t, base.Diff(Standard()))
	m, err := base.With(guardian())
	require.NoError(t, err)
	assert.Equal(t, []Change{
		{"applied", "", "privacy"},
		{"from", "", "2026-03-01T00:00:00Z/.."},
		{"roles[privacy-guardian]", "", "Privacy guardian"},
		{"rows[approve-change].acting", "when away", "never"},
		{"rows[approve-change].cells[functional-service-manager]", "C", ""},
		{"rows[approve-change].cells[privacy-guardian]", "", "C"},
		{"rows[approve-change].note", "A required approval, not the whole decision.", "Asks first."},
		{"rows[assess-privacy]", "", "Assess the effect on privacy"},
		{"version", "standard-1", "ours-1"},
	}, base.Diff(m))
	var lines []string
	for _, c := range m.Diff(base) {
		lines = append(lines, c.String())
	}
	assert.Contains(t, lines, "rows[approve-change].cells[privacy-guardian]: removed C")
	assert.Contains(t, lines, "rows[approve-change].cells[functional-service-manager]: added C")
	assert.Contains(t, lines, "rows[approve-change].acting: when away, was never")
}

// TestDiffSeesEverything: a random edit of one part of the table is one change or,
// for a cell that moves, two; forwards and backwards are mirror images.
func TestDiffSeesEverything(t *testing.T) {
	base := Standard()
	rapid.Check(t, func(t *rapid.T) {
		table := base.Table()
		r := &table.Rows[rapid.IntRange(0, len(table.Rows)-1).Draw(t, "row")]
		c := &table.Roles[rapid.IntRange(0, len(table.Roles)-1).Draw(t, "card")]
		edits := []func(){
			func() { r.Name += "x" },
			func() { r.Process += "x" },
			func() { r.Note += "x" },
			func() { r.Limited = !r.Limited },
			func() { r.Acting = Always },
			func() { r.Sources = append(r.Sources, "R999") },
			func() { r.On = append(slices.Clone(r.On), 99) },
			func() { r.Activity += "x" },
			func() {
				role := slices.Sorted(maps.Keys(r.Cells))[0]
				r.Cells[role] ^= I
				if r.Cells[role] == 0 {
					r.Cells[role] = A
				}
			},
			func() { c.Name += "x" },
			func() { c.Aliases = append(c.Aliases, "x") },
			func() { c.Objectives = append(c.Objectives, "x") },
			func() { c.Levels = append(slices.Clone(c.Levels), 99) },
			func() { c.Holders = c.Holders%3 + 1 },
			func() { c.ReachesDown = !c.ReachesDown },
			func() { c.Relation = !c.Relation },
			func() { c.DeputyOf += "x" },
			func() { c.AppointedBy += "x" },
			func() { c.Skills = append(c.Skills, "x") },
			func() { c.Sources = append(c.Sources, "R999") },
			func() { table.Version += "x" },
			func() { table.From = time.Unix(1, 0) },
			func() { table.Applied = []string{"x"} },
		}
		n := rapid.IntRange(0, len(edits)-1).Draw(t, "edit")
		edits[n]()
		m := newMatrix(table.Version, table.Roles, table.Rows)
		m.from, m.profile = table.From, table.Applied
		forth, back := base.Diff(m), m.Diff(base)
		want := 1
		if n == 7 { // another name is a row less and a row more
			want = 2
		}
		require.Len(t, forth, want)
		require.True(t, slices.IsSortedFunc(forth, Change.Compare))
		for i := range back {
			back[i].Was, back[i].Is = back[i].Is, back[i].Was
		}
		slices.SortFunc(back, Change.Compare)
		require.Equal(t, forth, back)
	})
}

// TestQuestionsOracle asks the whole table every question and compares with a
// scan of the rows.
func TestQuestionsOracle(t *testing.T) {
	m := Standard()
	rows := slices.Collect(m.Rows())
	for set := RACI(1); set <= allLetters; set++ {
		for card := range m.Cards() {
			var want []Activity
			for _, r := range rows {
				if r.Cells[card.Role]&set != 0 {
					want = append(want, r.Activity)
				}
				require.Equal(t, r.Cells[card.Role], m.Letters(r.Activity, card.Role))
			}
			require.Equal(t, want, m.Activities(card.Role, set))
		}
		for _, r := range rows {
			var want []Role
			for role, l := range r.Cells {
				if l&set != 0 {
					want = append(want, role)
				}
			}
			require.ElementsMatch(t, want, m.Roles(r.Activity, set))
			require.True(t, slices.IsSorted(m.Roles(r.Activity, set)))
		}
	}
	_, ok := m.Row("no-such")
	assert.False(t, ok)
	_, ok = m.Card("no-such")
	assert.False(t, ok)
	assert.Zero(t, m.Letters("no-such", ServiceOwner)+m.Letters(ApproveChange, "no-such"))
	for r := range m.Rows() {
		assert.Equal(t, EstablishOwnership, r.Activity, "the iteration can be left")
		break
	}
	for range m.Cards() {
		break
	}
}
