package risk

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
)

var placeholders = regexp.MustCompile(`\{([^{}]*)\}`)

func TestStandardDerivations(t *testing.T) {
	rules := map[ownership.Code]ownership.Rule{}
	for _, r := range slices.Concat(ownership.Rules(), Rules()) {
		rules[r.Code] = r
	}
	_, err := derivations(standardDerivations)
	require.NoError(t, err)
	codes := map[ownership.Code]bool{}
	for _, row := range StandardDerivations() {
		assert.False(t, codes[row.Code], "%s is there twice", row.Code)
		codes[row.Code] = true
		rule, ours := rules[row.Code]
		if !ours {
			assert.Regexp(t, `^(agreement|attainment|underpinning)\.`, row.Code)
		} else {
			assert.NotEqual(t, "party", rule.Subject, "%s is about nothing that has an owner", row.Code)
		}
		for _, m := range placeholders.FindAllStringSubmatch(row.Title+row.Cause+row.Event+row.Consequence, -1) {
			assert.True(t, m[1] == "subject" || slices.Contains(rule.Args, m[1]), "%s: %s", row.Code, m[0])
		}
		assert.NotEmpty(t, row.Category)
		assert.NotEmpty(t, row.Title)
	}
}

func finding(code ownership.Code, subject string, args ...string) ownership.Finding {
	s, err := ownership.ParseSubject(subject)
	if err != nil {
		panic(err)
	}
	f := ownership.Finding{Code: code, Severity: ownership.SeverityWarning, Subject: s}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args = append(f.Args, ownership.Arg{Name: args[i], Value: args[i+1]})
	}
	return f
}

func TestDerive(t *testing.T) {
	covers := func(a Act, covers ...Cover) Act {
		e := *a.Entry
		e.Covers = covers
		a.Entry = &e
		return a
	}
	vacant := CoverOf(finding("owner.vacant", "service:web"))
	deputy := CoverOf(finding("deputy.missing", "service:web"))
	r := worldOf(t,
		recorded("known", web, covers(identified(), vacant)),
		recorded("was", web, covers(identified(), deputy), Act{Kind: ActClosed, Status: StatusClosed}),
		recorded("deputy.missing service:mail", mail, identified()), // has the name and not the cause
	)
	waived := finding("agreement.missing", "service:mail")
	waived.Waived = &ownership.Waiver{}
	leaving := finding("owner.leaving", "service:mail", "holder", "ada", "on", "2026-03-01")
	found := []ownership.Finding{
		finding("owner.vacant", "service:web"), finding("deputy.missing", "service:web"), finding("deputy.missing", "service:mail"),
		leaving, leaving, waived,
		finding("attainment.missed", "agreement:gold"), finding("underpinning.missing", "service:web", "on", "power"), finding("underpinning.missing", "service:web", "on", "net"),
		finding("some.thing", "service:mail"), finding("owner.vacant", "party:ada"),
	}
	got, err := r.Derive(onDayN(0), slices.Values(found), nil)
	require.NoError(t, err)
	var lines []string
	for _, s := range got {
		lines = append(lines, fmt.Sprintf("%s | %s | %s | %s | closed %q", s.ID, s.Scope, s.Entry.Cause, s.Entry.Covers[0], s.Closed))
		assert.True(t, s.Entry.IsComplete())
	}
	assert.Equal(t, []string{
		`deputy.missing service:mail 2 | service:mail | mail has no deputy of its owner | deputy.missing service:mail | closed ""`,
		`owner.leaving service:mail | service:mail | ada leaves on 2026-03-01, and nobody is recorded to follow as owner of mail | owner.leaving service:mail | closed ""`,
		`deputy.missing service:web | service:web | web has no deputy of its owner | deputy.missing service:web | closed "was"`,
		`underpinning.missing service:web | service:web | no agreement covers what web depends on | underpinning.missing service:web | closed ""`,
		`attainment.missed agreement:gold | agreement:gold | gold missed what was promised | attainment.missed agreement:gold | closed ""`,
	}, lines)
	assert.Equal(t, leaving, got[1].Finding)

	// What the entry covered later, or not any more, is as it was at the instant.
	then, err := r.Derive(onDayN(-101), slices.Values(found[:1]), nil)
	require.NoError(t, err)
	assert.Len(t, then, 1)

	// Taken over, the suggestions are not made again.
	next := r
	for i, s := range got {
		next = next.With(recorded(RiskID(fmt.Sprint("taken", i)), s.Scope, Act{Kind: ActIdentified, Status: StatusIdentified, At: onDayN(-1), Entry: &s.Entry}))
	}
	again, err := next.Derive(onDayN(0), slices.Values(found), nil)
	require.NoError(t, err)
	assert.Empty(t, again)
}

func TestDeriveHome(t *testing.T) {
	house := worldFacts()
	system := ownership.Scope{Level: ownership.LevelSystem, ID: "db"}
	house.Areas = append(house.Areas, ownership.Area{Scope: system, Parents: []ownership.Parent{{Scope: mail}}})
	reg, err := ownership.NewRegister(house, nil)
	require.NoError(t, err)
	r := worldOf(t).WithRegister(reg)
	got, err := r.Derive(onDayN(0), slices.Values([]ownership.Finding{finding("owner.vacant", "system:db"), finding("owner.vacant", "portfolio:desk")}), nil)
	require.NoError(t, err)
	require.Len(t, got, 2)
	assert.Equal(t, []ownership.Scope{desk, mail}, []ownership.Scope{got[0].Scope, got[1].Scope})
	assert.Equal(t, "owner.vacant system:db", got[1].Entry.Covers[0].String())
}

func TestDeriveOwnTable(t *testing.T) {
	own := append(StandardDerivations(),
		Derivation{Code: "owner.vacant", Cause: "c {subject}", Event: "e", Consequence: "d"},
		Derivation{Code: "our.rule", Category: "ours", Cause: "{what} {else}", Event: "e", Consequence: "d"})
	long := strings.Repeat("長", 200)
	got, err := worldOf(t).Derive(onDayN(0), slices.Values([]ownership.Finding{
		finding("owner.vacant", "service:web"), finding("our.rule", "service:"+strings.Repeat("x", 256), "what", long+"\xff"),
	}), own)
	require.NoError(t, err)
	require.Len(t, got, 2)
	assert.Equal(t, "c web", got[0].Entry.Cause)
	assert.Equal(t, strings.Repeat("長", 85)+"… {else}", got[1].Entry.Cause)
	assert.Regexp(t, `^cause [0-9a-f]{16}$`, got[1].ID)

	_, err = worldOf(t).Derive(onDayN(0), slices.Values([]ownership.Finding{}), []Derivation{{Code: "\n", Category: " "}, {Code: "a", Cause: "x", Event: "y"}})
	require.ErrorIs(t, err, ownership.ErrInvalid)
	var paths []string
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		paths = append(paths, e.(*ownership.Error).Path)
	}
	assert.Equal(t, []string{"table[0].code", "table[0].category", "table[0].cause", "table[0].event", "table[0].consequence", "table[1].consequence"}, paths)

	none, err := (*Register)(nil).Derive(onDayN(0), nil, nil)
	require.NoError(t, err)
	assert.Empty(t, none)
	none, err = worldOf(t).Derive(onDayN(0), slices.Values([]ownership.Finding{finding("owner.vacant", "service:web")}), []Derivation{})
	require.NoError(t, err)
	assert.Empty(t, none, "an empty table is not the standard one")
}

// TestDeriveLaws: any order of any findings gives the same suggestions, one for each
// cause without an open entry, and none after all were taken over.
func TestDeriveLaws(t *testing.T) {
	codes := []ownership.Code{"owner.vacant", "deputy.missing", "owner.leaving", "no.such"}
	subjects := []string{"service:mail", "service:web", "portfolio:desk", "party:ada", "service:lost"}
	reg := worldRegister(t)
	rapid.Check(t, func(t *rapid.T) {
		anyFinding := rapid.Custom(func(t *rapid.T) ownership.Finding {
			f := finding(rapid.SampledFrom(codes).Draw(t, "code"), rapid.SampledFrom(subjects).Draw(t, "subject"), "on", rapid.SampledFrom([]string{"a", "b"}).Draw(t, "arg"))
			f.Severity = rapid.SampledFrom([]ownership.Severity{ownership.SeverityInfo, ownership.SeverityError}).Draw(t, "severity")
			if rapid.IntRange(0, 4).Draw(t, "waived") == 0 {
				f.Waived = &ownership.Waiver{}
			}
			return f
		})
		anyEntry := rapid.Custom(func(t *rapid.T) Risk {
			a := identified()
			e := *a.Entry
			e.Covers = []Cover{CoverOf(anyFinding.Draw(t, "covered"))}
			a.Entry = &e
			id := RiskID(fmt.Sprint("r", rapid.IntRange(0, 99).Draw(t, "id")))
			if rapid.Bool().Draw(t, "closed") {
				return recorded(id, mail, a, Act{Kind: ActClosed, Status: StatusClosed})
			}
			return recorded(id, mail, a)
		})
		risks := rapid.SliceOfNDistinct(anyEntry, 0, 6, Risk.ID).Draw(t, "entries")
		r, err := NewRegister(reg, Facts{}, slices.Values(risks))
		require.NoError(t, err)
		found := rapid.SliceOfN(anyFinding, 0, 12).Draw(t, "findings")
		got, err := r.Derive(onDayN(0), slices.Values(found), nil)
		require.NoError(t, err)
		other, err := r.Derive(onDayN(0), slices.Values(rapid.Permutation(found).Draw(t, "order")), nil)
		require.NoError(t, err)
		require.Equal(t, got, other)

		// By hand: the causes with a row and a scope that no open entry covers.
		var want []Cover
		for _, f := range found {
			c := CoverOf(f)
			isOpen := slices.ContainsFunc(risks, func(k Risk) bool { return k.Status() != StatusClosed && slices.Contains(k.Entry().Covers, c) })
			if f.Waived == nil && f.Code != "no.such" && f.Subject.Kind != "party" && !isOpen && !slices.Contains(want, c) {
				want = append(want, c)
			}
		}
		var have []Cover
		ids := map[RiskID]bool{}
		for _, s := range got {
			have = append(have, s.Entry.Covers...)
			_, known := r.Risk(s.ID)
			require.False(t, known || ids[s.ID])
			ids[s.ID] = true
			if i := slices.IndexFunc(risks, func(k Risk) bool { return slices.Contains(k.Entry().Covers, s.Entry.Covers[0]) }); i >= 0 {
				require.NotEmpty(t, s.Closed)
			} else {
				require.Empty(t, s.Closed)
			}
			r = r.With(recorded(s.ID, s.Scope, Act{Kind: ActIdentified, Status: StatusIdentified, At: onDayN(-1), Entry: &s.Entry}))
		}
		slices.SortFunc(want, Cover.Compare)
		slices.SortFunc(have, Cover.Compare)
		require.Equal(t, want, have)
		again, err := r.Derive(onDayN(0), slices.Values(found), nil)
		require.NoError(t, err)
		require.Empty(t, again)
		require.True(t, slices.IsSortedFunc(got, func(a, b Suggestion) int { return cmp.Compare(a.Scope.Level, b.Scope.Level) }))
	})
}
