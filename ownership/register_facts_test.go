package ownership

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestFactsBuildTheSameRegister builds a second register from the facts of the
// first and expects the same facts and the same answers.
func TestFactsBuildTheSameRegister(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, o, scopes, ps := oracleWorld(t)
		p := r.Facts().Parties[0]
		p.Name, p.Labels = "renamed", Labels{"k": "v"}
		r, err := r.WithParty(p)
		require.NoError(t, err)

		facts := r.Facts()
		require.Contains(t, facts.Parties, p)
		require.Equal(t, []Matrix{judgeMatrix}, facts.Matrices)
		var ledgers []Ledger
		for _, s := range scopes {
			if entries := o.entries[s]; len(entries) > 0 {
				ledgers = append(ledgers, Ledger{scope: s, acts: []Act{{Revision: 1, Kind: Imported, At: oracleDay(0)}}, entries: entries})
			}
		}
		again, err := NewRegister(facts, slices.Values(ledgers))
		require.NoError(t, err)
		require.Equal(t, facts, again.Facts())
		for _, s := range scopes {
			v := again.Scope(s)
			_, service := v.Service()
			_, area := v.Area()
			require.Equal(t, service || area, v.Declared())
			for _, by := range ps {
				q := Request{By: by, Activity: "own", Scope: s, At: oracleDay(2)}
				require.Equal(t, r.May(q), again.May(q))
			}
		}
		facts.Parties[0].Labels["k"] = "changed"
		require.NotEqual(t, facts, r.Facts(), "facts are the caller's own")
	})
}

// TestFactsOfNothing: what was never given is not given back.
func TestFactsOfNothing(t *testing.T) {
	r, err := NewRegister(Facts{}, nil)
	require.NoError(t, err)
	require.Equal(t, Facts{}, r.Facts())

	r, err = NewRegister(Facts{Policies: []Policy{{Version: "p"}}}, nil)
	require.NoError(t, err)
	require.Equal(t, Facts{Policies: []Policy{{Version: "p"}}}, r.Facts())
}
