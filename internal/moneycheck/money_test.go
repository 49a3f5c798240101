package moneycheck

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/risk"
)

// exact has digits enough for a product of two amounts and a quotient of it, and
// wider for the sum of a quotient and a large number.
var exact, wider = apd.BaseContext.WithPrecision(200), apd.BaseContext.WithPrecision(400)

// The currencies with their decimals, which the test states for itself.
var decimals = map[risk.Currency]int32{"EUR": 2, "JPY": 0, "KWD": 3}

// amounts lie everywhere, and more often than by chance where 64 bits end.
func amounts(t *rapid.T, label string) int64 {
	edge := rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, math.MaxInt64 / 2, math.MinInt64 / 2, 99, 100})
	return rapid.OneOf(edge, rapid.Int64(), rapid.Int64Range(-100_000, 100_000)).Draw(t, label)
}

func moneyOf(t *rapid.T, minor int64, c risk.Currency) risk.Money {
	m, err := risk.NewMoney(minor, c)
	if err != nil {
		t.Fatalf("NewMoney(%d, %s): %v", minor, c, err)
	}
	return m
}

// decimal is the amount in whole units of the currency.
func decimal(minor int64, c risk.Currency) *apd.Decimal { return apd.New(minor, -decimals[c]) }

// must stops at whatever makes a result of the oracle inexact or meaningless.
func must(t *rapid.T, cond apd.Condition, err error, allowed apd.Condition) {
	if err != nil || cond&^(allowed|apd.Rounded|apd.Subnormal) != 0 {
		t.Fatalf("the oracle: %v, %v", cond, err)
	}
}

// agree holds a result against the exact decimal, which has to fit in 64 bits of
// minor units or else be refused.
func agree(t *rapid.T, what string, want *apd.Decimal, c risk.Currency, got risk.Money, err error) {
	low, high := decimal(math.MinInt64, c), decimal(math.MaxInt64, c)
	if want.Cmp(low) < 0 || want.Cmp(high) > 0 {
		if !errors.Is(err, risk.ErrOverflow) || !got.IsZero() {
			t.Fatalf("%s: %s does not fit, but the answer is %v, %v", what, want.Text('f'), got, err)
		}
		return
	}
	if err != nil {
		t.Fatalf("%s: %v, want %s", what, err, want.Text('f'))
	}
	if read := readBack(t, got, c); read.Cmp(want) != 0 {
		t.Fatalf("%s: %s, want %s", what, got, want.Text('f'))
	}
}

// readBack reads the text form with the decimal library.
func readBack(t *rapid.T, m risk.Money, c risk.Currency) *apd.Decimal {
	number, ok := strings.CutPrefix(m.String(), string(c)+" ")
	if !ok {
		t.Fatalf("%q does not begin with %s", m, c)
	}
	d, cond, err := apd.NewFromString(number)
	must(t, cond, err, 0)
	if d.Exponent != -decimals[c] {
		t.Fatalf("%q has not %d decimals", m, decimals[c])
	}
	return d
}

func currencies(t *rapid.T) risk.Currency {
	return rapid.SampledFrom([]risk.Currency{"EUR", "JPY", "KWD"}).Draw(t, "currency")
}

func TestAgainstDecimals(t *testing.T) {
	overflows := 0
	rapid.Check(t, func(t *rapid.T) {
		c := currencies(t)
		x, y := amounts(t, "x"), amounts(t, "y")
		a, b := moneyOf(t, x, c), moneyOf(t, y, c)
		var want apd.Decimal

		cond, err := exact.Add(&want, decimal(x, c), decimal(y, c))
		must(t, cond, err, 0)
		got, failed := a.Add(b)
		agree(t, "sum", &want, c, got, failed)
		got, failed = risk.Sum(a, b)
		agree(t, "sum of all", &want, c, got, failed)
		if errors.Is(failed, risk.ErrOverflow) {
			overflows++
		}

		cond, err = exact.Sub(&want, decimal(x, c), decimal(y, c))
		must(t, cond, err, 0)
		got, failed = a.Sub(b)
		agree(t, "difference", &want, c, got, failed)

		cond, err = exact.Mul(&want, decimal(x, c), apd.New(y, 0))
		must(t, cond, err, 0)
		got, failed = a.Mul(y)
		agree(t, "product", &want, c, got, failed)

		order, failed := a.CompareAmount(b)
		if failed != nil || order != decimal(x, c).Cmp(decimal(y, c)) {
			t.Fatalf("%s against %s is %d, %v", a, b, order, failed)
		}
		read, failed := risk.ParseMoney(a.String())
		if failed != nil || read != a {
			t.Fatalf("%s reads as %s, %v", a, read, failed)
		}
	})
	if overflows == 0 {
		t.Error("no sum ever overflowed")
	}
}

var roundings = map[risk.Rounding]apd.Rounder{
	risk.HalfEven: apd.RoundHalfEven,
	risk.HalfAway: apd.RoundHalfUp,
	risk.Down:     apd.RoundDown,
	risk.Up:       apd.RoundUp,
	risk.Floor:    apd.RoundFloor,
	risk.Ceiling:  apd.RoundCeiling,
}

func TestRatiosAgainstDecimals(t *testing.T) {
	for mode, rounder := range roundings {
		t.Run(fmt.Sprint(mode), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := currencies(t)
				x, num, den := amounts(t, "x"), amounts(t, "num"), amounts(t, "den")
				if den == 0 {
					den = 1
				}
				var product, want apd.Decimal
				cond, err := exact.Mul(&product, decimal(x, c), apd.New(num, 0))
				must(t, cond, err, 0)
				// Ties are where modes differ, and a quotient that is cut off could
				// fall on one or leave it; a denominator of 64 bits cannot hide behind
				// as many digits as there are.
				cond, err = exact.Quo(&want, &product, apd.New(den, 0))
				must(t, cond, err, apd.Inexact)
				roundTo(t, &want, rounder, -decimals[c])
				got, failed := moneyOf(t, x, c).MulRatio(num, den, mode)
				agree(t, fmt.Sprintf("%d x %d / %d", x, num, den), &want, c, got, failed)
			})
		})
	}
}

// roundTo rounds d to the exponent. The library takes what is smaller than the
// last digit for nothing, whatever the mode, so that happens far from zero, on
// d's side of it and where last digits are as even as they were.
func roundTo(t *rapid.T, d *apd.Decimal, rounder apd.Rounder, exponent int32) {
	ctx := *wider
	ctx.Rounding = rounder
	far := apd.New(1, 60)
	far.Negative = d.Negative
	cond, err := wider.Add(d, d, far)
	must(t, cond, err, 0)
	cond, err = ctx.Quantize(d, d, exponent)
	must(t, cond, err, apd.Inexact)
	cond, err = wider.Sub(d, d, far)
	must(t, cond, err, 0)
}

func TestSharesAgainstDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := currencies(t)
		x := amounts(t, "x")
		weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64/8), 1, 8).Draw(t, "weights")
		var all apd.Decimal
		for _, w := range weights {
			cond, err := exact.Add(&all, &all, apd.New(w, 0))
			must(t, cond, err, 0)
		}
		if all.IsZero() {
			return
		}
		shares, err := moneyOf(t, x, c).Allocate(weights...)
		if err != nil {
			t.Fatal(err)
		}
		var sum apd.Decimal
		for i, s := range shares {
			got := readBack(t, s, c)
			cond, err := exact.Add(&sum, &sum, got)
			must(t, cond, err, 0)
			// |share x all - amount x weight| < one minor unit x all
			var mine, fair, off, unit apd.Decimal
			for _, step := range []func() (apd.Condition, error){
				func() (apd.Condition, error) { return exact.Mul(&mine, got, &all) },
				func() (apd.Condition, error) { return exact.Mul(&fair, decimal(x, c), apd.New(weights[i], 0)) },
				func() (apd.Condition, error) { return exact.Sub(&off, &mine, &fair) },
				func() (apd.Condition, error) { return exact.Mul(&unit, decimal(1, c), &all) },
			} {
				cond, err := step()
				must(t, cond, err, 0)
			}
			if off.Abs(&off).Cmp(&unit) >= 0 {
				t.Fatalf("share %d of %d by %v is %s", i, x, weights, s)
			}
		}
		if sum.Cmp(decimal(x, c)) != 0 {
			t.Fatalf("%d by %v: the shares are %s together", x, weights, sum.Text('f'))
		}
	})
}
