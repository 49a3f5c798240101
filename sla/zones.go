package sla

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// WithZones returns b with a function that finds zones by name, for the calendars
// and cycles of terms; [time.LoadLocation] is one. Without it a book knows UTC and
// no other zone, and what is promised elsewhere has no verdict. The function is
// called from whatever goroutine asks, and only once for a name.
func (b *Book) WithZones(zones func(name string) (*time.Location, error)) *Book {
	c := b.copy()
	c.clocks = &clocks{zones: zones}
	return c
}

// clocks compile the calendars that terms define, each definition once: a calendar
// takes milliseconds and megabytes, and hundreds of agreements share a handful. It
// is a memory of what always comes out the same, so books that share it stay
// immutable to their callers.
type clocks struct {
	zones func(name string) (*time.Location, error)

	mu        sync.Mutex
	calendars map[string]compiled
	locations map[string]located
}

type compiled struct {
	calendar *Calendar
	err      error
}

type located struct {
	loc *time.Location
	err error
}

// aroundTheClock is the calendar of terms that name none.
var aroundTheClock = sync.OnceValues(func() (*Calendar, error) {
	def, _ := Terms{}.Calendar("")
	return NewCalendar(def, utcOnly.location)
})

// utcOnly is what a book has that was given no zones.
var utcOnly clocks

func (b *Book) clock() *clocks {
	if b == nil || b.clocks == nil {
		return &utcOnly
	}
	return b.clocks
}

// location returns the zone with the name.
func (c *clocks) location(name string) (*time.Location, error) {
	if name == "UTC" {
		return time.UTC, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.locate(name)
}

func (c *clocks) locate(name string) (*time.Location, error) {
	switch l, known := c.locations[name]; {
	case known:
		return l.loc, l.err
	case c.zones == nil:
		if name == "UTC" {
			return time.UTC, nil
		}
		return nil, fmt.Errorf("zone %.60q: %w: the book was given no zones", name, ownership.ErrInvalid)
	}
	loc, err := c.zones(name)
	if err == nil && loc == nil {
		err = fmt.Errorf("zone %.60q: %w: no location", name, ownership.ErrInvalid)
	}
	if c.locations == nil {
		c.locations = map[string]located{}
	}
	c.locations[name] = located{loc, err}
	return loc, err
}

// calendar returns the definition compiled.
func (c *clocks) calendar(def Definition) (*Calendar, error) {
	text, err := json.Marshal(def)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.calendars[string(text)]; ok {
		return known.calendar, known.err
	}
	cal, err := NewCalendar(def, c.locate)
	if c.calendars == nil {
		c.calendars = map[string]compiled{}
	}
	c.calendars[string(text)] = compiled{cal, err}
	return cal, err
}
