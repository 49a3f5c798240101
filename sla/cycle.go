package sla

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/serviceowner/itsm/internal/ident"
)

// A Cycle is the stretch of time over which a target is judged, again and again:
// each civil month, quarter or year of a zone, or every stretch of so many days.
// It is written "month Europe/Berlin", "quarter Europe/Berlin", "year UTC" or
// "28 days UTC".
type Cycle struct {
	// Months is 1, 3 or 12 for the civil month, quarter or year, 0 for days.
	Months int
	// Days is the length of a rolling cycle in civil days of the zone.
	Days int
	// Zone is the name of the zone in which days begin.
	Zone string
}

// The civil cycles of a zone.
func MonthlyIn(zone string) Cycle   { return Cycle{Months: 1, Zone: zone} }
func QuarterlyIn(zone string) Cycle { return Cycle{Months: 3, Zone: zone} }
func YearlyIn(zone string) Cycle    { return Cycle{Months: 12, Zone: zone} }

// RollingIn is the cycle of the last so many civil days of the zone.
func RollingIn(days int, zone string) Cycle { return Cycle{Days: days, Zone: zone} }

// maxCycleDays is the longest rolling cycle, ten years.
const maxCycleDays = 3660

// ParseCycle reads the text form.
func ParseCycle(s string) (Cycle, error) {
	first, zone, _ := strings.Cut(s, " ")
	c := Cycle{Zone: zone}
	switch first {
	case "month":
		c.Months = 1
	case "quarter":
		c.Months = 3
	case "year":
		c.Months = 12
	default:
		c.Days = digits(first)
		c.Zone, _ = strings.CutPrefix(zone, "days ")
	}
	// Printing it again is the check of the spelling.
	if c.check() != nil || c.String() != s {
		return Cycle{}, fmt.Errorf("cycle: %w: %.60q, want month, quarter, year or 28 days, and a zone", errMalformed, s)
	}
	return c, nil
}

// IsZero reports whether c is no cycle.
func (c Cycle) IsZero() bool { return c == Cycle{} }

// String is the text form.
func (c Cycle) String() string {
	switch c {
	case Cycle{}:
		return ""
	case Cycle{Months: 1, Zone: c.Zone}:
		return "month " + c.Zone
	case Cycle{Months: 3, Zone: c.Zone}:
		return "quarter " + c.Zone
	case Cycle{Months: 12, Zone: c.Zone}:
		return "year " + c.Zone
	case Cycle{Days: c.Days, Zone: c.Zone}:
		return strconv.Itoa(c.Days) + " days " + c.Zone
	}
	return fmt.Sprintf("Cycle(%d months, %d days, %.60q)", c.Months, c.Days, c.Zone)
}

// Compare orders by months, days and zone.
func (c Cycle) Compare(o Cycle) int {
	return cmp.Or(cmp.Compare(c.Months, o.Months), cmp.Compare(c.Days, o.Days), cmp.Compare(c.Zone, o.Zone))
}

// MarshalText refuses what is no cycle.
func (c Cycle) MarshalText() ([]byte, error) {
	if c.IsZero() {
		return nil, nil
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return []byte(c.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (c *Cycle) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*c = Cycle{}
		return nil
	}
	*c, err = ParseCycle(string(text))
	return err
}

// check says what is wrong with c, which is to be there.
func (c Cycle) check() error {
	civil := c.Days == 0 && (c.Months == 1 || c.Months == 3 || c.Months == 12)
	rolling := c.Months == 0 && c.Days >= 1 && c.Days <= maxCycleDays
	switch {
	case !civil && !rolling:
		return fmt.Errorf("cycle: %w: want a month, a quarter, a year, or 1 to %d days", errMalformed, maxCycleDays)
	case c.Zone == "Local":
		return fmt.Errorf("cycle: %w: the local zone of a machine", errMalformed)
	}
	return ident.Check("zone", c.Zone)
}
