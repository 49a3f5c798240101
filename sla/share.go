package sla

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/serviceowner/itsm/ownership"
)

// A Share is a part of a whole in parts per billion, from 0% to 100%. Promises
// are exact: 99.95% is 999,500,000 and not the binary fraction next to it. The
// zero Share is 0%.
type Share int64

// Whole is 100%, and Percent one of its hundred parts.
const (
	Whole   Share = 1_000_000_000
	Percent       = Whole / 100
)

// shareDigits are the decimals that a percentage can have: a billion parts are a
// hundred with seven decimals.
const shareDigits = 7

// ParseShare reads "99.95%": digits, perhaps a point with up to seven decimals
// that do not end in a zero, and the sign. So every share has one spelling.
func ParseShare(s string) (Share, error) {
	whole, decimals, _ := strings.Cut(strings.TrimSuffix(s, "%"), ".")
	if len(whole) <= len("100") && len(decimals) <= shareDigits {
		// Printing it again is the check of the spelling.
		n, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", shareDigits-len(decimals)), 10, 64)
		if share := Share(n); err == nil && share.known() && share.String() == s {
			return share, nil
		}
	}
	return 0, fmt.Errorf("share: %w: %.40q, want a form like 99.95%%, from 0%% to 100%%", ownership.ErrInvalid, s)
}

// ShareOf returns part of whole, rounded down; 0% of nothing. It saturates at 0%
// and 100%.
func ShareOf(part, whole int64) Share {
	switch {
	case part <= 0 || whole <= 0:
		return 0
	case part >= whole:
		return Whole
	}
	return Share(mulDiv(uint64(part), uint64(Whole), uint64(whole)))
}

func (s Share) known() bool { return s >= 0 && s <= Whole }

// String is the text form; what is no share prints as Share(n).
func (s Share) String() string {
	if !s.known() {
		return "Share(" + strconv.FormatInt(int64(s), 10) + ")"
	}
	out := strconv.FormatInt(int64(s/Percent), 10)
	if rest := int64(s % Percent); rest > 0 {
		out += "." + strings.TrimRight(fmt.Sprintf("%0*d", shareDigits, rest), "0")
	}
	return out + "%"
}

// MarshalText refuses what lies outside 0% to 100%.
func (s Share) MarshalText() ([]byte, error) {
	if !s.known() {
		return nil, fmt.Errorf("share: %w: %s", ownership.ErrInvalid, s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (s *Share) UnmarshalText(text []byte) error {
	parsed, err := ParseShare(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}
