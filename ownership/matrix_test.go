package ownership

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMatrixKeepsToItself: what is yielded can be changed without harm.
func TestMatrixKeepsToItself(t *testing.T) {
	m := Standard()
	before := m.Chart()
	for r := range m.Rows() {
		maps.DeleteFunc(r.Cells, func(Role, RACI) bool { return true })
		r.On[0], r.Sources[0] = LevelProcess, "x"
	}
	for c := range m.Cards() {
		c.Levels[0], c.Objectives[0], c.Sources[0] = LevelProcess, "x", "x"
		if len(c.Aliases) > 0 {
			c.Aliases[0] = "x"
		}
	}
	assert.Equal(t, before, m.Chart())
	assert.Equal(t, before, Standard().Chart(), "levels that rows share are copied too")

	berlin := time.FixedZone("elsewhere", 3600)
	table := m.Table()
	table.From = time.Date(2026, 1, 1, 1, 0, 0, 1999, berlin)
	dated, err := NewMatrix(table)
	require.NoError(t, err)
	assert.Equal(t, time.Date(2026, 1, 1, 0, 0, 0, 1000, time.UTC), dated.From(), "in UTC, cut to microseconds")
}

// TestOverlayReplaces: a row or card of a known name takes the place of the old
// one, and the overlay stays as it was even where its parts touch each other.
func TestOverlayReplaces(t *testing.T) {
	card, _ := Standard().Card(Sponsor)
	card.Name = "Patron"
	row, _ := Standard().Row(PlanRelease)
	row.Name, row.Cells[User] = "Plan", I
	row.Cells[Supplier] = C
	o := Overlay{
		Name: "patron", Roles: []RoleCard{card}, Rows: []Row{row},
		Changes:   []RowChange{{Activity: PlanRelease, Cells: map[Role]RACI{Customer: C, User: 0}}},
		DropRoles: []Role{RiskOwner},
	}
	o.Rows[0].Cells[RiskOwner] = I
	o.Changes = append(o.Changes, RowChange{Activity: TreatRisk, Cells: map[Role]RACI{FunctionalServiceManager: R}})
	want := maps.Clone(row.Cells)
	m, err := Standard().With(o)
	require.NoError(t, err)
	assert.Equal(t, want, o.Rows[0].Cells)
	assert.Len(t, m.cards, len(Standard().cards)-1)
	assert.Len(t, m.rows, len(Standard().rows))
	got, _ := m.Card(Sponsor)
	assert.Equal(t, "Patron", got.Name)
	plan, _ := m.Row(PlanRelease)
	delete(want, User)
	delete(want, RiskOwner)
	want[Customer] = C
	assert.Equal(t, want, plan.Cells)
	assert.Equal(t, "Plan", plan.Name)
	for r := range m.Rows() {
		assert.Zero(t, r.Cells[RiskOwner])
	}
	_, err = Standard().With(Overlay{Name: "none left", DropRoles: []Role{RiskOwner}})
	assert.ErrorIs(t, err, ErrRefused, "nobody is left to treat risks")

	// Dropping works on the caller's own row alone, too.
	own := Overlay{Name: "own", Rows: []Row{row}, DropRoles: []Role{Supplier}, DropRows: []Activity{SignUCForSupplier}}
	_, err = Standard().With(own)
	require.NoError(t, err)
	assert.Equal(t, C, own.Rows[0].Cells[Supplier])
}

// TestMatrixJSONLimits: a date that no matrix can have, and too many overlays.
func TestMatrixJSONLimits(t *testing.T) {
	var m Matrix
	err := m.UnmarshalJSON([]byte(`{"base":"standard","from":"0000-01-01T00:00:00Z"}`))
	require.Error(t, err)
	assert.Contains(t, err.Error(), "from")
	err = m.UnmarshalJSON([]byte(`{"version":"v","from":"0000-01-01T00:00:00Z"}`))
	assert.Error(t, err)

	many := func(n int) []byte {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`{"name":"o%d","version":"v%d"}`, i, i))
		}
		return []byte(`{"base":"standard","overlays":[` + strings.Join(list, ",") + `]}`)
	}
	require.NoError(t, m.UnmarshalJSON(many(maxApplied)))
	assert.Len(t, m.Applied(), maxApplied)
	assert.Equal(t, fmt.Sprintf("v%d", maxApplied-1), m.Version())
	assert.Error(t, m.UnmarshalJSON(many(maxApplied+1)))
}

// TestContactFollowsMatrix: the contact for a purpose is whoever the matrix makes
// accountable for being it (C4).
func TestContactFollowsMatrix(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p, _ := ProfileByName("agreement-contact-relationship-manager")
	o := p.Overlay()
	o.From = from.AddDate(0, 6, 0)
	later, err := Standard().With(o)
	require.NoError(t, err)
	mail := ServiceScope("mail")
	ledger := Ledger{scope: mail, acts: []Act{{Revision: 1, Kind: Imported, At: from}}}
	for i, e := range []Entry{{Role: ServiceOwner, Holder: "ben"}, {Role: ServiceLevelManager, Holder: "eve"}, {Role: ClientRelationshipManager, Holder: "kim"}} {
		e.No, e.Act, e.Period, e.Recorded = i+1, 1, Period{From: from}, Period{From: from}
		ledger.entries = append(ledger.entries, e)
	}
	r, err := NewRegister(Facts{
		Parties:  []Party{{ID: "ben", Kind: Person}, {ID: "eve", Kind: Person}, {ID: "kim", Kind: Person}},
		Services: []Service{{ID: "mail"}},
		Matrices: []Matrix{*Standard(), *later},
	}, slices.Values([]Ledger{ledger}))
	require.NoError(t, err)
	for at, want := range map[time.Time]PartyID{from: "eve", from.AddDate(0, 7, 0): "kim"} {
		assert.Equal(t, want, r.Contact("mail", Agreements, at).Person)
		assert.Equal(t, PartyID("ben"), r.Contact("mail", ServiceRequests, at).Person)
		assert.Equal(t, PartyID("kim"), r.Contact("mail", Commercial, at).Person)
	}
}
