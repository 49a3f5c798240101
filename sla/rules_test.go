package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// A ruleCase is a book in which a rule finds something, or nearly.
type ruleCase struct {
	code    ownership.Code
	name    string
	subject string // empty: a near miss, in which the rule finds nothing
	path    string
	at      time.Time
	book    func(t testing.TB) *sla.Book
}

// ruleCases are all cases, those of each file of rules in a list of their own.
func ruleCases() []ruleCase {
	return slices.Concat(
		agreementCases(),
		measurementCases(), trackCases(), underpinningCases(),
	)
}

// TestRules holds every rule to what it finds and to what it leaves alone.
func TestRules(t *testing.T) {
	hits, misses := map[ownership.Code]int{}, map[ownership.Code]int{}
	for _, c := range ruleCases() {
		t.Run(string(c.code)+"/"+c.name, func(t *testing.T) {
			book := c.book(t)
			found := book.Review(c.at, ownership.Selection{}).Of(c.code)
			if c.subject == "" {
				misses[c.code]++
				assert.Empty(t, found)
				return
			}
			hits[c.code]++
			subject, err := ownership.ParseSubject(c.subject)
			require.NoError(t, err)
			i := slices.IndexFunc(found, func(f ownership.Finding) bool { return f.Subject == subject && f.Path == c.path })
			require.GreaterOrEqual(t, i, 0, "%v", found)
			assert.NotContains(t, found[i].Text()+found[i].Remedy(), "{", "an argument is missing")
			// A gate runs one rule on one subject and sees the same.
			gate := book.Review(c.at, ownership.Selection{Codes: []ownership.Code{c.code}, Subjects: []ownership.Subject{subject}})
			if gate.Ran(c.code, subject) { // folding rules need the whole
				assert.Equal(t, gate.Of(c.code), slices.DeleteFunc(found, func(f ownership.Finding) bool { return f.Subject != subject }))
			}
		})
	}
	for _, r := range sla.Rules() {
		assert.Positive(t, hits[r.Code], "nothing that rule %s finds", r.Code)
		assert.Positive(t, misses[r.Code], "nothing that rule %s leaves alone", r.Code)
		for _, s := range r.Sources {
			assert.NotEmpty(t, s.Text(), "%s names %s", r.Code, s)
		}
	}
}

// promise is an agreement by which mail is promised to cara, in force from 2026 on.
func promise(t testing.TB, change ...func(*sla.Proposal)) sla.Agreement {
	t.Helper()
	p := sla.Proposal{
		ID: mailSLA, Name: "Mail for Cara", Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{"mail"},
		Terms: sla.Terms{
			Validity: ownership.Period{From: at(t, "2026-01-01T00:00:00Z")},
			Targets: []sla.LevelTarget{{
				ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: 99 * sla.Percent}, Cycle: sla.MonthlyIn("UTC"),
			}},
		},
	}
	for _, c := range change {
		c(&p)
	}
	a, err := sla.Adopt("test", p.Terms.Validity.From, p)
	require.NoError(t, err)
	return a
}

// measured are the measurements of mail in a month.
func measured(t testing.TB, month string, f sla.Figures) sla.Measurements {
	t.Helper()
	m, err := sla.ParseMonth(month)
	require.NoError(t, err)
	out, err := sla.Measurements{}.Import("test", m.Period().Until, sla.MeasurementKey{Service: "mail", Month: m}, f)
	require.NoError(t, err)
	return out
}

func measurementCases() []ruleCase {
	promised := func(records ...sla.Measurements) func(testing.TB) *sla.Book {
		return func(t testing.TB) *sla.Book {
			b := sla.NewBook(nil, promise(t))
			for _, m := range records {
				b = b.WithMeasurements(m)
			}
			return b
		}
	}
	const code = "measurement.missing"
	july := time.Date(2026, 7, 20, 0, 0, 0, 0, time.UTC)
	return []ruleCase{
		{code: code, name: "nothing measured", subject: "service:mail", path: "measurements[2026-06]", at: july, book: promised()},
		{code: code, name: "another month", subject: "service:mail", path: "measurements[2026-06]", at: july, book: func(t testing.TB) *sla.Book {
			return promised(measured(t, "2026-05", sla.Figures{}), measured(t, "2026-07", sla.Figures{}))(t)
		}},
		{code: code, name: "measured", at: july, book: func(t testing.TB) *sla.Book { return promised(measured(t, "2026-06", sla.Figures{}))(t) }},
		{code: code, name: "still in grace", at: july.AddDate(0, 0, -10).Add(-time.Nanosecond), book: func(t testing.TB) *sla.Book {
			return promised(measured(t, "2026-05", sla.Figures{}))(t)
		}},
		{code: code, name: "nothing promised", at: july, book: func(t testing.TB) *sla.Book {
			return sla.NewBook(nil).WithMeasurements(measured(t, "2026-01", sla.Figures{}))
		}},
		{code: code, name: "promised since the middle of the month", at: july, book: func(t testing.TB) *sla.Book {
			return sla.NewBook(nil, promise(t, func(p *sla.Proposal) { p.Terms.Validity.From = at(t, "2026-06-10T00:00:00Z") }))
		}},
	}
}
