package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// BenchmarkReview reviews what n services were promised and did in half a year: one
// agreement each, an office calendar, six months with four outages.
func BenchmarkReview(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		r := raw{reviewDays: 90, months: map[ownership.ServiceID]map[int]rawMonth{}}
		for i := range n {
			s := ownership.ServiceID(fmt.Sprint("s", i))
			r.services = append(r.services, s)
			r.months[s] = map[int]rawMonth{}
			for m := 1; m <= 6; m++ {
				r.months[s][m] = rawMonth{watched: true, down: i % 9}
			}
		}
		book := r.book(b)
		at := monthStart(7).AddDate(0, 0, 20)
		var own []ownership.Code
		for _, rule := range sla.Rules() {
			if of := rule.Code; of[:6] == "attain" || of[:6] == "breach" || of[:6] == "meetin" || of[:6] == "measur" || of[:6] == "review" || of[:6] == "satisf" {
				own = append(own, of)
			}
		}
		require.NotEmpty(b, own)
		b.Run(fmt.Sprintf("%d/all-of-it", n), func(b *testing.B) {
			for b.Loop() {
				_ = book.Review(at, ownership.Selection{Codes: own})
			}
		})
		one := ownership.Selection{Codes: own, Subjects: []ownership.Subject{ownership.ServiceScope("s7").Subject()}}
		b.Run(fmt.Sprintf("%d/one-service", n), func(b *testing.B) {
			for b.Loop() {
				_ = book.Review(at, one)
			}
		})
		m, _ := book.Measurements("s7", sla.Month{Year: 2026, Month: time.June})
		b.Run(fmt.Sprintf("%d/with-measurements", n), func(b *testing.B) {
			for b.Loop() {
				_ = book.WithMeasurements(m)
			}
		})
	}
}

// BenchmarkMergedMonth judges a month from 10,000 outages that are on record, where they
// were merged once.
func BenchmarkMergedMonth(b *testing.B) {
	var f sla.Figures
	for _, p := range manyOutages(10_000) {
		f.Outages = append(f.Outages, sla.Outage{Period: p})
	}
	for i := range f.Outages { // within the month, as it is kept
		if f.Outages[i].Until.After(wholeJune.Until) {
			f.Outages[i].Until = wholeJune.Until
		}
	}
	f.Watched = []sla.Watch{{Period: wholeJune}}
	book := sla.NewBook(nil, promise(b, withTargets(monthly(99*sla.Percent)))).WithMeasurements(measured(b, "2026-06", f))
	b.ReportAllocs()
	for b.Loop() {
		if list := book.Attained("mail", wholeJune, wholeJune.Until); list[0].Verdict != sla.Missed {
			b.Fatal(list)
		}
	}
}
