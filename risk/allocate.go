package risk

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// maxShares bounds the work that one call can be asked for.
const maxShares = 1_000_000

// Allocate divides m in proportion to the weights. The shares add up to m exactly,
// each is less than one minor unit away from its exact part, and a weight of 0 gets
// nothing. What is left after rounding towards zero goes, a minor unit each, to the
// shares that lost most by it; among equals to the earlier one. No weights, one
// below 0, and weights that sum to 0 or beyond 64 bits are [ownership.ErrInvalid].
func (m Money) Allocate(weights ...int64) ([]Money, error) {
	var total int64
	for i, w := range weights {
		if w < 0 || total+w < 0 {
			return nil, refusedShare(i, "weight %d is below 0 or makes the sum too large", w)
		}
		total += w
	}
	if total == 0 || len(weights) > maxShares {
		return nil, refusedShare(-1, "%d weights that sum to %d", len(weights), total)
	}
	shares := make([]Money, len(weights))
	rests := make([]uint64, len(weights))
	left := magnitude(m.minor)
	for i, w := range weights {
		// A share is at most the whole, so the quotient always fits.
		share, rest, _ := product(magnitude(m.minor), magnitude(w)).by(magnitude(total))
		shares[i] = m.part(share)
		rests[i] = rest
		left -= share
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	// The rests sum to left times the total and each is less than the total, so
	// there are more shares with a rest than units left.
	for _, i := range order[:left] {
		shares[i] = m.part(magnitude(shares[i].minor) + 1)
	}
	return shares, nil
}

// part is a share of m with the given size and the sign of m.
func (m Money) part(size uint64) Money {
	if m.minor < 0 {
		return Money{-int64(size), m.currency}
	}
	return Money{int64(size), m.currency}
}

func refusedShare(i int, format string, args ...any) error {
	path := "weights"
	if i >= 0 {
		path = fmt.Sprintf("weights[%d]", i)
	}
	return &ownership.Error{Op: "allocate", Path: path, Err: fmt.Errorf("%w: %s", ownership.ErrInvalid, fmt.Sprintf(format, args...))}
}
