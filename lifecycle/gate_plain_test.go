package lifecycle_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

// TestGateReadsLikeAReview: over worlds in which any number of things are missing,
// under any policy, and from every status, a gate finds bytewise what a review
// finds that runs the same rules.
func TestGateReadsLikeAReview(t *testing.T) {
	var blocked, passed int
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		under := false // the dependency that is wrong; there is only one
		for _, c := range gateCases {
			about := strings.HasPrefix(string(c.code), "underpinning.")
			if rapid.IntRange(0, 5).Draw(rt, string(c.code)) == 0 && !(about && under) {
				w.trySpoil(t, c.spoil)
				under = under || about
			}
		}
		policy := ownership.Policy{Version: "p", Severities: map[ownership.Code]ownership.Severity{}}
		for _, d := range lifecycle.Standard().Demands() {
			switch rapid.IntRange(0, 7).Draw(rt, "policy for "+string(d.Code)) {
			case 0:
				policy.Severities[d.Code] = ownership.Severity(rapid.IntRange(1, 3).Draw(rt, "severity"))
			case 1:
				policy.Waivers = append(policy.Waivers, ownership.Waiver{
					Code: d.Code, Subject: mail.Subject(), Author: "ada", Reason: "x",
					Period: ownership.Period{Until: day(rapid.IntRange(10, 30).Draw(rt, "until"))},
				})
			}
		}
		w.facts.Policies = []ownership.Policy{policy}
		w.at(t, rapid.SampledFrom(lifecycle.Standard().Machine().States()).Draw(rt, "from"))
		p, at := w.portfolio(t), day(20)
		for move := range lifecycle.Standard().Machine().Permitted(w.record.Status()) {
			if len(move.If) == 0 {
				continue // no rule is asked
			}
			passage, obstacles := p.Gate("mail", move.On, at)
			plain := p.Plainly("mail", move.If, move.To, at)
			require.Equal(rt, move.If, passage.Demanded)
			var stopped []ownership.Finding
			for _, o := range obstacles {
				stopped = append(stopped, o.Finding)
			}
			mild := slices.DeleteFunc(slices.Collect(plain.All()), ownership.Finding.Blocks)
			assert.Equal(rt, text(t, plain.Blocking()), text(t, stopped), "%s", move.On)
			assert.Equal(rt, text(t, mild), text(t, passage.Findings), "%s", move.On)
			blocked, passed = blocked+len(stopped), passed+len(mild)
		}
	})
	assert.NotZero(t, blocked)
	assert.NotZero(t, passed)
}

// trySpoil takes something away, unless what was taken before makes it impossible.
func (w *world) trySpoil(t testing.TB, spoil func(testing.TB, *world)) {
	before := w.record
	defer func() {
		if recover() != nil {
			w.record = before
		}
	}()
	spoil(t, w)
}

func text(t testing.TB, findings []ownership.Finding) string {
	data, err := json.Marshal(append([]ownership.Finding{}, findings...))
	require.NoError(t, err)
	return string(data)
}
