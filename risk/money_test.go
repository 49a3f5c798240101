package risk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// The oracle of all arithmetic is math/big: exact integers and ratios, brought
// into 64 bits, or found not to fit, at the very end.

func euro(minor int64) risk.Money { return money(minor, "EUR") }

func money(minor int64, c risk.Currency) risk.Money {
	m, err := risk.NewMoney(minor, c)
	if err != nil {
		panic(err)
	}
	return m
}

// agrees holds a result against the exact one.
func agrees(t require.TestingT, want *big.Int, got risk.Money, err error) {
	if want.IsInt64() {
		require.NoError(t, err)
		require.Equal(t, want.Int64(), got.Minor())
		return
	}
	require.ErrorIs(t, err, risk.ErrOverflow, "%v does not fit", want)
	require.True(t, got.IsZero())
	typed := (*ownership.Error)(nil)
	require.ErrorAs(t, err, &typed)
}

// rounded is the nearest whole number as the mode says, by its definition.
func rounded(x *big.Rat, mode risk.Rounding) *big.Int {
	floor := new(big.Int).Div(x.Num(), x.Denom()) // Euclidean, and the denominator is positive
	rest := new(big.Rat).Sub(x, new(big.Rat).SetInt(floor))
	if rest.Sign() == 0 {
		return floor
	}
	ceiling := new(big.Int).Add(floor, big.NewInt(1))
	towards, away := floor, ceiling
	if x.Sign() < 0 {
		towards, away = ceiling, floor
	}
	half := rest.Cmp(big.NewRat(1, 2))
	nearest := floor
	if half > 0 {
		nearest = ceiling
	}
	switch mode {
	case risk.Down:
		return towards
	case risk.Up:
		return away
	case risk.Floor:
		return floor
	case risk.Ceiling:
		return ceiling
	case risk.HalfAway:
		if half == 0 {
			return away
		}
		return nearest
	default: // HalfEven
		if half == 0 && floor.Bit(0) == 1 {
			return ceiling
		}
		return nearest
	}
}

var allRoundings = []risk.Rounding{risk.HalfEven, risk.HalfAway, risk.Down, risk.Up, risk.Floor, risk.Ceiling}

// edges are where 64 bits end, and where signs and halves turn.
var edges = []int64{
	math.MinInt64, math.MinInt64 + 1, math.MinInt64 + 2, math.MinInt64 / 2, -1 << 32, -10, -7, -3, -2, -1, 0, 1, 2, 3, 5, 7, 10,
	1 << 31, 1<<32 + 1, math.MaxInt64/2 + 1, math.MaxInt64 / 2, math.MaxInt64 - 1, math.MaxInt64,
}

func checkArithmetic(t require.TestingT, a, b, c int64) {
	x, y, z := big.NewInt(a), big.NewInt(b), big.NewInt(c)
	sum, err := euro(a).Add(euro(b))
	agrees(t, new(big.Int).Add(x, y), sum, err)
	diff, err := euro(a).Sub(euro(b))
	agrees(t, new(big.Int).Sub(x, y), diff, err)
	prod, err := euro(a).Mul(b)
	agrees(t, new(big.Int).Mul(x, y), prod, err)
	all, err := risk.Sum(euro(a), euro(b), risk.Money{}, euro(c), euro(a))
	agrees(t, new(big.Int).Add(new(big.Int).Add(x, y), new(big.Int).Add(z, x)), all, err)
	order, err := euro(a).CompareAmount(euro(b))
	require.NoError(t, err)
	require.Equal(t, x.Cmp(y), order)
	if c == 0 {
		return
	}
	exact := new(big.Rat).SetFrac(new(big.Int).Mul(x, y), z)
	for _, mode := range allRoundings {
		got, err := euro(a).MulRatio(b, c, mode)
		agrees(t, rounded(exact, mode), got, err)
	}
}

func TestMoneyAtTheEdges(t *testing.T) {
	for _, a := range edges {
		for _, b := range edges {
			for _, c := range edges {
				checkArithmetic(t, a, b, c)
			}
		}
	}
}

func FuzzMoney(f *testing.F) {
	f.Add(int64(5), int64(-1), int64(2))
	f.Add(int64(math.MinInt64), int64(-1), int64(math.MinInt64))
	f.Fuzz(func(t *testing.T, a, b, c int64) {
		checkArithmetic(t, a, b, c)
		checkAllocation(t, a, []int64{b & math.MaxInt64, c & math.MaxInt64, 1})
	})
}

func TestRoundingTable(t *testing.T) {
	// Halves of minor units from -5 to 5, by hand.
	for mode, want := range map[risk.Rounding][]int64{
		risk.HalfEven: {-2, -2, -2, -1, 0, 0, 0, 1, 2, 2, 2},
		risk.HalfAway: {-3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3},
		risk.Down:     {-2, -2, -1, -1, 0, 0, 0, 1, 1, 2, 2},
		risk.Up:       {-3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3},
		risk.Floor:    {-3, -2, -2, -1, -1, 0, 0, 1, 1, 2, 2},
		risk.Ceiling:  {-2, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3},
	} {
		for i, w := range want {
			got, err := euro(int64(i-5)).MulRatio(1, 2, mode)
			require.NoError(t, err)
			assert.Equal(t, w, got.Minor(), "%d/2 %s", i-5, mode)
		}
	}
}

func checkAllocation(t require.TestingT, amount int64, weights []int64) {
	shares, err := euro(amount).Allocate(weights...)
	total := new(big.Int)
	for _, w := range weights {
		total.Add(total, big.NewInt(w))
	}
	if total.Sign() == 0 || !total.IsInt64() {
		require.ErrorIs(t, err, ownership.ErrInvalid)
		return
	}
	require.NoError(t, err)
	require.Len(t, shares, len(weights))
	sum := new(big.Int)
	for i, s := range shares {
		require.Equal(t, risk.Currency("EUR"), s.Currency())
		sum.Add(sum, big.NewInt(s.Minor()))
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(amount), big.NewInt(weights[i])), total)
		off := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(s.Minor()))
		require.Negative(t, off.Abs(off).Cmp(big.NewRat(1, 1)), "share %d is off by %v", i, off)
		if weights[i] == 0 {
			require.Zero(t, s.Minor())
		}
	}
	require.Equal(t, big.NewInt(amount), sum)
}

func TestAllocateLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64().Draw(t, "amount")
		weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64/4), 1, 12).Draw(t, "weights")
		checkAllocation(t, amount, weights)
	})
}

// TestAllocateIsLargestRemainder compares with the method done slowly: hand out one
// unit at a time to whom the most is missing.
func TestAllocateIsLargestRemainder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(-500, 500).Draw(t, "amount")
		weights := append(rapid.SliceOfN(rapid.Int64Range(0, 20), 0, 8).Draw(t, "weights"), 1)
		var total int64
		for _, w := range weights {
			total += w
		}
		size := max(amount, -amount)
		want, left := make([]int64, len(weights)), size
		for i, w := range weights {
			want[i] = size * w / total
			left -= want[i]
		}
		given := make([]bool, len(weights))
		for ; left > 0; left-- {
			best := -1
			for i, w := range weights {
				if !given[i] && (best < 0 || size*w%total > size*weights[best]%total) {
					best = i
				}
			}
			given[best] = true
			want[best]++
		}
		shares, err := euro(amount).Allocate(weights...)
		require.NoError(t, err)
		for i, s := range shares {
			require.Equal(t, want[i], max(s.Minor(), -s.Minor()), "%d by %v", amount, weights)
		}
	})
}

func TestAllocateRefuses(t *testing.T) {
	for _, c := range []struct {
		weights []int64
		path    string
	}{
		{nil, "weights"},
		{[]int64{0, 0}, "weights"},
		{[]int64{1, -1}, "weights[1]"},
		{[]int64{math.MaxInt64, 0, 1}, "weights[2]"},
		{make([]int64, 1_000_001), "weights"},
	} {
		_, err := euro(100).Allocate(c.weights...)
		typed := (*ownership.Error)(nil)
		require.ErrorAs(t, err, &typed)
		assert.Equal(t, c.path, typed.Path)
		assert.ErrorIs(t, err, ownership.ErrInvalid)
	}
}

func TestCurrenciesDoNotMix(t *testing.T) {
	eur, usd := euro(100), money(100, "USD")
	for name, err := range map[string]error{
		"add":      second(eur.Add(usd)),
		"subtract": second(eur.Sub(usd)),
		"compare":  second(eur.CompareAmount(usd)),
		"sum":      second(risk.Sum(risk.Money{}, eur, usd)),
		// An amount of 0.00 has a currency all the same.
		"zero euro": second(euro(0).Add(usd)),
	} {
		assert.ErrorIs(t, err, risk.ErrCurrencies, name)
		assert.ErrorAs(t, err, new(*ownership.Error), name)
	}
}

func second[T any](_ T, err error) error { return err }

func TestNothingIsNeutral(t *testing.T) {
	var nothing risk.Money
	for _, minor := range edges {
		m := euro(minor)
		sum, err := nothing.Add(m)
		require.NoError(t, err)
		assert.Equal(t, m, sum)
		diff, err := m.Sub(nothing)
		require.NoError(t, err)
		assert.Equal(t, m, diff)
		order, err := nothing.CompareAmount(m)
		require.NoError(t, err)
		assert.Equal(t, -m.Sign(), order)
	}
	none, err := risk.Sum()
	require.NoError(t, err)
	assert.True(t, none.IsZero())
	assert.False(t, euro(0).IsZero(), "0.00 euro is a statement")
	for _, f := range []func() (risk.Money, error){
		func() (risk.Money, error) { return nothing.Mul(math.MinInt64) },
		func() (risk.Money, error) { return nothing.MulRatio(1, 3, risk.Up) },
		func() (risk.Money, error) { return nothing.Sub(nothing) },
	} {
		m, err := f()
		require.NoError(t, err)
		assert.True(t, m.IsZero())
	}
}

func TestMoneyRefuses(t *testing.T) {
	for name, err := range map[string]error{
		"unknown currency": second(risk.NewMoney(1, "XXX")),
		"no currency":      second(risk.NewMoney(1, "")),
		"by nothing":       second(euro(1).MulRatio(1, 0, risk.Up)),
		"no rounding":      second(euro(1).MulRatio(1, 2, 0)),
		"unknown rounding": second(euro(1).MulRatio(1, 2, 99)),
		"decimals":         second(risk.ParseMoney("EUR 1")),
	} {
		assert.ErrorIs(t, err, ownership.ErrInvalid, name)
	}
	assert.ErrorIs(t, second(risk.ParseMoney("EUR 92233720368547758.08")), risk.ErrOverflow)
	assert.Less(t, len(second(risk.ParseMoney("EUR "+strings.Repeat("9", 1e6)+".00")).Error()), 200)
}

// TestMoneyText compares with big decimals: every amount of every currency reads
// as the ratio that it is, and comes back.
func TestMoneyText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range []risk.Currency{"JPY", "EUR", "BHD", "CLF"} {
		digits, ok := c.Digits()
		require.True(t, ok)
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
		values := slices.Clone(edges)
		for range 1000 {
			values = append(values, int64(random.Uint64())>>random.IntN(64))
		}
		for _, minor := range values {
			m := money(minor, c)
			_, amount, _ := strings.Cut(m.String(), " ")
			read, ok := new(big.Rat).SetString(amount)
			require.True(t, ok, amount)
			require.Zero(t, read.Cmp(new(big.Rat).SetFrac(big.NewInt(minor), scale)), m.String())
			require.Equal(t, fmt.Sprintf("%s %s", c, read.FloatString(digits)), m.String())
			back, err := risk.ParseMoney(m.String())
			require.NoError(t, err)
			require.Equal(t, m, back)
		}
	}
}

func TestMoneyJSON(t *testing.T) {
	type entry struct {
		Loss risk.Money `json:"loss,omitzero"`
	}
	for doc, want := range map[string]entry{
		`{"loss":"EUR 12.50"}`: {euro(1250)},
		`{"loss":"EUR 0.00"}`:  {euro(0)},
		`{}`:                   {},
	} {
		var got entry
		require.NoError(t, json.Unmarshal([]byte(doc), &got))
		assert.Equal(t, want, got)
		out, err := json.Marshal(got)
		require.NoError(t, err)
		assert.Equal(t, doc, string(out))
	}
	for _, doc := range []string{`{"loss":12.5}`, `{"loss":"12.50"}`, `{"loss":"EUR 12.5"}`, `{"loss":{}}`} {
		assert.Error(t, json.Unmarshal([]byte(doc), new(entry)), doc)
	}
}

// TestCurrencyTable: counts by hand from the published list, and a code is in one row.
func TestCurrencyTable(t *testing.T) {
	count := map[int]int{}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			for c := 'A'; c <= 'Z'; c++ {
				if n, ok := risk.Currency(string([]rune{a, b, c})).Digits(); ok {
					count[n]++
				}
			}
		}
	}
	assert.Equal(t, map[int]int{0: 17, 2: 145, 3: 7, 4: 2}, count)
	for _, code := range strings.Fields("XAU XDR XXX XTS XBA XSU XUA eur EURO") {
		_, err := risk.ParseCurrency(code)
		assert.True(t, errors.Is(err, ownership.ErrInvalid), code)
	}
}
