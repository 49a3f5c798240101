package slatest

import (
	"errors"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// month is the one whose measurements, breaches and meetings are drawn.
var month = sla.Month{Year: 2026, Month: time.June}

func instantIn(t *rapid.T, label string) time.Time {
	return month.Period().From.Add(time.Duration(rapid.IntRange(0, 30*24-1).Draw(t, label)) * time.Hour)
}

func stretch(t *rapid.T, label string) ownership.Period {
	from := instantIn(t, label)
	until := from.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, label+" hours")) * time.Hour)
	if end := month.Period().Until; until.After(end) {
		until = end
	}
	return ownership.Period{From: from, Until: until}
}

// Figures draws what may have been measured in June 2026, in any order, with what
// overlaps and is there twice.
func Figures() *rapid.Generator[sla.Figures] {
	return rapid.Custom(func(t *rapid.T) (f sla.Figures) {
		some := func(label string, add func()) {
			for range rapid.IntRange(0, 3).Draw(t, label) {
				add()
			}
		}
		class := rapid.SampledFrom([]string{"", "p1"})
		some("watches", func() {
			f.Watched = append(f.Watched, sla.Watch{Measure: rapid.SampledFrom([]sla.Measure{"", sla.Availability, sla.Response}).Draw(t, "watched"), Period: stretch(t, "watch")})
		})
		some("outages", func() {
			o := sla.Outage{ID: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "outage"), Period: stretch(t, "out")}
			if rapid.IntRange(0, 5).Draw(t, "goes on") == 0 {
				o.Until = time.Time{}
			}
			f.Outages = append(f.Outages, o)
		})
		some("maintenance", func() { f.Maintenance = append(f.Maintenance, stretch(t, "maintained")) })
		some("cases", func() {
			c := sla.Case{
				ID: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "case"), Measure: rapid.SampledFrom([]sla.Measure{sla.Response, sla.Resolution}).Draw(t, "of"),
				Class: class.Draw(t, "class"), Opened: instantIn(t, "opened"), Late: rapid.Bool().Draw(t, "late"),
			}
			c.Due = c.Opened.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "due")) * time.Hour)
			if rapid.Bool().Draw(t, "done") {
				c.Done = c.Opened.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "took")) * time.Hour)
			}
			f.Cases = append(f.Cases, c)
		})
		some("tallies", func() {
			n := rapid.Int64Range(0, 1000).Draw(t, "total")
			f.Tallies = append(f.Tallies, sla.Tally{Measure: "lost mails", Class: class.Draw(t, "class"), At: instantIn(t, "tallied"), Total: n, Part: rapid.Int64Range(0, n).Draw(t, "part")})
		})
		some("readings", func() {
			f.Readings = append(f.Readings, sla.Reading{Measure: sla.Satisfaction, At: instantIn(t, "read"), Value: rapid.Int64Range(0, 100).Draw(t, "value")})
		})
		return f
	})
}

// A walk is a record that is being drawn by commands, about one a day.
type walk[V any] struct {
	t  *rapid.T
	v  V
	at time.Time
}

// try takes what the command returns; a refusal changes nothing, as it should be.
func (w *walk[V]) try(op string, command func(ownership.Who) (V, error)) {
	w.at = w.at.Add(time.Duration(rapid.IntRange(0, 48).Draw(w.t, "hours")) * time.Hour)
	next, err := command(ownership.Who{By: "sam", At: w.at})
	if err == nil {
		w.v = next
	} else if !errors.Is(err, ownership.ErrRefused) && !errors.Is(err, ownership.ErrInvalid) {
		w.t.Fatalf("slatest: %s: %v", op, err)
	}
}

func newWalk[V any](t *rapid.T) *walk[V] { return &walk[V]{t: t, at: month.Period().Until} }

// Measurements draws those of a service of [Organisation] in June 2026, with one to
// eight acts.
func Measurements() *rapid.Generator[sla.Measurements] {
	return rapid.Custom(func(t *rapid.T) sla.Measurements {
		w := newWalk[sla.Measurements](t)
		key := sla.MeasurementKey{Service: rapid.SampledFrom(services).Draw(t, "service"), Month: month}
		w.try("record", func(who ownership.Who) (sla.Measurements, error) {
			return w.v.Record(organisation, who, key, Figures().Draw(t, "figures"))
		})
		for range rapid.IntRange(0, 7).Draw(t, "acts") {
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				w.try("record", func(who ownership.Who) (sla.Measurements, error) {
					return w.v.Record(organisation, who, key, Figures().Draw(t, "figures"))
				})
			case 1:
				w.try("restate", func(who ownership.Who) (sla.Measurements, error) {
					return w.v.Restate(organisation, who, key, Figures().Draw(t, "figures"), "counted again")
				})
			case 2:
				w.try("import", func(who ownership.Who) (sla.Measurements, error) {
					return w.v.Import("probe", who.At, key, Figures().Draw(t, "figures"))
				})
			default:
				w.try("explain", func(who ownership.Who) (sla.Measurements, error) {
					return w.v.Explain(organisation, who, "a slow client")
				})
			}
		}
		return w.v
	})
}

// Breaches draws breaches of the agreement "drawn" of [Organisation], from one that was
// just noticed to some that were closed and taken up again.
func Breaches() *rapid.Generator[sla.Breach] {
	return rapid.Custom(func(t *rapid.T) sla.Breach {
		w := newWalk[sla.Breach](t)
		of := sla.Broken{ID: "b", Agreement: "drawn", Target: "t0", Service: rapid.SampledFrom(services[:2]).Draw(t, "service"), Period: month.Period()}
		w.try("notice", func(who ownership.Who) (sla.Breach, error) {
			if rapid.Bool().Draw(t, "taken over") {
				return w.v.TakeOver("log", who.At, of)
			}
			return w.v.Notice(organisation, who, of)
		})
		steps := []func(ownership.Who) (sla.Breach, error){
			func(who ownership.Who) (sla.Breach, error) { return w.v.Explain(organisation, who, "no fuel") },
			func(who ownership.Who) (sla.Breach, error) {
				return w.v.Plan(organisation, who, sla.PlanAction{What: "buy some", Owner: "sam", Due: who.At.AddDate(0, 0, rapid.IntRange(0, 30).Draw(t, "due"))})
			},
			func(who ownership.Who) (sla.Breach, error) {
				return w.v.Complete(organisation, who, rapid.IntRange(1, 3).Draw(t, "action"))
			},
			func(who ownership.Who) (sla.Breach, error) { return w.v.Close(organisation, who, "") },
			func(who ownership.Who) (sla.Breach, error) { return w.v.Reopen(organisation, who, "again") },
		}
		for range rapid.IntRange(0, 10).Draw(t, "acts") {
			i := rapid.IntRange(0, len(steps)-1).Draw(t, "step")
			w.try(fmt.Sprint("step ", i), steps[i])
		}
		return w.v
	})
}

// Meetings draws reviews of the agreement of the book and of its services, planned, held
// and called off. Those that are held look at what the book knows.
func Meetings(book *sla.Book, agreement sla.AgreementID) *rapid.Generator[sla.Meeting] {
	return rapid.Custom(func(t *rapid.T) sla.Meeting {
		w := newWalk[sla.Meeting](t)
		call := sla.Call{ID: "m", Kind: rapid.SampledFrom([]sla.MeetingKind{sla.ExternalMeeting, sla.InternalMeeting}).Draw(t, "kind"), Agreement: agreement, Period: month.Period(), At: w.at.AddDate(0, 0, 3)}
		if rapid.IntRange(0, 3).Draw(t, "of a service") == 0 {
			call.Agreement, call.Service = "", rapid.SampledFrom(services[:2]).Draw(t, "service")
		}
		w.try("call", func(who ownership.Who) (sla.Meeting, error) { return w.v.CallMeeting(organisation, who, call) })
		steps := []func(ownership.Who) (sla.Meeting, error){
			func(who ownership.Who) (sla.Meeting, error) {
				return w.v.Move(organisation, who, who.At.AddDate(0, 0, rapid.IntRange(0, 9).Draw(t, "to")))
			},
			func(who ownership.Who) (sla.Meeting, error) {
				m := sla.Minutes{Present: []sla.Attendee{{Party: "sam", As: ownership.ServiceLevelManager}}, Notes: "all well"}
				if rapid.Bool().Draw(t, "customer") {
					m.Present = append(m.Present, sla.Attendee{Party: "cara", As: ownership.Customer})
				}
				for range rapid.IntRange(0, 2).Draw(t, "actions") {
					m.Actions = append(m.Actions, sla.PlanAction{What: "ask", Owner: "sam", Due: who.At})
				}
				return w.v.Hold(organisation, who, book, m)
			},
			func(who ownership.Who) (sla.Meeting, error) {
				return w.v.FollowUp(organisation, who, rapid.IntRange(1, 2).Draw(t, "action"))
			},
			func(who ownership.Who) (sla.Meeting, error) { return w.v.CallOff(organisation, who, "nobody can come") },
		}
		for range rapid.IntRange(0, 6).Draw(t, "acts") {
			i := rapid.SampledFrom([]int{0, 1, 1, 2, 2, 2, 3}).Draw(t, "step")
			w.try(fmt.Sprint("step ", i), steps[i])
		}
		return w.v
	})
}
