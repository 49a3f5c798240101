package slatest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/serviceowner/itsm/internal/storetest"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// MeasurementStore is a store of measurements, BreachStore one of breaches, and
// MeetingStore one of meetings.
type (
	MeasurementStore = sla.Store[sla.MeasurementKey, sla.Measurements]
	BreachStore      = sla.Store[sla.BreachID, sla.Breach]
	MeetingStore     = sla.Store[sla.MeetingID, sla.Meeting]
)

// TestMeasurements is [TestAgreements] for measurements.
func TestMeasurements(t *testing.T, factory func(testing.TB) MeasurementStore, options ...Options[MeasurementStore]) {
	t.Helper()
	suiteOf(measurementSpec(), factory, options).Run(t)
}

// TestBreaches is [TestAgreements] for breaches.
func TestBreaches(t *testing.T, factory func(testing.TB) BreachStore, options ...Options[BreachStore]) {
	t.Helper()
	suiteOf(breachSpec(), factory, options).Run(t)
}

// TestMeetings is [TestAgreements] for meetings.
func TestMeetings(t *testing.T, factory func(testing.TB) MeetingStore, options ...Options[MeetingStore]) {
	t.Helper()
	suiteOf(meetingSpec(), factory, options).Run(t)
}

func measurementSpec() storetest.Spec[sla.MeasurementKey, sla.Measurements] {
	return storetest.Spec[sla.MeasurementKey, sla.Measurements]{
		Keys: MeasurementKeys(), Build: buildMeasurements,
		Marks: func(m sla.Measurements) []string { return refsOf(slices.Collect(m.Acts())) },
		Scribble: func(m sla.Measurements) {
			f := m.Figures()
			for i := range f.Outages {
				f.Outages[i].ID = "scribbled"
			}
			for i := range f.Cases {
				f.Cases[i].ID = "scribbled"
			}
			for i := range f.Watched {
				f.Watched[i].Measure = "scribbled"
			}
			other, err := buildMeasurements(m.Key(), "s1", "s2", "s3")
			overwrite(&m, other, err)
		},
	}
}

func breachSpec() storetest.Spec[sla.BreachID, sla.Breach] {
	return storetest.Spec[sla.BreachID, sla.Breach]{
		Keys: named[sla.BreachID](), Build: buildBreach,
		Marks: func(b sla.Breach) []string { return refsOf(slices.Collect(b.Acts())) },
		Scribble: func(b sla.Breach) {
			for a := range b.Actions() {
				a.What = "scribbled"
			}
			other, err := buildBreach(b.Key(), "s1", "s2", "s3")
			overwrite(&b, other, err)
		},
	}
}

func meetingSpec() storetest.Spec[sla.MeetingID, sla.Meeting] {
	return storetest.Spec[sla.MeetingID, sla.Meeting]{
		Keys: named[sla.MeetingID](), Build: buildMeeting,
		Marks: func(m sla.Meeting) []string { return refsOf(slices.Collect(m.Acts())) },
		Scribble: func(m sla.Meeting) {
			for i, invited := 0, m.Call().Invited; i < len(invited); i++ {
				invited[i] = "scribbled"
			}
			for r := range m.Rows() {
				for i := range r.Breaches {
					r.Breaches[i] = "scribbled"
				}
			}
			other, err := buildMeeting(m.Key(), "s1", "s2", "s3")
			overwrite(&m, other, err)
		},
	}
}

// overwrite decodes one record over another: that must not reuse the memory of what was
// there.
func overwrite[V any](v *V, other V, err error) {
	if err != nil {
		return
	}
	if text, err := json.Marshal(other); err == nil {
		_ = json.Unmarshal(text, v)
	}
}

func named[K ~string]() []K {
	out := make([]K, len(names))
	for i, n := range names {
		out[i] = K(n)
	}
	slices.Sort(out)
	return out
}

// MeasurementKeys returns valid keys that stores and texts get wrong, in order: several
// months of one service, among them those whose order is not that of their texts.
func MeasurementKeys() []sla.MeasurementKey {
	var out []sla.MeasurementKey
	for _, id := range named[ownership.ServiceID]() {
		out = append(out, sla.MeasurementKey{Service: id, Month: sla.Month{Year: 2026, Month: time.June}})
	}
	for _, m := range []sla.Month{{Year: 1, Month: time.January}, {Year: 2025, Month: time.December}, {Year: 9999, Month: time.December}} {
		out = append(out, sla.MeasurementKey{Service: "mail", Month: m}, sla.MeasurementKey{Service: "mail.", Month: m})
	}
	slices.SortFunc(out, sla.MeasurementKey.Compare)
	return out
}

func refsOf[C any](acts []sla.Act[C]) (out []string) {
	for _, a := range acts {
		out = append(out, string(a.Ref))
	}
	return out
}

// actOf is the act of a mark, with every field in use.
func actOf[C any](i int, mark string, command C, activity ownership.Activity) sla.Act[C] {
	at := time.Date(2026, time.March, 29, 0, 59, 59, 999_999_000, time.UTC).Add(time.Duration(i) * time.Second)
	return sla.Act[C]{
		Revision: i + 1, Command: command, At: at, Ref: ownership.Ref(mark), Reason: "because\n\"of\" it",
		Proof: ownership.Proof{
			By: "ada", For: "ben", Capacity: ownership.Capacity(i%3 + 1), Role: ownership.ServiceOwner, Via: ownership.ServiceScope("mail"),
			Activity: activity, Scope: ownership.ServiceScope("mail"), At: at, Revision: i, Matrix: "standard",
			Amount: ownership.Quantity{Value: 1 << 53, Unit: "EUR"},
		},
	}
}

// decoded makes a record of its stored form: what a store must keep is whatever can be
// loaded, not only what the commands of the moment would make.
func decoded[V any](doc any) (v V, err error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fmt.Errorf("%w\n%s", err, text)
	}
	return v, nil
}

func buildMeasurements(key sla.MeasurementKey, marks ...string) (sla.Measurements, error) {
	var doc struct {
		Service  ownership.ServiceID            `json:"service"`
		Month    sla.Month                      `json:"month"`
		Acts     []sla.Act[sla.MeasurementStep] `json:"acts"`
		Figures  sla.Figures                    `json:"figures"`
		Inquired []sla.Inquiry                  `json:"inquired,omitempty"`
	}
	doc.Service, doc.Month = key.Service, key.Month
	begin := key.Month.Period().From.Add(time.Hour)
	for i, mark := range marks {
		at := begin.Add(time.Duration(i)*time.Hour + 999_999_000)
		p := ownership.Period{From: at, Until: at.Add(time.Minute)}
		command := sla.MeasurementStep(i%2 + 1)
		if i%3 == 2 {
			command = sla.DropExplained
			doc.Inquired = append(doc.Inquired, sla.Inquiry{Cause: "a\nslow client", Act: i + 1})
		}
		doc.Acts = append(doc.Acts, actOf(i, mark, command, ownership.RecordMeasurement))
		f := &doc.Figures
		f.Watched = append(f.Watched, sla.Watch{Measure: sla.Availability, Period: p}, sla.Watch{Period: p})
		f.Outages = append(f.Outages, sla.Outage{ID: mark, Period: ownership.Period{From: at}}, sla.Outage{Period: p})
		f.Maintenance = append(f.Maintenance, p)
		f.Cases = append(f.Cases, sla.Case{ID: mark, Measure: sla.Response, Class: "p1", Opened: at, Due: at.Add(time.Hour), Done: at.Add(time.Minute), Late: true})
		f.Tallies = append(f.Tallies, sla.Tally{Measure: "errors", Class: "c", At: at, Part: 1, Total: 1_000_000_000_000})
		f.Readings = append(f.Readings, sla.Reading{Measure: sla.Satisfaction, Class: "c", At: at, Value: -1 << 63})
	}
	return decoded[sla.Measurements](doc)
}

func buildBreach(id sla.BreachID, marks ...string) (sla.Breach, error) {
	var doc struct {
		sla.Broken
		Causes  []sla.Cause                  `json:"causes,omitempty"`
		Actions []sla.Action                 `json:"actions,omitempty"`
		Acts    []sla.Act[sla.BreachCommand] `json:"acts"`
	}
	month := sla.Month{Year: 2026, Month: time.June}.Period()
	doc.Broken = sla.Broken{ID: id, Agreement: "mail-sla", Target: "availability", Service: "mail", Period: month, Note: "a\n\"note\""}
	for i, mark := range marks {
		command := []sla.BreachCommand{sla.CauseFound, sla.ActionPlanned, sla.ActionDone}[i%3]
		if i == 0 {
			command = sla.Noticed
		}
		switch command {
		case sla.CauseFound:
			doc.Causes = append(doc.Causes, sla.Cause{Text: "why " + mark, Act: i + 1})
		case sla.ActionPlanned:
			doc.Actions = append(doc.Actions, sla.Action{No: len(doc.Actions) + 1, What: mark, Owner: "ada", Due: month.Until, Act: i + 1})
		case sla.ActionDone:
			doc.Actions[len(doc.Actions)-1].Done = i + 1
		default:
		}
		doc.Acts = append(doc.Acts, actOf(i, mark, command, ownership.InvestigateBreach))
	}
	return decoded[sla.Breach](doc)
}

func buildMeeting(id sla.MeetingID, marks ...string) (sla.Meeting, error) {
	var doc struct {
		sla.Call
		HeldAt  time.Time                     `json:"heldAt,omitzero"`
		Present []sla.Attendee                `json:"present,omitempty"`
		Rows    []sla.MeetingRow              `json:"rows,omitempty"`
		Notes   string                        `json:"notes,omitempty"`
		Actions []sla.Action                  `json:"actions,omitempty"`
		Acts    []sla.Act[sla.MeetingCommand] `json:"acts"`
	}
	month := sla.Month{Year: 2026, Month: time.June}.Period()
	doc.Call = sla.Call{ID: id, Kind: sla.ExternalMeeting, Agreement: "mail-sla", Period: month, At: month.Until, Invited: []ownership.PartyID{"ada", "ben"}}
	for i, mark := range marks {
		command := sla.FollowedUp
		switch i {
		case 0:
			command = sla.Called
		case 1:
			command = sla.Held
		}
		act := actOf(i, mark, command, ownership.HoldMeeting)
		if command == sla.Held {
			doc.HeldAt, doc.Notes = act.At, "a\n\"good\" talk"
			doc.Present = []sla.Attendee{{Party: "ada", As: ownership.ServiceOwner}, {Party: "ben", As: ownership.Customer}}
			doc.Rows = []sla.MeetingRow{{
				Service: "mail", Agreement: "mail-sla", Version: 2, Target: "availability", Period: month, Promised: "at least 99%",
				Actual: "98%", Verdict: sla.Missed, Credit: 500, Breaches: []sla.BreachID{"june", "july"},
			}}
		}
		if command == sla.FollowedUp {
			doc.Actions = append(doc.Actions, sla.Action{No: len(doc.Actions) + 1, What: mark, Owner: "ada", Due: month.Until, Act: 2, Done: i + 1})
		}
		doc.Acts = append(doc.Acts, act)
	}
	return decoded[sla.Meeting](doc)
}
