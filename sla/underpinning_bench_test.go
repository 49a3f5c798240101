package sla_test

import (
	"slices"
	"testing"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// layered is an estate of ten thousand services with thirty thousand dependencies,
// as organisations have them: four layers, of which each stands on the next, the
// last one on nothing. Every dependency is under an agreement.
func layered(b testing.TB, n int) *sla.Book {
	per := n / 4
	services := make([]ownership.Service, 0, n)
	var agreements []sla.Agreement
	for i := range 4 * per {
		s := ownership.Service{ID: service(i), Providers: []ownership.Provider{{By: "acme"}}}
		for k := range 4 {
			if layer := i / per; layer < 3 {
				on := service((layer+1)*per + (i*7+k*k*13)%per)
				s.Dependencies = append(s.Dependencies, ownership.Dependency{On: on})
			}
		}
		services = append(services, s)
		if len(s.Dependencies) == 0 {
			continue
		}
		p := sla.Proposal{
			ID: sla.AgreementID("for " + service(i)), Kind: sla.OLA, Counterparty: "acme", Services: []ownership.ServiceID{service(i)},
			Terms: sla.Terms{Targets: []sla.LevelTarget{upTo(b, "99.99%")}},
		}
		for _, d := range s.Dependencies {
			if !slices.Contains(p.Through, d.On) {
				p.Through = append(p.Through, d.On)
			}
		}
		agreements = append(agreements, struck(b, p))
		if i < per {
			agreements = append(agreements, promised(b, service(i), upTo(b, "99%")))
		}
	}
	return sla.NewBook(registerOf(b, services...), agreements...)
}

// BenchmarkUnderpinning asks for one service, with everything it needs, and reviews
// the whole estate.
func BenchmarkUnderpinning(b *testing.B) {
	book := layered(b, 10_000)
	b.Run("one", func(b *testing.B) {
		for b.Loop() {
			book.Underpinning(service(1), underAt)
		}
	})
	var codes []ownership.Code
	for _, r := range sla.Rules() {
		if len(r.Code) > 13 && r.Code[:13] == "underpinning." {
			codes = append(codes, r.Code)
		}
	}
	b.Run("one reviewed", func(b *testing.B) {
		only := ownership.Selection{Codes: codes, Subjects: []ownership.Subject{ownership.ServiceScope(service(1)).Subject()}}
		for b.Loop() {
			book.Review(underAt, only)
		}
	})
	b.Run("all reviewed", func(b *testing.B) {
		for b.Loop() {
			book.Review(underAt, ownership.Selection{Codes: codes})
		}
	})
}
