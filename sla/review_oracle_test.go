package sla_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// raw is what happened, as plain lists: one promise of 99% a month to cara for each
// service, and what is recorded about it.
type raw struct {
	services   []ownership.ServiceID
	reviewDays int
	months     map[ownership.ServiceID]map[int]rawMonth // by month of 2026
	breaches   []rawBreach
	meetings   []rawMeeting
}

type rawMonth struct {
	watched   bool
	down      int // hours from the 2nd of the month on
	mood      int // on the 15th; 0: nobody asked
	explained bool
}

type rawBreach struct {
	id              sla.BreachID
	service         ownership.ServiceID
	month           int
	noticed         time.Time
	cause           bool
	action, actDone bool
	due             time.Time
}

type rawMeeting struct {
	service ownership.ServiceID
	at      time.Time
	held    bool
}

func monthStart(m int) time.Time { return time.Date(2026, time.Month(m), 1, 0, 0, 0, 0, time.UTC) }

func hoursOf(m int) int { return int(monthStart(m+1).Sub(monthStart(m)) / time.Hour) }

func agreementOf(s ownership.ServiceID) sla.AgreementID { return sla.AgreementID(s) + "-sla" }

func drawRaw(t *rapid.T) raw {
	r := raw{reviewDays: rapid.SampledFrom([]int{0, 30, 90}).Draw(t, "cadence"), months: map[ownership.ServiceID]map[int]rawMonth{}}
	for i := range rapid.IntRange(1, 3).Draw(t, "services") {
		s := ownership.ServiceID(fmt.Sprint("s", i))
		r.services = append(r.services, s)
		r.months[s] = map[int]rawMonth{}
		for m := 1; m <= 6; m++ {
			if rapid.IntRange(0, 3).Draw(t, "measured") > 0 {
				r.months[s][m] = rawMonth{
					rapid.IntRange(0, 3).Draw(t, "watched") > 0, rapid.SampledFrom([]int{0, 0, 3, 6, 7, 8, 30}).Draw(t, "down"),
					rapid.SampledFrom([]int{0, 0, 69, 70, 90}).Draw(t, "mood"), rapid.Bool().Draw(t, "explained"),
				}
			}
			if rapid.IntRange(0, 3).Draw(t, "breach") == 0 {
				noticed := monthStart(m+1).AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "noticed"))
				b := rawBreach{id: sla.BreachID(fmt.Sprint(s, m)), service: s, month: m, noticed: noticed, cause: rapid.Bool().Draw(t, "cause"), action: rapid.Bool().Draw(t, "action")}
				if b.action {
					b.actDone, b.due = rapid.Bool().Draw(t, "done"), noticed.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "due"))
				}
				r.breaches = append(r.breaches, b)
			}
			if rapid.IntRange(0, 3).Draw(t, "meeting") == 0 {
				r.meetings = append(r.meetings, rawMeeting{s, monthStart(m).AddDate(0, 0, rapid.IntRange(0, 27).Draw(t, "met")), rapid.Bool().Draw(t, "held")})
			}
		}
	}
	return r
}

// organisation knows everybody who acts here: sam and olga hold their roles everywhere.
func (r raw) register(t require.TestingT) *ownership.Register {
	facts := ownership.Facts{Parties: []ownership.Party{{ID: "olga", Kind: ownership.Person}, {ID: "sam", Kind: ownership.Person}}}
	var ledgers []ownership.Ledger
	for _, s := range r.services {
		facts.Services = append(facts.Services, ownership.Service{ID: s})
		facts.Areas = append(facts.Areas, ownership.Area{Scope: agreementOf(s).Scope(), Parents: []ownership.Parent{{Scope: ownership.ServiceScope(s)}}})
		l, err := ownership.Adopt(ownership.ServiceScope(s), "test", monthStart(1), ownership.Claim{Role: ownership.ServiceOwner, Holder: "olga"}, ownership.Claim{Role: ownership.ServiceLevelManager, Holder: "sam"})
		require.NoError(t, err)
		ledgers = append(ledgers, l)
	}
	reg, err := ownership.NewRegister(facts, slices.Values(ledgers))
	require.NoError(t, err)
	return reg
}

func (r raw) book(t require.TestingT) *sla.Book {
	reg := r.register(t)
	b := sla.NewBook(reg)
	for _, s := range r.services {
		a, err := sla.Adopt("test", monthStart(1), sla.Proposal{ID: agreementOf(s), Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{s}, Terms: sla.Terms{
			Validity: ownership.Period{From: monthStart(1)}, Targets: []sla.LevelTarget{monthly(99 * sla.Percent)}, ReviewDays: r.reviewDays,
		}})
		require.NoError(t, err)
		b = b.With(a)
		for m, had := range r.months[s] {
			f := sla.Figures{}
			if had.watched {
				f.Watched = []sla.Watch{{Period: ownership.Period{From: monthStart(m), Until: monthStart(m + 1)}}}
			}
			if had.down > 0 {
				from := monthStart(m).AddDate(0, 0, 1)
				f.Outages = []sla.Outage{outage(from, from.Add(time.Duration(had.down)*time.Hour))}
			}
			if had.mood > 0 {
				f.Readings = []sla.Reading{{Measure: sla.Satisfaction, At: monthStart(m).AddDate(0, 0, 14), Value: int64(had.mood)}}
			}
			rec, err := sla.Measurements{}.Import("test", monthStart(m+1), sla.MeasurementKey{Service: s, Month: sla.Month{Year: 2026, Month: time.Month(m)}}, f)
			require.NoError(t, err)
			if had.explained {
				rec, err = rec.Explain(reg, by("olga", monthStart(m+1)), "why")
				require.NoError(t, err)
			}
			b = b.WithMeasurements(rec)
		}
	}
	for _, x := range r.breaches {
		n, err := sla.Breach{}.Notice(reg, by("sam", x.noticed), sla.Broken{ID: x.id, Agreement: agreementOf(x.service), Target: "availability", Service: x.service, Period: ownership.Period{From: monthStart(x.month), Until: monthStart(x.month + 1)}})
		require.NoError(t, err)
		if x.cause {
			n, err = n.Explain(reg, by("olga", x.noticed), "why")
			require.NoError(t, err)
		}
		if x.action {
			n, err = n.Plan(reg, by("olga", x.noticed), planOf("olga", x.due))
			require.NoError(t, err)
		}
		if x.actDone {
			n, err = n.Complete(reg, by("olga", x.noticed), 1)
			require.NoError(t, err)
		}
		b = b.WithBreach(n)
	}
	for i, x := range r.meetings {
		m, err := sla.Meeting{}.CallMeeting(reg, by("sam", x.at), sla.Call{ID: sla.MeetingID(fmt.Sprint(i)), Kind: sla.InternalMeeting, Agreement: agreementOf(x.service), Period: ownership.Period{From: monthStart(1), Until: monthStart(2)}, At: x.at})
		require.NoError(t, err)
		if x.held {
			m, err = m.Hold(reg, by("sam", x.at), b, sla.Minutes{Present: []sla.Attendee{{Party: "sam", As: ownership.ServiceLevelManager}}})
			require.NoError(t, err)
		}
		b = b.WithMeeting(m)
	}
	return b
}

// naive reads the lists from end to end, once for every rule, and writes down code and
// service of what it finds.
func (r raw) naive(at time.Time) (found []string) {
	add := func(bad bool, code string, s ownership.ServiceID) {
		if bad {
			found = append(found, code+" "+string(s))
		}
	}
	missed := func(s ownership.ServiceID, m int) bool { return r.months[s][m].down*100 > hoursOf(m) }
	const oneDay = 24 * time.Hour
	for _, s := range r.services {
		last := int(at.Month()) - 1
		add(missed(s, last), "attainment.missed", s)
		for m := 1; m < int(at.Month()); m++ {
			recorded := slices.ContainsFunc(r.breaches, func(b rawBreach) bool { return b.service == s && b.month == m })
			add(missed(s, m) && !monthStart(m+1).After(at.Add(-14*oneDay)) && !recorded, "breach.unrecorded", s)
		}
		grace := at.Add(-10 * oneDay)
		settled := int(grace.Month()) - 1
		_, measured := r.months[s][settled]
		add(settled >= 1 && !measured, "measurement.missing", s)
		add(!r.months[s][last].watched && !missed(s, last) && !monthStart(last+1).After(grace), "attainment.no-data", s)
		mood, explained := 0, false
		for m := 1; m <= 6; m++ {
			asked := monthStart(m).AddDate(0, 0, 14)
			if v := r.months[s][m].mood; v > 0 && !asked.Before(at.Add(-90*oneDay)) && !asked.After(at) {
				mood, explained = v, false
			}
			explained = explained || r.months[s][m].explained
		}
		add(mood > 0 && mood < 70 && !explained, "satisfaction.unexplained", s)
		met := monthStart(1)
		for _, m := range r.meetings {
			if m.service != s {
				continue
			}
			if m.held && m.at.After(met) && !m.at.After(at) {
				met = m.at
			}
			add(!m.held && m.at.Before(at.Add(-7*oneDay)), "meeting.unrecorded", s)
		}
		add(r.reviewDays > 0 && met.Add(time.Duration(r.reviewDays)*oneDay).Before(at), "meeting.overdue", s)
	}
	for _, b := range r.breaches {
		add(!b.cause && b.noticed.Before(at.Add(-14*oneDay)), "breach.cause-missing", b.service)
		add(!b.action && b.noticed.Before(at.Add(-30*oneDay)), "breach.action-missing", b.service)
		add(b.action && !b.actDone && b.due.Before(at), "breach.action-overdue", b.service)
	}
	sort.Strings(found)
	return found
}

// TestReviewOracle: a review finds what a re-reading of the records finds, and parts of
// it, by rule and subject, find the same.
func TestReviewOracle(t *testing.T) {
	codes := []ownership.Code{
		"attainment.missed", "attainment.no-data", "breach.unrecorded", "breach.cause-missing", "breach.action-missing", "breach.action-overdue",
		"measurement.missing", "meeting.overdue", "meeting.unrecorded", "satisfaction.unexplained",
	}
	seen := map[ownership.Code]int{}
	rapid.Check(t, func(t *rapid.T) {
		r := drawRaw(t)
		b := r.book(t)
		at := monthStart(7).AddDate(0, 0, rapid.IntRange(0, 30).Draw(t, "day")).Add(time.Hour)
		var found []string
		for f := range b.Review(at, ownership.Selection{Codes: codes}).All() {
			s := f.Subject.ID
			if f.Subject.Kind == "meeting" {
				m, ok := b.Meeting(sla.MeetingID(s))
				require.True(t, ok)
				s = string(m.Call().Agreement)
			}
			s = strings.TrimSuffix(s, "-sla")
			found = append(found, string(f.Code)+" "+s)
			seen[f.Code]++
		}
		sort.Strings(found)
		require.Equal(t, r.naive(at), found)
		all := b.Review(at, ownership.Selection{})
		for _, code := range codes {
			require.Equal(t, b.Review(at, ownership.Selection{Codes: []ownership.Code{code}}).Of(code), all.Of(code))
		}
	})
	for _, code := range codes {
		require.Positive(t, seen[code], "%s was never found", code)
	}
}
