package slatest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// The services of [Agreements].
var services = []ownership.ServiceID{"mail", "network", "portal", "storage"}

// start is where the agreements that are drawn begin; acts come at whole days
// after it.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func day(n int) time.Time { return start.AddDate(0, 0, n) }

func share() *rapid.Generator[sla.Share] {
	return rapid.OneOf(
		rapid.SampledFrom([]sla.Share{1, 99 * sla.Percent, 999_500_000, sla.Whole - 1, sla.Whole}),
		rapid.Map(rapid.Int64Range(1, int64(sla.Whole)), func(n int64) sla.Share { return sla.Share(n) }),
	)
}

func cycle() *rapid.Generator[sla.Cycle] {
	return rapid.OneOf(
		rapid.SampledFrom([]sla.Cycle{sla.MonthlyIn("UTC"), sla.QuarterlyIn("UTC"), sla.YearlyIn("UTC")}),
		rapid.Map(rapid.IntRange(1, 400), func(n int) sla.Cycle { return sla.RollingIn(n, "UTC") }),
	)
}

func within() *rapid.Generator[sla.Target] {
	return rapid.Custom(func(t *rapid.T) sla.Target {
		out := sla.Target{ThroughHolds: rapid.Bool().Draw(t, "through holds")}
		switch rapid.IntRange(0, 2).Draw(t, "form") {
		case 0:
			out.Time = time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "time"))
		case 1:
			out.Days, out.DayOf = rapid.IntRange(1, 30).Draw(t, "days"), time.Duration(rapid.IntRange(1, 24).Draw(t, "hours"))*time.Hour
		default:
			out.Days, out.EndOfDay = rapid.IntRange(1, 30).Draw(t, "days"), rapid.Bool().Draw(t, "end of day")
		}
		return out
	})
}

// office is the one calendar of [Terms].
func office() sla.Definition {
	return sla.Definition{Name: "office", Zone: "UTC", Week: sla.Weekdays(sla.Window{From: 9 * sla.Hour, Until: 17 * sla.Hour})}
}

// Terms draws terms that make sense by themselves, with one to four targets, each
// about any service. All calendars and cycles are in UTC.
func Terms() *rapid.Generator[sla.Terms] {
	return rapid.Custom(func(t *rapid.T) sla.Terms {
		out := sla.Terms{Measures: []sla.MeasureCard{{Measure: "lost mails", Unit: "mails", Direction: sla.AtMost}}, Calendars: []sla.Definition{office()}}
		if rapid.Bool().Draw(t, "valid from") {
			out.Validity.From = day(rapid.IntRange(0, 60).Draw(t, "from"))
		}
		if rapid.Bool().Draw(t, "valid until") {
			out.Validity.Until = day(rapid.IntRange(61, 400).Draw(t, "until"))
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "targets") {
			l := sla.LevelTarget{
				ID: sla.TargetID(fmt.Sprint("t", i)), Cycle: cycle().Draw(t, "cycle"),
				Measure:  rapid.SampledFrom([]sla.Measure{sla.Availability, sla.Response, sla.Resolution, "lost mails"}).Draw(t, "measure"),
				Calendar: rapid.SampledFrom([]string{"", "office"}).Draw(t, "calendar"),
				Class:    rapid.SampledFrom([]string{"", "p1"}).Draw(t, "class"),
			}
			switch l.Measure {
			case "lost mails":
				l.Objective.Amount = rapid.Int64Range(0, 10).Draw(t, "amount")
			case sla.Response, sla.Resolution:
				l.Objective.Within = within().Draw(t, "within")
				fallthrough
			default:
				l.Objective.Share = share().Draw(t, "share")
			}
			out.Targets = append(out.Targets, l)
		}
		out.NoticeDays = rapid.IntRange(0, 100).Draw(t, "notice")
		out.ReviewDays = rapid.IntRange(0, 100).Draw(t, "review")
		return out
	})
}

// Organisation is where the agreements of [Agreements] are made: acme provides
// all services, "sam" manages levels and owns the services, "sue" manages
// suppliers, and "cara" is customer, line manager and supplier, of the
// counterparty "friends".
func Organisation() *ownership.Register { return organisation }

var organisation = func() *ownership.Register {
	acme := ownership.OrganisationScope("acme")
	facts := ownership.Facts{
		Parties: []ownership.Party{
			{ID: "acme", Kind: ownership.Organisation},
			{ID: "cara", Kind: ownership.Person, Within: []ownership.Membership{{Of: "friends"}}},
			{ID: "friends", Kind: ownership.Unit, Within: []ownership.Membership{{Of: "acme"}}},
			{ID: "sam", Kind: ownership.Person, Within: []ownership.Membership{{Of: "acme"}}},
		},
		Areas: []ownership.Area{{Scope: sla.AgreementID("drawn").Scope(), Parents: []ownership.Parent{{Scope: acme}}}},
	}
	ledgers := []ownership.Ledger{must(ownership.Adopt(acme, "drawn", start,
		ownership.Claim{Role: ownership.ServiceLevelManager, Holder: "sam"},
	)), must(ownership.Adopt(sla.AgreementID("drawn").Scope(), "drawn", start,
		ownership.Claim{Role: ownership.Customer, Holder: "cara"}, ownership.Claim{Role: ownership.LineManager, Holder: "cara"},
	))}
	for _, s := range services {
		facts.Services = append(facts.Services, ownership.Service{
			ID: s, Providers: []ownership.Provider{{By: "acme"}}, Parents: []ownership.Parent{{Scope: acme}},
		})
		ledgers = append(ledgers, must(ownership.Adopt(ownership.ServiceScope(s), "drawn", start,
			ownership.Claim{Role: ownership.ServiceOwner, Holder: "sam"},
		)))
	}
	return must(ownership.NewRegister(facts, slices.Values(ledgers)))
}()

// must is for literals, in which an error is a mistake of this package.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Agreements draws SLAs and OLAs named "drawn" that came about by commands in
// [Organisation], from a mere draft to agreements that were revised and ended.
func Agreements() *rapid.Generator[sla.Agreement] {
	return rapid.Custom(func(t *rapid.T) sla.Agreement {
		h := history{t: t, at: 1}
		p := sla.Proposal{ID: "drawn", Name: "Drawn", Counterparty: "friends", Terms: Terms().Draw(t, "terms")}
		p.Services = rapid.SliceOfNDistinct(rapid.SampledFrom(services[:2]), 1, 2, rapid.ID).Draw(t, "services")
		if rapid.Bool().Draw(t, "supported") {
			p.Counterparty = "acme" // who provides what is contributed
			p.Through = rapid.SliceOfNDistinct(rapid.SampledFrom(services[2:]), 1, 2, rapid.ID).Draw(t, "through")
		}
		h.try("draft", func(w ownership.Who) (sla.Agreement, error) { return h.a.Draft(organisation, w, p) })
		for range rapid.IntRange(0, 14).Draw(t, "acts") {
			h.step()
		}
		return h.a
	})
}

// A history is an agreement that is being drawn.
type history struct {
	t  *rapid.T
	a  sla.Agreement
	at int
}

// try takes what the command returns; a refusal changes nothing, as it should be.
func (h *history) try(op string, command func(ownership.Who) (sla.Agreement, error)) {
	who := ownership.Who{By: "sam", At: day(h.at)}
	next, err := command(who)
	if errors.Is(err, ownership.ErrInvalid) {
		h.t.Fatalf("slatest: %s: %v", op, err)
	}
	if err == nil {
		h.a = next
	}
}

func (h *history) step() {
	t := h.t
	h.at += rapid.IntRange(0, 30).Draw(t, "days")
	steps := []struct {
		name string
		do   func(ownership.Who) (sla.Agreement, error)
	}{
		{"negotiate", func(w ownership.Who) (sla.Agreement, error) {
			return h.a.Negotiate(organisation, w, Terms().Draw(t, "terms"), "another round")
		}},
		{"assess", func(w ownership.Who) (sla.Agreement, error) {
			return h.a.Assess(organisation, w, h.capabilities(), utc)
		}},
		{"accept", func(w ownership.Who) (sla.Agreement, error) {
			next := h.a
			var err error
			for _, j := range h.a.Judged(h.a.Newest().No) {
				if !j.Feasible() && err == nil {
					next, err = next.AcceptShortfall(organisation, w, sla.Shortfall{Target: j.Target, Service: j.Service, Until: w.At.AddDate(1, 0, 0), Reason: "drawn"})
				}
			}
			return next, err
		}},
		{"commit", func(w ownership.Who) (sla.Agreement, error) {
			next := h.a
			var err error
			for _, s := range h.a.Promised() {
				if err == nil {
					next, err = next.Commit(organisation, w, s, ownership.Quantity{})
				}
			}
			return next, err
		}},
		{"sign", func(w ownership.Who) (sla.Agreement, error) { return h.a.Sign(organisation, w, sla.ForProvider) }},
		{"countersign", func(w ownership.Who) (sla.Agreement, error) {
			w.By = "cara"
			return h.a.Sign(organisation, w, sla.ForCounterparty)
		}},
		{"activate", func(w ownership.Who) (sla.Agreement, error) { return h.a.Activate(organisation, w) }},
		{"revise", func(w ownership.Who) (sla.Agreement, error) {
			return h.a.Revise(organisation, w, Terms().Draw(t, "terms"), "another year")
		}},
		{"withdraw", func(w ownership.Who) (sla.Agreement, error) { return h.a.Withdraw(organisation, w, "not worth it") }},
		{"notice", func(w ownership.Who) (sla.Agreement, error) {
			return h.a.GiveNotice(organisation, w, sla.Notice{Side: sla.ForProvider, Reason: "no longer needed"})
		}},
	}
	// Most walks go the usual way; others would rarely get anywhere.
	if rapid.IntRange(0, 3).Draw(t, "usual") > 0 {
		for _, i := range []int{0, 1, 2, 3, 4, 5, 6} {
			h.try(steps[i].name, steps[i].do)
		}
		return
	}
	s := rapid.SampledFrom(steps).Draw(t, "step")
	h.try(s.name, s.do)
}

func (h *history) capabilities() (out []sla.Capability) {
	for _, s := range h.a.Promised() {
		if rapid.Bool().Draw(h.t, "able") {
			out = append(out, sla.Capability{Service: s, Measure: sla.Availability, Objective: sla.Objective{Share: share().Draw(h.t, "capability")}})
		}
	}
	return out
}

func utc(string) (*time.Location, error) { return time.UTC, nil }

// HostileAgreements draws whatever can be loaded: numbers that count and
// references that lead somewhere, but statuses, commands, sides, dates and
// signatures as they come.
func HostileAgreements() *rapid.Generator[sla.Agreement] {
	return rapid.Custom(func(t *rapid.T) sla.Agreement {
		doc := storedAgreement{ID: rapid.SampledFrom(AgreementIDs()).Draw(t, "id"), Kind: sla.SLA, Counterparty: "friends", Services: slices.Clone(services[:2])}
		if rapid.Bool().Draw(t, "supported") {
			doc.Kind, doc.Through = rapid.SampledFrom([]sla.Kind{sla.OLA, sla.UC}).Draw(t, "kind"), slices.Clone(services[2:])
		}
		at := 0
		for i := range rapid.IntRange(1, 12).Draw(t, "acts") {
			at += rapid.IntRange(0, 40).Draw(t, "days")
			x := sla.AgreementAct{
				Version: len(doc.Versions), Status: sla.AgreementStatus(rapid.IntRange(1, 6).Draw(t, "status")),
				Side: sla.Side(rapid.IntRange(1, 2).Draw(t, "side")), Until: day(rapid.IntRange(-100, 500).Draw(t, "until")),
				Target: "t0", Service: rapid.SampledFrom(services).Draw(t, "service"),
			}
			x.Revision, x.At, x.Command = i+1, day(at), sla.AgreementCommand(rapid.IntRange(3, int(sla.NoticeGiven)).Draw(t, "command"))
			if i == 0 {
				x.Command = rapid.SampledFrom([]sla.AgreementCommand{sla.Adopted, sla.Drafted}).Draw(t, "begins")
			}
			if x.Command == sla.Adopted {
				x.Source = "somewhere"
			} else {
				by := rapid.SampledFrom([]ownership.PartyID{"sam", "cara", "nobody"})
				x.Proof = ownership.Proof{
					By: by.Draw(t, "by"), For: rapid.SampledFrom([]ownership.PartyID{"", "sam", "cara"}).Draw(t, "for"), Capacity: ownership.OwnRight,
					Activity: ownership.NegotiateAgreement, Scope: doc.ID.Scope(), At: x.At,
				}
			}
			if i == 0 || rapid.IntRange(0, 2).Draw(t, "new terms") == 0 {
				x.Version++
				doc.Versions = append(doc.Versions, sla.Version{No: x.Version, Act: i + 1, Terms: Terms().Draw(t, "terms")})
			}
			if rapid.Bool().Draw(t, "judged") {
				x.Judged = []sla.Judged{{Target: "t0", Service: services[0], Gaps: []sla.Gap{sla.Gap(rapid.IntRange(1, 6).Draw(t, "gap"))}}}
			}
			doc.Acts = append(doc.Acts, x)
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatalf("slatest: %v", err)
		}
		var a sla.Agreement
		if err := json.Unmarshal(text, &a); err != nil {
			t.Fatalf("slatest: %v\n%s", err, text)
		}
		return a
	})
}
