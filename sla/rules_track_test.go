package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// trackCases are about what was measured, missed and met about.
func trackCases() []ruleCase {
	july := func(d int) time.Time { return time.Date(2026, 7, d, 12, 0, 0, 0, time.UTC) }
	watched := []sla.Watch{{Period: wholeJune}}
	missed := sla.Figures{Watched: watched, Outages: []sla.Outage{outage(june(1, 0), june(2, 0))}}
	// book is that of the promise of 99% to cara, with what was measured in June.
	book := func(f sla.Figures, more ...func(testing.TB, *sla.Book) *sla.Book) func(testing.TB) *sla.Book {
		return func(t testing.TB) *sla.Book {
			b := sla.NewBook(world(t), promise(t, withTargets(monthly(99*sla.Percent)), func(p *sla.Proposal) { p.Terms.ReviewDays = 90 })).
				WithMeasurements(measured(t, "2026-06", f))
			for _, m := range more {
				b = m(t, b)
			}
			return b
		}
	}
	type step func(testing.TB, *ownership.Register, sla.Breach) sla.Breach
	breach := func(steps ...step) func(testing.TB, *sla.Book) *sla.Book {
		return func(t testing.TB, b *sla.Book) *sla.Book {
			n, err := sla.Breach{}.Notice(b.Register(), by("sam", july(1)), broken("june"))
			require.NoError(t, err)
			for _, s := range steps {
				n = s(t, b.Register(), n)
			}
			return b.WithBreach(n)
		}
	}
	explain := func(t testing.TB, reg *ownership.Register, n sla.Breach) sla.Breach {
		n, err := n.Explain(reg, by("olga", july(1)), "why")
		require.NoError(t, err)
		return n
	}
	plan := func(owner ownership.PartyID, due int) step {
		return func(t testing.TB, reg *ownership.Register, n sla.Breach) sla.Breach {
			n, err := n.Plan(reg, by("olga", july(1)), planOf(owner, july(due)))
			require.NoError(t, err)
			return n
		}
	}
	complete := func(t testing.TB, reg *ownership.Register, n sla.Breach) sla.Breach {
		n, err := n.Complete(reg, by("olga", july(1)), 1)
		require.NoError(t, err)
		return n
	}
	// meeting is called for the 3rd and, with somebody present, held on it.
	meeting := func(kind sla.MeetingKind, actions []sla.PlanAction, present ...sla.Attendee) func(testing.TB, *sla.Book) *sla.Book {
		return func(t testing.TB, b *sla.Book) *sla.Book {
			call := callOf("m")
			call.Kind, call.At = kind, july(3)
			m, err := sla.Meeting{}.CallMeeting(b.Register(), by("sam", july(1)), call)
			require.NoError(t, err)
			if len(present) > 0 {
				m, err = m.Hold(b.Register(), by("sam", july(3)), b, sla.Minutes{Present: present, Actions: actions})
				require.NoError(t, err)
			}
			return b.WithMeeting(m)
		}
	}
	// ownReview is that of the service itself, over June, called for the 3rd.
	ownReview := func(actions []sla.PlanAction, present ...sla.Attendee) func(testing.TB, *sla.Book) *sla.Book {
		return func(t testing.TB, b *sla.Book) *sla.Book {
			m, err := sla.Meeting{}.CallMeeting(b.Register(), by("olga", july(1)), sla.Call{ID: "m", Kind: sla.ExternalMeeting, Service: mail, Period: wholeJune, At: july(3)})
			require.NoError(t, err)
			if len(present) > 0 {
				m, err = m.Hold(b.Register(), by("olga", july(3)), b, sla.Minutes{Present: present, Actions: actions})
				require.NoError(t, err)
			}
			return b.WithMeeting(m)
		}
	}
	user := sla.Attendee{Party: "ulla", As: ownership.User}
	unrelated := func(t testing.TB, b *sla.Book) *sla.Book {
		return b.WithRegister(world(t, claimed(ownership.ServiceScope(mail), ownership.ServiceLevelManager, "nick"), claimed(ownership.ServiceScope(mail), ownership.ServiceOwner, "nick"), claimed(ownership.ServiceScope(mail), ownership.ServiceOwnerDeputy, "nick")))
	}
	recorded := func(t testing.TB, b *sla.Book) *sla.Book {
		m, err := sla.Measurements{}.Record(b.Register(), by("sam", july(1)), sla.MeasurementKey{Service: mail, Month: sla.MonthOf(june(1, 0))}, missed)
		require.NoError(t, err)
		return b.WithMeasurements(m)
	}
	mood := func(values ...int64) sla.Figures {
		f := sla.Figures{Watched: watched}
		for i, v := range values {
			f.Readings = append(f.Readings, sla.Reading{Measure: sla.Satisfaction, At: june(10+i, 0), Value: v})
		}
		return f
	}
	explained := func(t testing.TB, b *sla.Book) *sla.Book {
		m, ok := b.Measurements(mail, sla.MonthOf(june(1, 0)))
		require.True(t, ok)
		m, err := m.Explain(b.Register(), by("olga", july(1)), "the old client")
		require.NoError(t, err)
		return b.WithMeasurements(m)
	}
	later := func(f sla.Figures) func(testing.TB, *sla.Book) *sla.Book {
		return func(t testing.TB, b *sla.Book) *sla.Book { return b.WithMeasurements(measured(t, "2026-07", f)) }
	}
	julyWatch := []sla.Watch{{Period: ownership.Period{From: wholeJune.Until, Until: wholeJune.Until.AddDate(0, 1, 0)}}}
	down := func(from time.Time, length time.Duration) func(testing.TB, *sla.Book) *sla.Book {
		return later(sla.Figures{Watched: julyWatch, Outages: []sla.Outage{outage(from, from.Add(length))}})
	}
	quiet := sla.Figures{Watched: watched}
	const path = "agreements[mail-sla].targets[availability]"
	const service, agreement, met = "service:mail", "agreement:mail-sla", "meeting:m"
	return []ruleCase{
		{"attainment.missed", "a day of June", service, path, july(2), book(missed)},
		{"attainment.missed", "just kept", "", "", july(2), book(sla.Figures{Watched: watched, Outages: []sla.Outage{outage(june(1, 0), june(1, 7))}})},
		{"attainment.missed", "the month before", "", "", july(2).AddDate(0, 1, 0), book(missed)},
		{"attainment.no-data", "never watched", service, path, july(20), book(sla.Figures{})},
		{"attainment.no-data", "a zone that nobody knows", service, path, july(2), func(t testing.TB) *sla.Book {
			target := monthly(99 * sla.Percent)
			target.Cycle = sla.MonthlyIn("Europe/Berlin")
			return sla.NewBook(nil, promise(t, withTargets(target)))
		}},
		{"attainment.no-data", "in grace", "", "", july(10), book(sla.Figures{})},
		{"attainment.no-data", "watched", "", "", july(20), book(quiet)},
		{"attainment.lost", "eight hours of July", service, path, july(3), book(quiet, down(july(1), 8*time.Hour))},
		{"attainment.lost", "seven hours of July", "", "", july(3), book(quiet, down(july(1), 7*time.Hour))},
		{"attainment.budget", "seven hours of July", service, path, july(3), book(quiet, down(july(1), 7*time.Hour))},
		{"attainment.budget", "lost, which is another rule", "", "", july(3), book(quiet, down(july(1), 8*time.Hour))},
		{"attainment.budget", "five hours of July", "", "", july(3), book(quiet, down(july(1), 5*time.Hour))},
		{"attainment.burning", "down since noon", service, path, july(3).Add(20 * time.Minute), book(quiet, down(july(3), time.Hour))},
		{"attainment.burning", "over for a day", "", "", july(4), book(quiet, down(july(3).Add(-time.Hour), 10*time.Minute))},

		{"breach.unrecorded", "nothing done", service, path, july(16), book(missed)},
		{"breach.unrecorded", "months ago", service, path, july(1).AddDate(0, 4, 0), book(missed)},
		{"breach.unrecorded", "not yet", "", "", july(14), book(missed)},
		{"breach.unrecorded", "recorded", "", "", july(16), book(missed, breach())},
		{"breach.unrecorded", "the last four weeks, recorded days ago", "", "", july(20), func(t testing.TB) *sla.Book {
			rolling := monthly(99 * sla.Percent)
			rolling.Cycle = sla.RollingIn(28, "UTC")
			of := broken("june")
			of.Period = ownership.Period{From: june(1, 0), Until: june(29, 0)}
			n, err := sla.Breach{}.Notice(world(t), by("sam", july(1)), of)
			require.NoError(t, err)
			down := sla.Figures{Watched: watched, Outages: []sla.Outage{outage(june(15, 0), june(16, 0))}}
			return sla.NewBook(world(t), promise(t, withTargets(rolling))).WithMeasurements(measured(t, "2026-06", down)).WithBreach(n)
		}},
		{"breach.unrecorded", "recorded before the agreement ended within the month", "", "", july(16), func(t testing.TB) *sla.Book {
			b := book(missed, breach())(t)
			return b.With(promise(t, withTargets(monthly(99*sla.Percent)), func(p *sla.Proposal) { p.Terms.Validity.Until = june(20, 0) }))
		}},
		{"breach.unrecorded", "the years around it, which no month is", service, path, july(16), func(t testing.TB) *sla.Book {
			of := broken("june")
			of.Period = ownership.Period{From: june(1, 0).AddDate(-1, 0, 0), Until: july(1)}
			n, err := sla.Breach{}.Notice(world(t), by("sam", july(1)), of)
			require.NoError(t, err)
			return book(missed)(t).WithBreach(n)
		}},
		{"breach.unrecorded", "kept", "", "", july(16), book(quiet)},
		{"breach.cause-missing", "two weeks", service, "breaches[june]", july(16), book(missed, breach())},
		{"breach.cause-missing", "not yet", "", "", july(15), book(missed, breach())},
		{"breach.cause-missing", "known", "", "", july(16), book(missed, breach(explain))},
		{"breach.action-missing", "a month", service, "breaches[june]", july(32), book(missed, breach(explain))},
		{"breach.action-missing", "not yet", "", "", july(31), book(missed, breach(explain))},
		{"breach.action-missing", "planned", "", "", july(32), book(missed, breach(explain, plan("nick", 40)))},
		{"breach.action-overdue", "late", service, "breaches[june].actions[1]", july(21), book(missed, breach(plan("nick", 20)))},
		{"breach.action-overdue", "on the day", "", "", july(20), book(missed, breach(plan("nick", 20)))},
		{"breach.action-overdue", "done", "", "", july(21), book(missed, breach(plan("nick", 20), complete))},
		{"breach.action-unowned", "a unit", service, "breaches[june].actions[1]", july(2), book(missed, breach(plan("infra", 20)))},
		{"breach.action-unowned", "nobody known", service, "breaches[june].actions[1]", july(2), book(missed, breach(plan("xaver", 20)))},
		{"breach.action-unowned", "a person", "", "", july(2), book(missed, breach(plan("nick", 20)))},
		{"breach.action-unowned", "done", "", "", july(2), book(missed, breach(plan("infra", 20), complete))},
		{"breach.unauthorised", "others held the roles", service, "breaches[june].acts[0]", july(2), book(missed, breach(explain), unrelated)},
		{"breach.unauthorised", "as recorded", "", "", july(2), book(missed, breach(explain, plan("nick", 20), complete))},
		{"measurement.unauthorised", "another held the role", service, "measurements[2026-06].acts[0]", july(2), book(missed, recorded, unrelated)},
		{"measurement.unauthorised", "as recorded", "", "", july(2), book(missed, recorded)},
		{"measurement.unauthorised", "imported", "", "", july(2), book(missed, unrelated)},

		{"meeting.overdue", "never met", agreement, "meetings", july(2), book(quiet)},
		{"meeting.overdue", "just met", "", "", july(4), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"meeting.overdue", "met long ago", agreement, "meetings", july(3).AddDate(0, 0, 91), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"meeting.overdue", "on the day", "", "", july(3).AddDate(0, 0, 90), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"meeting.overdue", "no cadence", "", "", july(2), func(t testing.TB) *sla.Book { return sla.NewBook(nil, promise(t)) }},
		{"meeting.unrecorded", "a week", met, "", july(11), book(quiet, meeting(sla.ExternalMeeting, nil))},
		{"meeting.unrecorded", "not yet", "", "", july(10), book(quiet, meeting(sla.ExternalMeeting, nil))},
		{"meeting.unrecorded", "held", "", "", july(11), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"meeting.incomplete", "held over another book", met, "rows", july(11), func(t testing.TB) *sla.Book {
			full := book(quiet)(t)
			empty := meeting(sla.ExternalMeeting, nil, bothSides...)(t, sla.NewBook(full.Register()))
			m, ok := empty.Meeting("m")
			require.True(t, ok)
			return full.WithMeeting(m)
		}},
		{"meeting.incomplete", "every target", "", "", july(11), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"meeting.incomplete", "measured anew since", "", "", july(11), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...), recorded)},
		{"meeting.one-sided", "no customer", met, "present", july(4), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides[0]))},
		{"meeting.one-sided", "no provider", met, "present", july(4), book(quiet, meeting(sla.InternalMeeting, nil, bothSides[1]))},
		{"meeting.one-sided", "among ourselves", "", "", july(4), book(quiet, meeting(sla.InternalMeeting, nil, bothSides[0]))},
		{"meeting.one-sided", "both", "", "", july(4), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"meeting.action-overdue", "late", met, "actions[1]", july(21), book(quiet, meeting(sla.ExternalMeeting, []sla.PlanAction{planOf("olga", july(20))}, bothSides...))},
		{"meeting.action-overdue", "on the day", "", "", july(20), book(quiet, meeting(sla.ExternalMeeting, []sla.PlanAction{planOf("olga", july(20))}, bothSides...))},
		{"meeting.unauthorised", "others held the roles", met, "acts[0]", july(4), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...), unrelated)},
		{"meeting.unauthorised", "as recorded", "", "", july(4), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"meeting.overdue", "in force anew", "", "", july(10), func(t testing.TB) *sla.Book { return sla.NewBook(nil, renewed(t)) }},
		{"meeting.overdue", "in force anew for long", agreement, "meetings", july(2).AddDate(0, 0, 91), func(t testing.TB) *sla.Book { return sla.NewBook(nil, renewed(t)) }},
		{"meeting.overdue", "adopted, and nobody knows since when", "", "", july(10), func(t testing.TB) *sla.Book { return sla.NewBook(nil, timeless(t, july(1))) }},

		// What holds for reviews of agreements holds for those of a service itself.
		{"meeting.unrecorded", "of the service itself", met, "", july(11), book(quiet, ownReview(nil))},
		{"meeting.action-overdue", "of the service itself", met, "actions[1]", july(21), book(quiet, ownReview([]sla.PlanAction{planOf("olga", july(20))}, user))},
		{"meeting.one-sided", "of the service itself", met, "present", july(4), book(quiet, ownReview(nil, user))},
		{"meeting.one-sided", "of the service itself, with users", "", "", july(4), book(quiet, ownReview(nil, user, bothSides[0]))},
		{"meeting.unauthorised", "of the service itself", met, "acts[0]", july(4), book(quiet, ownReview(nil, bothSides...), unrelated)},
		{"meeting.incomplete", "of the service itself", met, "rows", july(11), func(t testing.TB) *sla.Book {
			full := book(quiet)(t)
			m, ok := ownReview(nil, bothSides...)(t, sla.NewBook(full.Register())).Meeting("m")
			require.True(t, ok)
			return full.WithMeeting(m)
		}},

		{"meeting.unknown", "an agreement that is none", met, "agreement", july(4), func(t testing.TB) *sla.Book {
			m, ok := book(quiet, meeting(sla.ExternalMeeting, nil))(t).Meeting("m")
			require.True(t, ok)
			return sla.NewBook(world(t)).WithMeeting(m)
		}},
		{"meeting.unknown", "a service that is none", met, "service", july(4), func(t testing.TB) *sla.Book {
			return book(quiet, ownReview(nil))(t).WithRegister(nil)
		}},
		{"meeting.unknown", "somebody invited", met, "invited[0]", july(4), func(t testing.TB) *sla.Book {
			return book(quiet, meeting(sla.ExternalMeeting, nil))(t).WithRegister(nil)
		}},
		{"meeting.unknown", "somebody there", met, "present[2].party", july(4), book(quiet, meeting(sla.ExternalMeeting, nil, append(bothSides[:2:2], sla.Attendee{Party: "xaver", As: ownership.User})...))},
		{"meeting.unknown", "somebody who is to do something", met, "actions[1].owner", july(4), book(quiet, meeting(sla.ExternalMeeting, []sla.PlanAction{planOf("xaver", july(20))}, bothSides...))},
		{"meeting.unknown", "all known", "", "", july(4), book(quiet, meeting(sla.ExternalMeeting, []sla.PlanAction{planOf("olga", july(20))}, bothSides...))},

		{"breach.unknown", "an agreement that is none", service, "breaches[june].agreement", july(2), func(t testing.TB) *sla.Book { return breach()(t, sla.NewBook(world(t))) }},
		{"breach.unknown", "a target that is none", service, "breaches[june].target", july(2), func(t testing.TB) *sla.Book {
			other := monthly(99 * sla.Percent)
			other.ID = "other"
			return breach()(t, sla.NewBook(world(t), promise(t, withTargets(other))))
		}},
		{"breach.unknown", "a service that is none", service, "breaches[june].service", july(2), func(t testing.TB) *sla.Book { return book(missed, breach())(t).WithRegister(nil) }},
		{"breach.unknown", "all known", "", "", july(2), book(missed, breach())},

		{"review.missing", "half a year", service, "meetings", july(15), book(quiet)},
		{"review.missing", "not promised that long", "", "", july(5), book(quiet)},
		{"review.missing", "met", "", "", july(15), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"review.without-users", "a year", service, "meetings", july(2).AddDate(1, 0, 0), book(quiet, meeting(sla.ExternalMeeting, nil, bothSides...))},
		{"review.without-users", "heard", "", "", july(2).AddDate(1, 0, 0), book(quiet, meeting(sla.ExternalMeeting, nil, append(bothSides[:2:2], user)...))},
		{"satisfaction.unexplained", "low", service, "measurements[2026-06]", july(2), book(mood(69))},
		{"satisfaction.unexplained", "fell", service, "measurements[2026-06]", july(2), book(mood(90, 50))},
		{"satisfaction.unexplained", "enough", "", "", july(2), book(mood(70))},
		{"satisfaction.unexplained", "rose", "", "", july(2), book(mood(20, 90))},
		{"satisfaction.unexplained", "explained", "", "", july(2), book(mood(20), explained)},
		{"satisfaction.unexplained", "long ago", "", "", july(2).AddDate(0, 0, 90), book(mood(20))},
		{"satisfaction.unexplained", "better since", "", "", july(20), book(mood(20), later(sla.Figures{Readings: []sla.Reading{{Measure: sla.Satisfaction, At: july(1), Value: 80}}}))},
	}
}

// renewed is a promise with a review every 90 days that expired in spring and is in force
// again from July on.
func renewed(t testing.TB) sla.Agreement {
	t.Helper()
	reg, p := world(t), proposalOf(sla.SLA)
	p.Kind = sla.SLA
	p.Terms.Validity = ownership.Period{From: june(1, 0).AddDate(0, -5, 0), Until: june(1, 0).AddDate(0, -2, 0)}
	p.Terms.ReviewDays = 90
	a, err := sla.Adopt("test", p.Terms.Validity.From, p)
	require.NoError(t, err)
	again := p.Terms
	again.Validity = ownership.Period{From: wholeJune.Until}
	for i, step := range []func(ownership.Who) (sla.Agreement, error){
		func(w ownership.Who) (sla.Agreement, error) { return a.Revise(reg, w, again, "anew") },
		func(w ownership.Who) (sla.Agreement, error) {
			return a.Assess(reg, w, []sla.Capability{able(mail, sla.Whole)}, utcZones)
		},
		func(w ownership.Who) (sla.Agreement, error) {
			return a.Commit(reg, by("olga", w.At), mail, ownership.Quantity{})
		},
		func(w ownership.Who) (sla.Agreement, error) { return a.Sign(reg, w, sla.ForProvider) },
		func(w ownership.Who) (sla.Agreement, error) {
			return a.Sign(reg, by("cara", w.At), sla.ForCounterparty)
		},
		func(w ownership.Who) (sla.Agreement, error) { return a.Activate(reg, w) },
	} {
		next, err := step(by("sam", june(10+i, 0)))
		require.NoError(t, err)
		a = next
	}
	return a
}

// timeless is adopted at the instant, without a beginning.
func timeless(t testing.TB, when time.Time) sla.Agreement {
	t.Helper()
	a, err := sla.Adopt("test", when, sla.Proposal{
		ID: mailSLA, Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{mail},
		Terms: sla.Terms{Targets: []sla.LevelTarget{monthly(99 * sla.Percent)}, ReviewDays: 90},
	})
	require.NoError(t, err)
	return a
}
