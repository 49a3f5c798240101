package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// mailOn is a book in which mail depends on auth, and auth on the net.
func mailOn(agreements func(t testing.TB) []sla.Agreement) func(testing.TB) *sla.Book {
	return func(t testing.TB) *sla.Book {
		reg := registerOf(t, stands("mail", "auth"), stands("auth", "net"), stands("net"), stands("alone"))
		return sla.NewBook(reg, agreements(t)...)
	}
}

// underpinningCases have one case and one near miss of every rule.
func underpinningCases() []ruleCase {
	var out []ruleCase
	add := func(code ownership.Code, name, subject, path string, agreements func(t testing.TB) []sla.Agreement) {
		out = append(out, ruleCase{code: code, name: name, subject: subject, path: path, at: underAt, book: mailOn(agreements)})
	}
	// A change to a target, and the agreements with it on the side of auth.
	with := func(targets ...func(*sla.LevelTarget)) func(t testing.TB) []sla.Agreement {
		return func(t testing.TB) []sla.Agreement {
			l := within(sla.Response, time.Hour)
			for _, change := range targets {
				change(&l)
			}
			return []sla.Agreement{promised(t, "mail", within(sla.Response, time.Hour)), supported(t, "mail", "auth", l), supported(t, "auth", "net", l)}
		}
	}
	const first = "dependencies[0]"
	chain := func(promise, auth, net string) func(t testing.TB) []sla.Agreement {
		return func(t testing.TB) []sla.Agreement {
			out := []sla.Agreement{promised(t, "mail", upTo(t, promise)), supported(t, "mail", "auth", upTo(t, auth))}
			if net != "" {
				out = append(out, supported(t, "auth", "net", upTo(t, net)))
			}
			return out
		}
	}

	add("underpinning.missing", "no agreement", "service:mail", first, func(t testing.TB) []sla.Agreement {
		return []sla.Agreement{supported(t, "auth", "net")}
	})
	add("underpinning.missing", "for another service", "service:auth", first, func(t testing.TB) []sla.Agreement {
		return []sla.Agreement{supported(t, "mail", "auth"), supported(t, "mail", "net")}
	})
	add("underpinning.missing", "ended", "", "", func(t testing.TB) []sla.Agreement {
		return []sla.Agreement{over(t, supported(t, "mail", "auth")), supported(t, "auth", "net")}
	})
	add("underpinning.inactive", "ended", "service:mail", first, func(t testing.TB) []sla.Agreement {
		return []sla.Agreement{over(t, supported(t, "mail", "auth"))}
	})
	add("underpinning.inactive", "in force", "", "", func(t testing.TB) []sla.Agreement {
		return []sla.Agreement{supported(t, "mail", "auth")}
	})

	add("underpinning.weak", "less by the last link", "service:mail", "", chain("99.9%", "99.95%", "99.94%"))
	add("underpinning.weak", "just enough", "", "", chain("99.9%", "100%", "99.9%"))
	add("underpinning.weak", "nobody knows", "", "", chain("99.9%", "99.95%", ""))
	add("underpinning.open", "nothing is promised of the last link", "service:mail", "", chain("99.9%", "99.95%", ""))
	add("underpinning.open", "weak whatever is promised", "", "", chain("99.9%", "99%", ""))
	add("underpinning.open", "found as missing", "", "", func(t testing.TB) []sla.Agreement {
		return []sla.Agreement{promised(t, "mail", upTo(t, "99.9%")), supported(t, "auth", "net", upTo(t, "99.9%"))}
	})

	add("underpinning.silent", "another measure", "service:mail", first, with(func(l *sla.LevelTarget) { l.Measure = sla.Resolution }))
	add("underpinning.silent", "the same measure", "", "", with())
	add("underpinning.silent", "a measure of the customer's own", "", "", func(t testing.TB) []sla.Agreement {
		own := struck(t, sla.Proposal{
			ID: "mail-sla", Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{"mail"},
			Terms: sla.Terms{
				Measures: []sla.MeasureCard{{Measure: "smiles", Unit: "per day", Direction: sla.AtLeast}},
				Targets: []sla.LevelTarget{{
					ID: "smiles", Measure: "smiles", Objective: sla.Objective{Amount: 7}, Cycle: sla.MonthlyIn("UTC"),
				}},
			},
		})
		return []sla.Agreement{own, supported(t, "mail", "auth")}
	})
	add("underpinning.level", "slower", "service:mail", first, with(func(l *sla.LevelTarget) { l.Objective.Within.Time++ }))
	add("underpinning.level", "for fewer cases", "service:mail", first, with(func(l *sla.LevelTarget) { l.Objective.Share-- }))
	add("underpinning.level", "in days", "service:mail", first, with(func(l *sla.LevelTarget) { l.Objective.Within = sla.Target{Days: 1} }))
	add("underpinning.level", "as fast", "", "", with())
	add("underpinning.span", "over a year", "service:mail", first, with(func(l *sla.LevelTarget) { l.Cycle = sla.YearlyIn("UTC") }))
	add("underpinning.span", "over a week", "", "", with(func(l *sla.LevelTarget) { l.Cycle = sla.RollingIn(7, "UTC") }))
	add("underpinning.span", "all of the year", "", "", with(func(l *sla.LevelTarget) {
		l.Cycle, l.Objective.Share = sla.YearlyIn("UTC"), sla.Whole
	}))

	// What the agreements on both sides say besides the target.
	terms := func(name string, mine, theirs func(*sla.Proposal)) {
		code, subject := ownership.Code("underpinning."+name), "service:mail"
		if mine == nil {
			mine, subject = theirs, ""
		}
		add(code, fmt.Sprintf("terms %d", len(out)), subject, map[bool]string{true: first}[subject != ""], func(t testing.TB) []sla.Agreement {
			l := within(sla.Response, time.Hour)
			return []sla.Agreement{
				struck(t, sla.Proposal{
					ID: "mail-sla", Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{"mail"}, Terms: sla.Terms{Targets: []sla.LevelTarget{l}},
				}, mine),
				struck(t, sla.Proposal{
					ID: "mail-auth", Kind: sla.OLA, Counterparty: "acme", Services: []ownership.ServiceID{"mail"},
					Through: []ownership.ServiceID{"auth"}, Terms: sla.Terms{Targets: []sla.LevelTarget{l}},
				}, theirs),
			}
		})
	}
	holds := func(reasons ...string) func(*sla.Proposal) {
		return func(p *sla.Proposal) { p.Terms.Holds = reasons }
	}
	terms("holds", holds("customer"), holds("customer", "vendor"))
	terms("holds", func(p *sla.Proposal) { p.Terms.Targets[0].Objective.Within.ThroughHolds = true }, holds("customer"))
	terms("holds", nil, holds("customer"))
	office := func(from, until sla.Clock) func(*sla.Proposal) {
		return func(p *sla.Proposal) {
			p.Terms.Targets[0].Calendar = "hours"
			p.Terms.Calendars = []sla.Definition{{Name: "hours", Zone: "UTC", Week: sla.Weekdays(sla.Window{From: from, Until: until})}}
		}
	}
	terms("hours", office(9*sla.Hour, 17*sla.Hour), office(9*sla.Hour, 16*sla.Hour))
	terms("hours", func(*sla.Proposal) {}, office(9*sla.Hour, 16*sla.Hour))
	terms("hours", nil, office(9*sla.Hour, 17*sla.Hour))

	circle := func(promise bool) func(t testing.TB) *sla.Book {
		return func(t testing.TB) *sla.Book {
			b := sla.NewBook(registerOf(t, stands("mail", "wheel"), stands("wheel", "axle"), stands("axle", "wheel")))
			if promise {
				b = b.With(promised(t, "mail", upTo(t, "99%")))
			}
			return b
		}
	}
	out = append(out,
		ruleCase{code: "underpinning.cycle", name: "below", subject: "service:mail", at: underAt, book: circle(true)},
		ruleCase{code: "underpinning.cycle", name: "nothing is promised", at: underAt, book: circle(false)},
		ruleCase{code: "underpinning.bounded", name: "too much is shared", subject: "service:mail", at: underAt, book: crowded(sla.MaxShared + 2)},
		ruleCase{code: "underpinning.bounded", name: "little is shared", at: underAt, book: crowded(sla.MaxShared / 2)},
	)
	return out
}

// crowded is a book in which mail needs most of its sites in two ways, so that all
// of them are shared, and promises just more than is certain.
func crowded(sites int) func(t testing.TB) *sla.Book {
	return func(t testing.TB) *sla.Book {
		mail := suffices(suffices(stands("mail"), "a", sites-1), "b", sites-2)
		services, b := []ownership.Service{}, sla.NewBook(nil)
		for i := range sites {
			for _, group := range []string{"a", "b"} {
				mail.Dependencies = append(mail.Dependencies, ownership.Dependency{On: service(i), Group: group})
			}
			services = append(services, stands(service(i)))
			b = b.With(supported(t, "mail", service(i), upTo(t, "80%")))
		}
		b = b.WithRegister(registerOf(t, append(services, mail)...))
		low, _ := b.Underpinning("mail", underAt).Able.Shares()
		promise := upTo(t, "99%")
		promise.Objective.Share = low + 1
		return b.With(promised(t, "mail", promise))
	}
}

// The chain with its numbers is what makes the finding worth reading.
func TestWeakFindingNamesTheChain(t *testing.T) {
	b := mailOn(func(t testing.TB) []sla.Agreement {
		return []sla.Agreement{promised(t, "mail", upTo(t, "99.9%")), supported(t, "mail", "auth", upTo(t, "99.95%")), supported(t, "auth", "net", upTo(t, "99.5%"))}
	})(t)
	found := b.Review(underAt, ownership.Selection{}).Of("underpinning.weak")
	require.Len(t, found, 1)
	assert.Equal(t, "mail-sla promises 99.9% of mail (availability), and what is promised to it carries 99.45025%: "+
		"mail > auth (99.95% by mail-auth) > net (99.5% by auth-net)", found[0].Text())
	missing := sla.NewBook(registerOf(t, stands("mail", "auth", "farnet", "nowhere"), stands("auth"), stands("farnet"))).Review(underAt, ownership.Selection{}).Of("underpinning.missing")
	require.Len(t, missing, 3)
	for i, kind := range []string{"OLA", "UC", "OLA or UC"} {
		assert.Equal(t, kind, missing[i].Args[1].Value)
	}
}
