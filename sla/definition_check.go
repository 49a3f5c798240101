package sla

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// A definitionCheck collects what is wrong with a definition, in the order of
// its fields.
type definitionCheck struct {
	name    string
	defects []error
	seen    map[Date]string // exceptions by date, with their path
}

func (d *Definition) check(zones func(string) (*time.Location, error)) (*time.Location, error) {
	c := &definitionCheck{seen: map[Date]string{}}
	if d.Name != "" {
		if err := ident.Check("name", d.Name); err != nil {
			c.add("name", err.Error())
		} else {
			c.name = d.Name
		}
	}
	loc := c.zone(d.Zone, zones)
	open := false
	for i, day := range weekOrder {
		windows := d.Week.On(day)
		open = open || len(windows) > 0
		c.windows("week."+weekNames[i], windows)
	}
	for i, h := range d.Holidays {
		c.exception(strictjson.Index("holidays", i), h.Date, h.Name)
	}
	for i, s := range d.Special {
		path := strictjson.Index("special", i)
		c.exception(path, s.Date, s.Name)
		if len(s.Windows) == 0 {
			c.add(path+".windows", "none; a date on which nothing is open is a holiday")
		}
		open = open || len(s.Windows) > 0
		c.windows(path+".windows", s.Windows)
	}
	if !open {
		c.add("week", noTime)
	}
	c.horizon(d.Horizon.orDefault())
	return loc, errors.Join(c.defects...)
}

const noTime = "no working time at all"

var (
	weekOrder = [7]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
	weekNames = [7]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)

func (c *definitionCheck) add(path, text string) {
	c.defects = append(c.defects, definitionError(c.name, path, text))
}

func definitionError(name, path, text string) error {
	return (&Calendar{def: Definition{Name: name}}).refuse("new calendar", path, ownership.ErrInvalid, "%s", text)
}

// zone asks the caller's resolver. The zone "Local" is refused: the same
// definition would mean one thing here and another there.
func (c *definitionCheck) zone(name string, zones func(string) (*time.Location, error)) *time.Location {
	if err := ident.Check("zone", name); err != nil {
		c.add("zone", err.Error())
		return nil
	}
	if zones == nil {
		c.add("zone", "no resolver for zones")
		return nil
	}
	if name == local {
		c.add("zone", "the local zone of a machine is no zone of a calendar")
		return nil
	}
	loc, err := zones(name)
	switch {
	case err != nil:
		c.add("zone", err.Error())
		return nil
	case loc == nil:
		c.add("zone", "the resolver gave no location")
		return nil
	case loc.String() == local:
		c.add("zone", "the resolver gave the local zone of this machine")
		return nil
	}
	return loc
}

// local is the name of time.Local.
const local = "Local"

// windows looks at the windows that begin on one day. Two that overlap are more
// likely a mistake than a wish; touching ones are fine.
func (c *definitionCheck) windows(path string, windows []Window) {
	if len(windows) > maxWindows {
		c.add(path, "more than 24 windows")
		return
	}
	order := make([]int, len(windows))
	for i, w := range windows {
		order[i] = i
		if err := w.check(); err != nil {
			c.add(strictjson.Index(path, i), err.Error())
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(windows[i].From, windows[j].From) })
	var overlaps []int
	latest := int64(-1)
	for _, i := range order {
		if windows[i].check() != nil {
			continue
		}
		if int64(windows[i].From) < latest {
			overlaps = append(overlaps, i)
		}
		latest = max(latest, windows[i].end())
	}
	slices.Sort(overlaps)
	for _, i := range overlaps {
		c.add(strictjson.Index(path, i), windows[i].String()+" overlaps another window of the day")
	}
}

func (c *definitionCheck) exception(path string, date Date, name string) {
	switch first := c.seen[date]; {
	case date.IsZero():
		c.add(path+".date", "missing")
	case date.check() != nil:
		c.add(path+".date", date.check().Error())
	case first != "":
		c.add(path+".date", "the same as "+first)
	default:
		c.seen[date] = path
	}
	if name != "" {
		if err := ident.Check("name", name); err != nil {
			c.add(path+".name", err.Error())
		}
	}
}

func (c *definitionCheck) horizon(h Horizon) {
	switch {
	case h.From < 1 || h.Until > 10000:
		c.add("horizon", "outside the years 1 to 9999")
	case h.Until <= h.From:
		c.add("horizon", "ends before or when it begins")
	case h.Until-h.From > maxHorizon:
		c.add("horizon", "more than 250 years")
	}
}
