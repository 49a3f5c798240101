package slatest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/storetest"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func agreementSpec() storetest.Spec[sla.AgreementID, sla.Agreement] {
	return storetest.Spec[sla.AgreementID, sla.Agreement]{
		Keys: AgreementIDs(), Build: buildAgreement, Marks: agreementRefs, Scribble: scribbleAgreement,
	}
}

// names are valid identifiers that stores and texts get wrong: with colons,
// quotes, wildcards and blanks, of the greatest length, equal but for case, for
// the last byte or for Unicode normalisation.
var names = []string{
	"mail", "Mail", "mail.", "mail:eu", "mail:eu:west", ":", "a b", "a  b", "0", "00", "null", "NULL",
	`it's "quoted"`, `back\slash`, "100%", "under_score", "a/b/../c", "<b>&amp;", "{}", "$1", "--", ";",
	"\u00e9", "e\u0301", "ß", "ss", "日本", "\U0001f600", "\u200b", "\ufeff!",
	strings.Repeat("x", 255), strings.Repeat("x", 256), strings.Repeat("\u00e9", 128),
}

// AgreementIDs returns valid identifiers that stores and texts get wrong, in
// order.
func AgreementIDs() []sla.AgreementID {
	out := make([]sla.AgreementID, len(names))
	for i, n := range names {
		out[i] = sla.AgreementID(n)
	}
	slices.Sort(out)
	return out
}

// storedAgreement is the stored form: what a store must keep is whatever can be
// loaded, not only what the commands of the moment would make.
type storedAgreement struct {
	ID           sla.AgreementID       `json:"id"`
	Name         string                `json:"name"`
	Kind         sla.Kind              `json:"kind"`
	Counterparty ownership.PartyID     `json:"counterparty"`
	Services     []ownership.ServiceID `json:"services"`
	Through      []ownership.ServiceID `json:"through,omitempty"`
	Versions     []sla.Version         `json:"versions"`
	Acts         []sla.AgreementAct    `json:"acts"`
}

// buildAgreement makes an agreement with one act for each mark, which is its Ref.
// Every field is used somewhere.
func buildAgreement(id sla.AgreementID, marks ...string) (sla.Agreement, error) {
	doc := storedAgreement{
		ID: id, Name: "Mail\n\"for\" all", Kind: sla.OLA, Counterparty: "the network team",
		Services: []ownership.ServiceID{"mail", "portal"}, Through: []ownership.ServiceID{"network"},
	}
	at := func(i int) time.Time {
		return time.Date(2025, time.March, 30, 0, 59, 59, 999_999_000, time.UTC).Add(time.Duration(i) * time.Second)
	}
	for i, mark := range marks {
		x := sla.AgreementAct{Version: len(doc.Versions), Status: sla.AgreementStatus(i%6 + 1)}
		x.Revision, x.Command, x.At, x.Ref, x.Reason = i+1, sla.AgreementCommand(i%14+3), at(i), ownership.Ref(mark), "because\n\"of\" it"
		x.Proof = ownership.Proof{
			By: "ada", For: "ben", Capacity: ownership.Capacity(i%3 + 1), Role: ownership.ServiceLevelManager,
			Via: ownership.ServiceScope("mail"), Activity: ownership.NegotiateOLA, Scope: id.Scope(), At: at(i), Revision: i,
			Matrix: "standard", Amount: ownership.Quantity{Value: 1 << 53, Unit: "EUR"},
		}
		if i == 0 {
			x.Command = sla.Drafted
		}
		if i%3 == 0 {
			x.Version++
			doc.Versions = append(doc.Versions, sla.Version{No: x.Version, Act: i + 1, Terms: fullTerms(at(i))})
		}
		x.Side, x.Service, x.Target, x.Until = sla.Side(i%2+1), "network", "share", at(i+1000)
		x.Judged = []sla.Judged{{Target: "share", Service: "network", Able: sla.Objective{Share: 99 * sla.Percent}, Gaps: []sla.Gap{sla.GapLevel, sla.GapHours}}}
		doc.Acts = append(doc.Acts, x)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return sla.Agreement{}, err
	}
	var a sla.Agreement
	if err := json.Unmarshal(text, &a); err != nil {
		return sla.Agreement{}, fmt.Errorf("%w\n%s", err, text)
	}
	return a, nil
}

// fullTerms are terms in which every field is used.
func fullTerms(from time.Time) sla.Terms {
	nine := sla.Window{From: 9 * sla.Hour, Until: 17*sla.Hour + 30*sla.Minute + sla.Second}
	date := sla.Date{Month: time.December, Day: 24}
	four := sla.Target{Time: 4 * time.Hour, ThroughHolds: true}
	return sla.Terms{
		Validity:     ownership.Period{From: from, Until: from.AddDate(1, 0, 0)},
		Requirements: []sla.LevelRequirement{{Service: "network", Measure: sla.Response, Class: "p1", Objective: sla.Objective{Share: sla.Whole, Within: four}, Why: "trade"}},
		Targets: []sla.LevelTarget{
			{ID: "share", Service: "network", Measure: sla.Availability, Objective: sla.Objective{Share: 999_500_001}, Cycle: sla.QuarterlyIn("UTC"), Calendar: "office"},
			{ID: "first", Measure: sla.Response, Class: "p1", Objective: sla.Objective{Share: 95 * sla.Percent, Within: four}, Cycle: sla.RollingIn(28, "Europe/Berlin")},
			{ID: "days", Measure: sla.Resolution, Objective: sla.Objective{Share: 1, Within: sla.Target{Days: 3, EndOfDay: true}}, Cycle: sla.YearlyIn("UTC")},
			{ID: "own", Measure: "lost mails", Objective: sla.Objective{Amount: 1<<63 - 1}, Cycle: sla.MonthlyIn("UTC")},
		},
		Measures: []sla.MeasureCard{{Measure: "lost mails", Unit: "mails", Direction: sla.AtMost}},
		Calendars: []sla.Definition{{
			Name: "office", Zone: "UTC", Week: sla.Weekdays(nine), Holidays: []sla.Holiday{{Date: date, Name: "eve"}},
			Special: []sla.SpecialDay{{Date: sla.Date{Year: 2026, Month: time.July, Day: 1}, Windows: []sla.Window{nine}}}, Horizon: sla.Horizon{From: 2020, Until: 2040},
		}},
		Holds: []string{"waiting for the customer"}, NoticeDays: 90, ReviewDays: 92,
		Credits: []sla.CreditTier{{Target: "share", Share: 99 * sla.Percent, BasisPoints: 500}, {Target: "own", Amount: 7, BasisPoints: 10_000}},
	}
}

func agreementRefs(a sla.Agreement) []string {
	var out []string
	for x := range a.Acts() {
		out = append(out, string(x.Ref))
	}
	return out
}

// scribbleAgreement changes whatever can be reached from an agreement in hand.
func scribbleAgreement(a sla.Agreement) {
	spoil := func(list []ownership.ServiceID) {
		for i := range list {
			list[i] = "scribbled"
		}
	}
	spoil(a.Services())
	spoil(a.Through())
	spoil(a.Promised())
	for v := range a.Versions() {
		scribbleTerms(v.Terms)
		if terms, ok := a.InForce(v.Terms.Validity.From); ok {
			scribbleTerms(terms)
		}
		for _, j := range a.Judged(v.No) {
			for i := range j.Gaps {
				j.Gaps[i] = 99
			}
		}
	}
	scribbleTerms(a.Newest().Terms)
	for x := range a.Acts() {
		for i := range x.Judged {
			x.Judged[i].Target = "scribbled"
			for k := range x.Judged[i].Gaps {
				x.Judged[i].Gaps[k] = 99
			}
		}
	}
	for _, e := range a.During(ownership.Period{}) {
		scribbleTerms(e.Terms)
	}
	// Decoding into a copy must not reuse the memory of the original.
	if other, err := buildAgreement(a.ID(), "s1", "s2", "s3"); err == nil {
		if text, err := json.Marshal(other); err == nil {
			_ = json.Unmarshal(text, &a)
		}
	}
}

func scribbleTerms(t sla.Terms) {
	for i := range t.Requirements {
		t.Requirements[i] = sla.LevelRequirement{}
	}
	for i := range t.Targets {
		t.Targets[i] = sla.LevelTarget{}
	}
	for i := range t.Measures {
		t.Measures[i] = sla.MeasureCard{}
	}
	for i := range t.Calendars {
		d := &t.Calendars[i]
		for k := range d.Week.Monday {
			d.Week.Monday[k] = sla.Window{}
		}
		for k := range d.Holidays {
			d.Holidays[k] = sla.Holiday{}
		}
		for k := range d.Special {
			for w := range d.Special[k].Windows {
				d.Special[k].Windows[w] = sla.Window{}
			}
			d.Special[k] = sla.SpecialDay{}
		}
		*d = sla.Definition{}
	}
	for i := range t.Holds {
		t.Holds[i] = "scribbled"
	}
	for i := range t.Credits {
		t.Credits[i] = sla.CreditTier{}
	}
}
