package risk

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/serviceowner/itsm/ownership"
)

// A Currency is an ISO 4217 code: three capital letters that the standard lists
// with a minor unit. The zero value is no currency.
type Currency string

// minorDigits are the currencies by the number of digits of their minor unit: list
// one of ISO 4217 as published on 1 January 2026, without metals, bond units,
// drawing rights and test codes, which have no minor unit. The last row holds what
// was withdrawn since 2020, because amounts in it are still on record.
var minorDigits = []struct {
	digits int
	codes  string
}{
	{0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
	{2, `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
		CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP
		GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
		LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
		NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
		SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS
		VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`},
	{3, "BHD IQD JOD KWD LYD OMR TND"},
	{4, "CLF UYW"},
	{2, "ANG BGN CUC HRK SLL ZWL"},
}

// digitsOf is minorDigits turned round; it is only read.
var digitsOf = func() map[Currency]int {
	of := map[Currency]int{}
	for _, row := range minorDigits {
		for _, code := range strings.Fields(row.codes) {
			of[Currency(code)] = row.digits
		}
	}
	return of
}()

// ParseCurrency accepts the codes of the table and nothing else; small letters are
// not mended.
func ParseCurrency(s string) (Currency, error) {
	if _, ok := Currency(s).Digits(); !ok {
		return "", fmt.Errorf("%w: %.20q is no currency with a minor unit", ownership.ErrInvalid, s)
	}
	return Currency(s), nil
}

// Digits returns how many digits follow the decimal point; false for what is no
// currency of the table.
func (c Currency) Digits() (int, bool) {
	n, ok := digitsOf[c]
	return n, ok
}

// IsZero reports whether c is no currency.
func (c Currency) IsZero() bool { return c == "" }

// String returns the code.
func (c Currency) String() string { return string(c) }

// Compare orders bytewise: -1, 0 or +1.
func (c Currency) Compare(o Currency) int { return cmp.Compare(c, o) }

// MarshalText refuses what is no currency; none is the empty text.
func (c Currency) MarshalText() ([]byte, error) {
	if c == "" {
		return nil, nil
	}
	if _, err := ParseCurrency(string(c)); err != nil {
		return nil, err
	}
	return []byte(c), nil
}

// UnmarshalText is the inverse of MarshalText.
func (c *Currency) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = ""
		return nil
	}
	parsed, err := ParseCurrency(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}
