package sla

import (
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// A Definition is a calendar as data, as people write it and stores keep it.
// [NewCalendar] makes a [Calendar] of it.
type Definition struct {
	// Name is for messages. It may be empty.
	Name string `json:"name,omitempty"`
	// Zone is the name of the zone whose wall clocks the calendar reads, for
	// example "Europe/Berlin".
	Zone string `json:"zone"`
	// Week says when it is open on ordinary days.
	Week Week `json:"week,omitzero"`
	// Holidays are dates on which nothing is open.
	Holidays []Holiday `json:"holidays,omitempty"`
	// Special days have hours of their own.
	Special []SpecialDay `json:"special,omitempty"`
	// Horizon are the years for which the calendar is compiled; zero means
	// the years 1970 to 2099. It decides how fast an answer is, never what it is.
	Horizon Horizon `json:"horizon,omitzero"`
}

// A Week holds the windows that begin on each weekday.
type Week struct {
	Monday    []Window `json:"monday,omitempty"`
	Tuesday   []Window `json:"tuesday,omitempty"`
	Wednesday []Window `json:"wednesday,omitempty"`
	Thursday  []Window `json:"thursday,omitempty"`
	Friday    []Window `json:"friday,omitempty"`
	Saturday  []Window `json:"saturday,omitempty"`
	Sunday    []Window `json:"sunday,omitempty"`
}

// Weekdays returns the week with these windows from Monday to Friday.
func Weekdays(windows ...Window) Week {
	w := Daily(windows...)
	w.Saturday, w.Sunday = nil, nil
	return w
}

// Daily returns the week with these windows on every day.
func Daily(windows ...Window) Week {
	one := func() []Window { return slices.Clone(windows) }
	return Week{one(), one(), one(), one(), one(), one(), one()}
}

// AlwaysOpen is the week of round-the-clock service, 24x7.
func AlwaysOpen() Week { return Daily(Window{0, 24 * Hour}) }

// On returns the windows that begin on the weekday.
func (w Week) On(day time.Weekday) []Window {
	days := w.days()
	if day < time.Sunday || day > time.Saturday {
		return nil
	}
	return days[day]
}

// days is indexed by time.Weekday.
func (w Week) days() [7][]Window {
	return [7][]Window{w.Sunday, w.Monday, w.Tuesday, w.Wednesday, w.Thursday, w.Friday, w.Saturday}
}

// A Holiday is a local date, of one year or of every year, on which nothing is
// open from its midnight to the next.
type Holiday struct {
	Date Date   `json:"date"`
	Name string `json:"name,omitempty"`
}

// A SpecialDay is a local date, of one year or of every year, on which its own
// windows stand in place of the week's.
type SpecialDay struct {
	Date    Date     `json:"date"`
	Name    string   `json:"name,omitempty"`
	Windows []Window `json:"windows"`
}

// A Horizon is a range of years, [From, Until).
type Horizon struct {
	From  int `json:"from"`
	Until int `json:"until"`
}

// defaultHorizon is what a definition without one gets.
var defaultHorizon = Horizon{From: 1970, Until: 2100}

// maxHorizon is the greatest length of a horizon in years. The nanoseconds of
// that time fit into 63 bits.
const maxHorizon = 250

func (h Horizon) orDefault() Horizon {
	if h == (Horizon{}) {
		return defaultHorizon
	}
	return h
}

// maxWindows bounds how many windows a day may have, and with them the memory of
// a compiled calendar.
const maxWindows = 24

// plainDefinition has no methods, so that it is decoded by its tags.
type plainDefinition Definition

// UnmarshalJSON takes what the tags say and nothing else: unknown and repeated
// fields, unknown spellings and wrong types are refused, all of them in one
// error over [ownership.ErrInvalid], each with its path. Whether the definition
// makes sense is for [NewCalendar] to say.
func (d *Definition) UnmarshalJSON(data []byte) error {
	var plain plainDefinition
	if err := strictjson.Decode(data, &plain, strictjson.Limits{Bytes: 1 << 20}); err != nil {
		return &ownership.Error{Op: "decode calendar", Err: fmt.Errorf("%w: %w", ownership.ErrInvalid, err)}
	}
	*d = Definition(plain)
	return nil
}

// clone copies what d shares with its maker.
func (d Definition) clone() Definition {
	for _, day := range []*[]Window{
		&d.Week.Monday, &d.Week.Tuesday, &d.Week.Wednesday, &d.Week.Thursday, &d.Week.Friday, &d.Week.Saturday, &d.Week.Sunday,
	} {
		*day = slices.Clone(*day)
	}
	d.Holidays = slices.Clone(d.Holidays)
	d.Special = slices.Clone(d.Special)
	for i := range d.Special {
		d.Special[i].Windows = slices.Clone(d.Special[i].Windows)
	}
	return d
}
