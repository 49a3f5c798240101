package risk

import (
	"cmp"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Burden is what one owner of risks carries.
type Burden struct {
	// Owner is the person who carries the risks at the instant; empty if there is
	// nobody, which State says.
	Owner ownership.PartyID `json:"owner,omitempty"`
	State ownership.State   `json:"state"`

	Risks []RiskID `json:"risks"` // by id

	// Expected is the annual loss of the risks, a sum for every currency, by its code:
	// nothing is converted. Each risk counts once, by what it is judged by.
	Expected []Money `json:"expected,omitempty"`

	// Unpriced are those of the risks whose loss nobody has estimated.
	Unpriced []RiskID `json:"unpriced,omitempty"`
}

// ByOwner returns what everybody carries of the open risks within the scopes, or of
// all without any, by name; what nobody carries comes first, by state. A sum that
// is out of range is [ErrOverflow].
func (r *Register) ByOwner(at time.Time, within ...ownership.Scope) ([]Burden, error) {
	r = r.use()
	type owner struct {
		id    ownership.PartyID
		state ownership.State
	}
	amounts, burdens := map[owner]map[Currency][]Money{}, map[owner]*Burden{}
	for k := range r.Open(at, within...) {
		id, state := k.Owner().Person(r.reg, k.scope, at)
		o := owner{id, state}
		if burdens[o] == nil {
			burdens[o], amounts[o] = &Burden{Owner: id, State: state}, map[Currency][]Money{}
		}
		b := burdens[o]
		b.Risks = append(b.Risks, k.id)
		if a := k.judgedBy(); a == nil || a.Assessment.Expected.IsZero() {
			b.Unpriced = append(b.Unpriced, k.id)
		} else {
			m := a.Assessment.Expected
			amounts[o][m.currency] = append(amounts[o][m.currency], m)
		}
	}
	var out []Burden
	for o, b := range burdens {
		for _, list := range amounts[o] {
			sum, err := Sum(list...)
			if err != nil {
				return nil, err
			}
			b.Expected = append(b.Expected, sum)
		}
		slices.SortFunc(b.Expected, Money.Compare)
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b Burden) int { return cmp.Or(a.Owner.Compare(b.Owner), cmp.Compare(a.State, b.State)) })
	return out, nil
}
