package risk

import (
	"fmt"
	"iter"
	"sort"

	"github.com/serviceowner/itsm/ownership"
)

// A Distribution is what the years of a simulation cost. It is immutable and safe
// for concurrent use. The zero value has no years.
type Distribution struct {
	currency Currency
	losses   []int64 // ascending
}

// Years is the number of years.
func (d *Distribution) Years() int { return len(d.losses) }

// All yields the annual losses, least first. In what year each came means nothing.
func (d *Distribution) All() iter.Seq[Money] {
	return func(yield func(Money) bool) {
		for _, minor := range d.losses {
			if !yield(Money{minor, d.currency}) {
				return
			}
		}
	}
}

// Mean is the average annual loss, rounded half to even. [Model.Expected] is what it
// comes close to as the years grow in number.
func (d *Distribution) Mean() (Money, error) {
	if err := d.someYears("mean"); err != nil {
		return Money{}, err
	}
	var sum wide
	for _, minor := range d.losses {
		sum = sum.plus(uint64(minor)) // a loss is never negative
	}
	n := uint64(len(d.losses))
	mean, rest, _ := sum.by(n) // at most the greatest loss
	if HalfEven.away(false, mean, rest, n) {
		mean++
	}
	return Money{int64(mean), d.currency}, nil
}

// Quantile returns the least annual loss that num of den years do not exceed:
// Quantile(95, 100) is the 95th percentile, Quantile(199, 200) the loss that is
// exceeded in at most one year of 200. It is one of the losses that came up, none is
// made up in between, and the rank is reckoned in whole numbers. Anything but
// 0 <= num <= den, den > 0, is [ownership.ErrInvalid].
func (d *Distribution) Quantile(num, den int64) (Money, error) {
	if err := d.someYears("quantile"); err != nil {
		return Money{}, err
	}
	if den <= 0 || num < 0 || num > den {
		return Money{}, &ownership.Error{Op: "quantile", Err: fmt.Errorf("%w: %d of %d", ownership.ErrInvalid, num, den)}
	}
	rank, rest, _ := product(uint64(num), uint64(len(d.losses))).by(uint64(den))
	if rest > 0 {
		rank++
	}
	return Money{d.losses[max(rank, 1)-1], d.currency}, nil
}

// An Exceedance is one point of the curve: of how many years how many cost more.
type Exceedance struct {
	Loss  Money
	Years int // that cost more than Loss
	Of    int
}

// Share is the part of the years that cost more, from 0 to 1: the estimated
// probability that a year does.
func (e Exceedance) Share() float64 {
	if e.Of == 0 {
		return 0
	}
	return float64(e.Years) / float64(e.Of)
}

// Curve returns a point of the exceedance curve for every loss, in the order given:
// how likely does a year cost more than this? The error is [ErrCurrencies], or
// [ownership.ErrInvalid] without years.
func (d *Distribution) Curve(losses ...Money) ([]Exceedance, error) {
	if err := d.someYears("curve"); err != nil {
		return nil, err
	}
	points := make([]Exceedance, len(losses))
	for i, loss := range losses {
		if _, err := (Money{0, d.currency}).with("curve", loss); err != nil {
			return nil, err
		}
		above := sort.Search(len(d.losses), func(i int) bool { return d.losses[i] > loss.minor })
		points[i] = Exceedance{loss, len(d.losses) - above, len(d.losses)}
	}
	return points, nil
}

func (d *Distribution) someYears(op string) error {
	if len(d.losses) == 0 {
		return &ownership.Error{Op: op, Err: fmt.Errorf("%w: no years", ownership.ErrInvalid)}
	}
	return nil
}
