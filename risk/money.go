package risk

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/serviceowner/itsm/ownership"
)

// The sentinels behind the errors of this package, beside [ownership.ErrInvalid].
var (
	// ErrOverflow: the result is beyond what 64 bits of minor units hold.
	ErrOverflow = errors.New("amount out of range")
	// ErrCurrencies: amounts in different currencies do not go together; the
	// library knows no rate of exchange.
	ErrCurrencies = errors.New("different currencies")
)

// Money is an amount in whole minor units, such as cents, of a currency. It is
// comparable with ==.
//
// The zero value is nothing, in no currency: it adds to any amount, so that a sum
// can begin with it. It is not the same value as 0.00 of some currency: an entry
// that says "EUR 0.00" says something, and one without an amount does not.
type Money struct {
	minor    int64
	currency Currency
}

// NewMoney returns minor units of the currency: NewMoney(1250, "EUR") is 12.50 euro.
func NewMoney(minor int64, c Currency) (Money, error) {
	if _, ok := c.Digits(); !ok {
		return Money{}, refusedMoney("money", fmt.Errorf("%w: %.20q is no currency with a minor unit", ownership.ErrInvalid, string(c)))
	}
	return Money{minor, c}, nil
}

// ParseMoney reads the text form: code, one space, the amount with exactly as many
// decimals as the currency has, without separators, superfluous zeros or a plus.
// So every amount has one spelling.
func ParseMoney(s string) (Money, error) {
	code, amount, _ := strings.Cut(s, " ")
	c, err := ParseCurrency(code)
	if err != nil {
		return Money{}, refusedMoney("money", err)
	}
	digits, _ := c.Digits()
	whole, fraction, point := strings.Cut(amount, ".")
	// The digits are joined and read as one number, sign included, because the
	// least amount has no positive counterpart. Printing it again is the check of
	// the spelling: what comes out otherwise was not written as it should be.
	minor, err := strconv.ParseInt(whole+fraction, 10, 64)
	switch m := (Money{minor, c}); {
	case errors.Is(err, strconv.ErrRange) && point == (digits > 0) && len(fraction) == digits:
		return Money{}, refusedMoney("money", fmt.Errorf("%w: %.40q", ErrOverflow, s))
	case err != nil || m.String() != s:
		return Money{}, refusedMoney("money", fmt.Errorf("%w: %.40q, want a form like %q", ownership.ErrInvalid, s, Money{-1250, c}))
	default:
		return m, nil
	}
}

// Minor returns the amount in minor units.
func (m Money) Minor() int64 { return m.minor }

// Currency returns the currency; none for the zero value.
func (m Money) Currency() Currency { return m.currency }

// Sign returns -1, 0 or +1.
func (m Money) Sign() int { return cmp.Compare(m.minor, 0) }

// IsZero reports whether m is the zero value: no amount in no currency. An amount
// of 0.00 in some currency is not; see [Money.Sign].
func (m Money) IsZero() bool { return m == Money{} }

// String is the text form, for example "EUR -12.50"; empty for the zero value.
func (m Money) String() string {
	if m.currency == "" {
		return ""
	}
	digits, _ := m.currency.Digits()
	sign, size := "", uint64(m.minor)
	if m.minor < 0 {
		sign, size = "-", -size
	}
	text := strconv.FormatUint(size, 10)
	if digits > 0 {
		if len(text) <= digits {
			text = strings.Repeat("0", digits+1-len(text)) + text
		}
		text = text[:len(text)-digits] + "." + text[len(text)-digits:]
	}
	return string(m.currency) + " " + sign + text
}

// MarshalText returns the text form.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (m *Money) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Money{}
		return nil
	}
	parsed, err := ParseMoney(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// Compare is a total order for sorting: by currency, then by amount. It says
// nothing about value across currencies; [Money.CompareAmount] does, and refuses.
func (m Money) Compare(o Money) int {
	return cmp.Or(m.currency.Compare(o.currency), cmp.Compare(m.minor, o.minor))
}

// CompareAmount returns -1, 0 or +1 as m is less than, equal to or more than o. The
// zero value counts as 0.00 in the other's currency. The error is [ErrCurrencies].
func (m Money) CompareAmount(o Money) (int, error) {
	if _, err := m.with("compare", o); err != nil {
		return 0, err
	}
	return cmp.Compare(m.minor, o.minor), nil
}

// Add returns m + o. The errors are [ErrCurrencies] and [ErrOverflow].
func (m Money) Add(o Money) (Money, error) {
	c, err := m.with("add", o)
	if err != nil {
		return Money{}, err
	}
	sum := m.minor + o.minor
	if (m.minor < 0) == (o.minor < 0) && (sum < 0) != (m.minor < 0) {
		return Money{}, m.overflow("add")
	}
	return Money{sum, c}, nil
}

// Sub returns m - o. The errors are [ErrCurrencies] and [ErrOverflow].
func (m Money) Sub(o Money) (Money, error) {
	c, err := m.with("subtract", o)
	if err != nil {
		return Money{}, err
	}
	diff := m.minor - o.minor
	if (m.minor < 0) != (o.minor < 0) && (diff < 0) != (m.minor < 0) {
		return Money{}, m.overflow("subtract")
	}
	return Money{diff, c}, nil
}

// Mul returns m times n. The error is [ErrOverflow].
func (m Money) Mul(n int64) (Money, error) {
	minor, ok := product(magnitude(m.minor), magnitude(n)).signed((m.minor < 0) != (n < 0))
	if !ok {
		return Money{}, m.overflow("multiply")
	}
	return Money{minor, m.currency}, nil
}

// MulRatio returns m times num / den, rounded to a minor unit once, as r says. The
// product in between does not overflow. A den of 0 and a missing mode of rounding
// are [ownership.ErrInvalid]; a result out of range is [ErrOverflow].
func (m Money) MulRatio(num, den int64, r Rounding) (Money, error) {
	if den == 0 || !roundings.Known(r) {
		return Money{}, refusedMoney("multiply", fmt.Errorf("%w: %d/%d, rounding %s", ownership.ErrInvalid, num, den, r))
	}
	negative := (m.minor < 0) != (num < 0) != (den < 0)
	quotient, rest, fits := product(magnitude(m.minor), magnitude(num)).by(magnitude(den))
	if !fits {
		return Money{}, m.overflow("multiply")
	}
	whole := wide{lo: quotient}
	if r.away(negative, quotient, rest, magnitude(den)) {
		whole = whole.plus(1)
	}
	minor, ok := whole.signed(negative)
	if !ok {
		return Money{}, m.overflow("multiply")
	}
	return Money{minor, m.currency}, nil
}

// Sum adds up all amounts. Only the result has to be in range, so the order does
// not matter. The sum of no amounts is the zero value.
func Sum(amounts ...Money) (Money, error) {
	var plus, minus wide
	var total Money
	for _, m := range amounts {
		c, err := total.with("sum", m)
		if err != nil {
			return Money{}, err
		}
		total.currency = c
		if m.minor < 0 {
			minus = minus.plus(magnitude(m.minor))
		} else {
			plus = plus.plus(magnitude(m.minor))
		}
	}
	negative := plus.less(minus)
	if negative {
		plus, minus = minus, plus
	}
	minor, ok := plus.minus(minus).signed(negative)
	if !ok {
		return Money{}, total.overflow("sum")
	}
	total.minor = minor
	return total, nil
}

// with returns the currency that both amounts are in.
func (m Money) with(op string, o Money) (Currency, error) {
	switch {
	case m.currency == o.currency, o.currency == "":
		return m.currency, nil
	case m.currency == "":
		return o.currency, nil
	}
	return "", refusedMoney(op, fmt.Errorf("%w: %s and %s", ErrCurrencies, m.currency, o.currency))
}

func (m Money) overflow(op string) error {
	return refusedMoney(op, fmt.Errorf("%w: from %s, the most is %s", ErrOverflow, m, Money{math.MaxInt64, m.currency}))
}

func refusedMoney(op string, err error) error { return &ownership.Error{Op: op, Err: err} }
