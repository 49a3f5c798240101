package main

import (
	"cmp"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// levels are what is promised, whether it held, and what it rests on.
type levels struct {
	promises []promise
	footings []footing
	breaches []breach
}

// A promise is one target of an agreement in force, with what became of it in its
// last cycle that has ended, and how it is borne by what the service depends on.
type promise struct {
	service string // what a reader knows it by
	sla.Attainment
	bearing sla.Bearing
	own     sla.Share // what the service has to reach by itself, where that is known
}

// A footing is what a promised service rests on.
type footing struct {
	service string
	sla.Underpinning
}

// A breach is one that is recorded, with the service that it is of.
type breach struct {
	service string
	sla.Breach
}

func levelsOf(doc document, book *sla.Book, at time.Time) *levels {
	out := &levels{}
	for _, v := range doc.Services {
		if len(book.Concerning(v.ID))+len(book.Contributed(v.ID)) == 0 {
			continue
		}
		name := cmp.Or(v.Name, string(v.ID))
		u := book.Underpinning(v.ID, at)
		for _, a := range book.Ended(v.ID, at) {
			p := promise{service: name, Attainment: a}
			if i := slices.IndexFunc(u.Promises, func(b sla.Borne) bool { return b.Agreement == a.Agreement && b.Target == a.Target.ID }); i >= 0 {
				p.bearing, p.own = u.Promises[i].Bearing, u.Promises[i].Own
			}
			out.promises = append(out.promises, p)
		}
		if len(u.Promises) > 0 && len(u.Links) > 0 {
			out.footings = append(out.footings, footing{name, u})
		}
	}
	names := map[ownership.ServiceID]string{}
	for _, v := range doc.Services {
		names[v.ID] = cmp.Or(v.Name, string(v.ID))
	}
	for _, b := range doc.Breaches {
		id := b.About().Service
		out.breaches = append(out.breaches, breach{cmp.Or(names[id], string(id)), b})
	}
	slices.SortStableFunc(out.promises, func(a, b promise) int { return cmp.Compare(a.service, b.service) })
	slices.SortStableFunc(out.footings, func(a, b footing) int { return cmp.Compare(a.service, b.service) })
	slices.SortStableFunc(out.breaches, func(a, b breach) int { return a.Key().Compare(b.Key()) })
	return out
}

// cells are the row of the promise.
func (p *promise) cells() []string {
	return []string{p.service, string(p.Agreement) + " " + string(p.Target.ID), p.PromisedText(), p.cycle(), p.held(), p.borne()}
}

// held says what became of the promise.
func (p *promise) held() string {
	if p.Problem != "" {
		return p.Verdict.String() + ": " + p.Problem
	}
	if actual := p.ActualText(); actual != "" && p.Verdict != sla.NoData {
		return p.Verdict.String() + ", " + actual
	}
	return p.Verdict.String()
}

// borne says how the promise is borne.
func (p *promise) borne() string {
	switch {
	case p.bearing == 0:
		return "-"
	case p.own > 0 && p.own < sla.Whole:
		return p.bearing.String() + ", at " + p.own.String()
	}
	return p.bearing.String()
}

// cycle is written as the days that the wall showed where it is counted.
func (p *promise) cycle() string {
	zone, err := time.LoadLocation(p.Target.Cycle.Zone)
	if err != nil {
		zone = time.UTC // the promise says that its zone is not known
	}
	return p.Period.From.In(zone).Format(time.DateOnly) + " to " + p.Period.Until.In(zone).Format(time.DateOnly)
}

// chain names the way to what holds the service back most.
func (f *footing) chain() string {
	text := f.service
	for _, l := range f.Weakest {
		text += " > " + l.String()
	}
	return text
}

// state says how far a breach has been dealt with.
func (b *breach) state() string {
	return b.Status().String() + ", " + count(len(slices.Collect(b.Actions())), "action")
}
