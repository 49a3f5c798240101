package sla

import (
	"encoding/json"
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/ownership"
)

// storedTimer is the JSON form of a timer. The zero Timer is {}. Calendars are
// written once each, however many plans name them, as their definitions.
type storedTimer struct {
	Start     time.Time          `json:"start,omitzero"`
	Last      time.Time          `json:"last,omitzero"`
	Calendars []Definition       `json:"calendars,omitempty"`
	Plans     []storedPlan       `json:"plans,omitempty"`
	Holds     []ownership.Period `json:"holds,omitempty"`
	Stops     []ownership.Period `json:"stops,omitempty"`
	Breaches  []storedBreach     `json:"breaches,omitempty"`
}

type storedPlan struct {
	At       time.Time `json:"at"`
	Calendar int       `json:"calendar"` // index into the calendars
	Target   Target    `json:"target"`
}

type storedBreach struct {
	Plan  int       `json:"plan"`
	Due   time.Time `json:"due"`
	Since time.Time `json:"since"`
}

// MarshalJSON writes everything; calendars as their definitions.
func (t Timer) MarshalJSON() ([]byte, error) {
	doc := storedTimer{Start: t.start, Last: t.last, Holds: t.holds, Stops: t.stops}
	index := map[*Calendar]int{}
	for _, p := range t.plans {
		n, ok := index[p.Calendar]
		if !ok {
			n = len(doc.Calendars)
			index[p.Calendar] = n
			doc.Calendars = append(doc.Calendars, p.Calendar.Definition())
		}
		doc.Plans = append(doc.Plans, storedPlan{p.At, n, p.Target})
	}
	for _, b := range t.breaches {
		doc.Breaches = append(doc.Breaches, storedBreach(b))
	}
	return json.Marshal(doc)
}

// DecodeTimer reads what [Timer.MarshalJSON] wrote. A calendar is compiled again,
// for which zones finds its zone; see [NewCalendar]. It checks the shape: instants
// in their order, plans that name calendars, stops that do not overlap. The error
// is over [ownership.ErrInvalid] and names every problem with its path.
//
// It is no UnmarshalJSON, because that could not be told where zones are found.
func DecodeTimer(data []byte, zones Zones) (Timer, error) {
	const op = "decode timer"
	var doc storedTimer
	if err := decodeStrictly(op, data, &doc); err != nil {
		return Timer{}, err
	}
	if len(doc.Plans) == 0 && doc.Start.IsZero() && doc.Last.IsZero() && len(doc.Calendars)+len(doc.Holds)+len(doc.Stops)+len(doc.Breaches) == 0 {
		return Timer{}, nil
	}
	s := &shape{}
	s.timer(&doc)
	calendars := make([]*Calendar, len(doc.Calendars))
	for i, def := range doc.Calendars {
		if zones == nil {
			s.bad("zones", "no function that finds zones")
			break
		}
		c, err := NewCalendar(def, zones)
		if err != nil {
			s.bad(indexed("calendars", i), "%s", err)
		}
		calendars[i] = c
	}
	if err := s.finish(op, ownership.Subject{}); err != nil {
		return Timer{}, err
	}
	t := Timer{start: doc.Start.UTC(), last: doc.Last.UTC(), holds: utcList(doc.Holds), stops: utcList(doc.Stops)}
	for _, p := range doc.Plans {
		t.plans = append(t.plans, Plan{p.At.UTC(), calendars[p.Calendar], p.Target})
	}
	for _, b := range doc.Breaches {
		t.breaches = append(t.breaches, Overdue{b.Plan, b.Due.UTC(), b.Since.UTC()})
	}
	return t, nil
}

func utcList(list []ownership.Period) (out []ownership.Period) {
	for _, p := range list {
		out = append(out, utc(p))
	}
	return out
}

// timer checks what the commands of a timer keep true. Timers count nanoseconds,
// so their instants are not cut.
func (s *shape) timer(doc *storedTimer) {
	order := func(path string, at, after time.Time) {
		s.err(path, chronicle.RequiredInstant(at))
		if at.Before(after) {
			s.bad(path, "before what comes first")
		}
		if at.After(doc.Last) {
			s.bad(path, "after the last command")
		}
	}
	order("start", doc.Start, time.Time{})
	if len(doc.Plans) == 0 {
		s.bad("plans", "none")
	}
	before := doc.Start
	for i, p := range doc.Plans {
		at := indexed("plans", i)
		order(at+".at", p.At, before)
		before = p.At
		if i == 0 && !p.At.Equal(doc.Start) {
			s.bad(at+".at", "is not the start")
		}
		if p.Calendar < 0 || p.Calendar >= len(doc.Calendars) {
			s.bad(at+".calendar", "%d, and there are %d calendars", p.Calendar, len(doc.Calendars))
		}
		if err := p.Target.check(nil, "", ""); err != nil {
			s.bad(at+".target", "%s", reason(err))
		}
	}
	if _, err := (*Calendar)(nil).holdsOf(nil, "", doc.Holds); err != nil {
		s.bad("holds", "%s", reason(err))
	}
	before = doc.Start
	for i, p := range doc.Stops {
		at := indexed("stops", i)
		order(at+".from", p.From, before)
		if p.IsOpen() {
			if i < len(doc.Stops)-1 {
				s.bad(at+".until", "missing: another stop follows")
			}
			continue
		}
		order(at+".until", p.Until, p.From)
		before = p.Until
	}
	for i, b := range doc.Breaches {
		at := indexed("breaches", i)
		if b.Plan < 0 || b.Plan >= len(doc.Plans) {
			s.bad(at+".plan", "%d, and there are %d plans", b.Plan, len(doc.Plans))
		}
		s.err(at+".due", chronicle.RequiredInstant(b.Due))
		order(at+".since", b.Since, b.Due)
	}
}
