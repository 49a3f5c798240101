package sla

import (
	"cmp"
	"fmt"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// A Month is a month of the civil calendar in UTC, by which measurements are kept.
// It is where a figure is filed and nothing more: the month over which a target is
// judged is that of the target's own zone, and reads what it needs of two of these.
type Month struct {
	Year  int // 1 to 9999
	Month time.Month
}

// MonthOf returns the month of UTC that contains the instant; one outside the years
// 1 to 9999 counts as the nearest within.
func MonthOf(at time.Time) Month {
	at = instant.Normal(at)
	return Month{at.Year(), at.Month()}
}

// ParseMonth reads "2026-06".
func ParseMonth(s string) (Month, error) {
	if len(s) == len("2026-06") && s[4] == '-' {
		if m := (Month{digits(s[:4]), time.Month(digits(s[5:]))}); m.known() {
			return m, nil
		}
	}
	return Month{}, fmt.Errorf("month: %w: %.40q, want 2026-06", errMalformed, s)
}

func (m Month) known() bool {
	return m.Year >= 1 && m.Year <= 9999 && m.Month >= time.January && m.Month <= time.December
}

// IsZero reports whether m is no month.
func (m Month) IsZero() bool { return m == Month{} }

// String is the text form; what is no month prints as Month(year, month).
func (m Month) String() string {
	switch {
	case m.IsZero():
		return ""
	case !m.known():
		return fmt.Sprintf("Month(%d, %d)", m.Year, int(m.Month))
	}
	return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month))
}

// Compare orders by time.
func (m Month) Compare(o Month) int {
	return cmp.Or(cmp.Compare(m.Year, o.Year), cmp.Compare(m.Month, o.Month))
}

// Add returns the month so many months later.
func (m Month) Add(months int) Month {
	n := m.Year*12 + int(m.Month) - 1 + months
	return Month{int(floorDiv(int64(n), 12)), time.Month(((n%12)+12)%12 + 1)}
}

// Period returns the month's instants.
func (m Month) Period() ownership.Period {
	return ownership.Period{
		From:  time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC),
		Until: time.Date(m.Year, m.Month+1, 1, 0, 0, 0, 0, time.UTC),
	}
}

// MarshalText refuses what is no month.
func (m Month) MarshalText() ([]byte, error) {
	if !m.IsZero() && !m.known() {
		return nil, fmt.Errorf("month: %w: %s", errMalformed, m)
	}
	return []byte(m.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (m *Month) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*m = Month{}
		return nil
	}
	*m, err = ParseMonth(string(text))
	return err
}

// A MeasurementKey names the measurements of one service in one month.
type MeasurementKey struct {
	Service ownership.ServiceID
	Month   Month
}

// ParseMeasurementKey reads the text form: the month, a slash, the service.
func ParseMeasurementKey(s string) (MeasurementKey, error) {
	const month = len("2026-06")
	if len(s) <= month || s[month] != '/' {
		return MeasurementKey{}, fmt.Errorf("measurement key: %w: %.60q, want 2026-06/service", errMalformed, s)
	}
	m, err := ParseMonth(s[:month])
	service := s[month+1:]
	if err = cmp.Or(err, ident.Check("service", service)); err != nil {
		return MeasurementKey{}, err
	}
	return MeasurementKey{ownership.ServiceID(service), m}, nil
}

// IsZero reports whether k names nothing.
func (k MeasurementKey) IsZero() bool { return k == MeasurementKey{} }

// String is the text form. Keys are ordered by service, so it is not the order of
// the texts.
func (k MeasurementKey) String() string {
	if k.IsZero() {
		return ""
	}
	return k.Month.String() + "/" + string(k.Service)
}

// Subject returns the measurements as the subject of an error.
func (k MeasurementKey) Subject() ownership.Subject {
	if k.IsZero() {
		return ownership.Subject{}
	}
	return ownership.Subject{Kind: "measurements", ID: k.String()}
}

// Compare orders by service, then by month.
func (k MeasurementKey) Compare(o MeasurementKey) int {
	return cmp.Or(cmp.Compare(k.Service, o.Service), k.Month.Compare(o.Month))
}

// check says what is wrong with a key that is to be there.
func (k MeasurementKey) check() error {
	if !k.Month.known() {
		return fmt.Errorf("month: %w: %s", errMalformed, k.Month)
	}
	return ident.Check("service", string(k.Service))
}

// MarshalText refuses what is no key.
func (k MeasurementKey) MarshalText() ([]byte, error) {
	if k.IsZero() {
		return nil, nil
	}
	if err := k.check(); err != nil {
		return nil, err
	}
	return []byte(k.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (k *MeasurementKey) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*k = MeasurementKey{}
		return nil
	}
	*k, err = ParseMeasurementKey(string(text))
	return err
}
