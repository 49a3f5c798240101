package risk

import (
	"cmp"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Ranked is an open risk with where it stands: what a list of the gravest shows.
type Ranked struct {
	Risk  RiskID          `json:"risk"`
	Title string          `json:"title,omitempty"`
	Scope ownership.Scope `json:"scope"`

	// Of is which assessment the risk is judged by, the current one or as long as
	// there is none the inherent one; unset if nobody assessed it.
	Of       Exposure `json:"of,omitempty"`
	Expected Money    `json:"expected,omitzero"` // the annual loss
	Position Position `json:"position"`

	Status  Status  `json:"status"`
	Footing Footing `json:"footing"` // what its acceptance is worth

	rank int // of the level; -1 without
}

// Top returns at most n of the open risks within the scopes, or of all without any:
// the highest level first, then the greater expected loss, then by id. Amounts in
// different currencies are not compared: the order of their codes decides. What
// nobody assessed comes last.
func (r *Register) Top(at time.Time, n int, within ...ownership.Scope) []Ranked {
	all := r.use().ranked(at, func(Ranked) bool { return true }, within)
	return all[:max(0, min(n, len(all)))]
}

// Above returns the open risks that are above appetite, tolerance or threshold, in
// the order of [Register.Top]: what somebody has to decide on, or has decided on
// already, which their footing and status tell.
func (r *Register) Above(at time.Time, within ...ownership.Scope) []Ranked {
	return r.use().ranked(at, func(k Ranked) bool { return k.Of != 0 && (k.Position.AboveAppetite || k.Position.AboveThreshold) }, within)
}

func (r *Register) ranked(at time.Time, wanted func(Ranked) bool, within []ownership.Scope) []Ranked {
	var out []Ranked
	for k := range r.Open(at, within...) {
		x := r.rank(&k, at)
		if !wanted(x) {
			continue
		}
		x.Footing = acceptedAt(&k, at, r.reg, r).standing().Footing
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Ranked) int {
		return cmp.Or(
			cmp.Compare(b.rank, a.rank),
			a.Expected.currency.Compare(b.Expected.currency), cmp.Compare(b.Expected.minor, a.Expected.minor),
			a.Risk.Compare(b.Risk),
		)
	})
	return out
}

// rank measures the risk, which is as it was at the instant, but for its acceptance.
func (r *Register) rank(k *Risk, at time.Time) Ranked {
	x := Ranked{Risk: k.id, Title: k.entry().Title, Scope: k.scope, Status: k.Status(), rank: -2}
	act := k.judgedBy()
	if act == nil {
		return x
	}
	a := act.Assessment
	c := r.criteriaAt(at)
	x.Of, x.Expected, x.rank = a.Of, a.Expected, -1
	x.Position = r.yardstick(k, c, at).Position(a.Likelihood, a.Impact, a.Expected)
	if c != nil {
		if n, ok := c.Grid.Rank(x.Position.Level); ok {
			x.rank = n
		}
	}
	return x
}
