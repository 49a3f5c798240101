package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/persist"
	"github.com/serviceowner/itsm/ownership"
)

// Attained holds against what was measured, as known at the instant now, every
// promise about the service that was in force within the period: those to customers,
// and those by which the service is contributed to others. Both ends of the period
// are required; without them, or reversed, there is nothing in it.
//
// A promise is judged in each of its own cycles that ends within the period, and in
// the one that is running at its end if none does: three months for a quarter's
// meeting, one year that has not ended. A rolling cycle ends every day, and it is the
// last one that counts. Where terms change within a cycle each version is judged in
// its part of it, so that no promise that was in force is passed over (R70).
//
// The order is by agreement, then as in the terms, then by time.
func (b *Book) Attained(service ownership.ServiceID, p ownership.Period, now time.Time) []Attainment {
	p = normalPeriod(p)
	if p.From.IsZero() || !p.From.Before(p.Until) {
		return nil
	}
	j := b.judge(service, now)
	var out []Attainment
	for _, t := range b.termsOf(service) {
		if meets(t.period, p) {
			out = append(out, j.within(&t, p)...)
		}
	}
	return out
}

// SoFar returns the promises about the service that are in force at the instant, each
// with what became of it in the cycle that is running then. The order is that of
// [Book.Attained].
func (b *Book) SoFar(service ownership.ServiceID, at time.Time) []Attainment {
	return b.judge(service, at).inForce(b.termsOf(service), Cycle.Running)
}

// Ended returns the promises about the service that were in force in the last cycle
// that had ended at the instant, each with what became of it in that cycle. The
// order is that of [Book.Attained].
func (b *Book) Ended(service ownership.ServiceID, at time.Time) []Attainment {
	return b.judge(service, at).inForce(b.termsOf(service), Cycle.Ended)
}

// inForce judges each promise in one cycle, if it was in force in it.
func (j *judge) inForce(terms []term, which func(Cycle, time.Time, *time.Location) ownership.Period) (out []Attainment) {
	for i := range terms {
		t := &terms[i]
		loc, err := j.zone(t.target.Cycle.Zone)
		if err != nil {
			if t.period.Contains(j.now) {
				out = append(out, j.unplaced(t, ownership.Period{From: j.now, Until: j.now}, err))
			}
			continue
		}
		if a, ok := j.judged(t, which(t.target.Cycle, j.now, loc)); ok {
			out = append(out, a)
		}
	}
	return out
}

// termsOf returns every promise about the service that was ever in force, or will be,
// in the order of [Book.Attained].
func (b *Book) termsOf(service ownership.ServiceID) (out []term) {
	for _, a := range b.promising(service) {
		out = append(out, termsOf(a, service)...)
	}
	return out
}

// promising returns the agreements by which the service is promised to anybody, in
// the order of their keys.
func (b *Book) promising(service ownership.ServiceID) (out []*Agreement) {
	l, _ := b.leaf(tagService, string(service))
	for _, numbers := range [2]persist.Set{l.served, l.through} {
		for n := range numbers.All() {
			if a := b.leaves.At(int(n)).agreement; a != nil && slices.Contains(a.promised(), service) {
				out = append(out, a)
			}
		}
	}
	slices.SortFunc(out, func(a, b *Agreement) int { return a.id.Compare(b.id) })
	return slices.Compact(out) // one that is for what it contributes is in both
}

// within judges one promise in the cycles that belong to the period.
func (j *judge) within(t *term, p ownership.Period) (out []Attainment) {
	part, _ := meet(t.period, p)
	loc, err := j.zone(t.target.Cycle.Zone)
	if err != nil {
		return []Attainment{j.unplaced(t, part, err)}
	}
	for _, cycle := range t.target.Cycle.endingIn(part, p, loc) {
		if a, ok := j.judged(t, cycle); ok {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		running := t.target.Cycle.Running(part.Until.Add(-time.Microsecond), loc)
		if a, ok := j.judged(t, running); ok {
			out = append(out, a)
		}
	}
	return out
}

// unplaced is a promise of which nobody can tell when its cycles begin.
func (j *judge) unplaced(t *term, p ownership.Period, err error) Attainment {
	_, version := t.at(p.Until)
	return Attainment{
		Service: j.service, Agreement: t.agreement.id, Version: version, Target: *t.target,
		Cycle: p, Period: p, Verdict: NoData, Problem: err.Error(),
	}
}

func meets(p, q ownership.Period) bool {
	_, ok := meet(p, q)
	return ok
}
