package sla

import (
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A span of time is written as Go writes it, without the zeros at its end: "4h",
// "1h30m", "250ms".
type duration time.Duration

func (d duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// MarshalText writes the text form.
func (d duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads whatever Go reads as a duration: people write "90m" as well
// as "1h30m".
func (d *duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("duration: %w: %.40q, want a form like 4h or 1h30m", ownership.ErrInvalid, text)
	}
	*d = duration(v)
	return nil
}

// mulDiv returns a * b / c, rounded down, without losing the upper half of the
// product; the quotient fits.
func mulDiv(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	q, _ := bits.Div64(hi, lo, c)
	return q
}
