package sla_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// edited returns the agreement as it would be loaded after somebody changed what
// was stored.
func edited(t testing.TB, a sla.Agreement, change func(acts []map[string]any)) sla.Agreement {
	t.Helper()
	data, err := json.Marshal(a)
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(data, &doc))
	var acts []map[string]any
	for _, x := range doc["acts"].([]any) {
		acts = append(acts, x.(map[string]any))
	}
	change(acts)
	data, err = json.Marshal(doc)
	require.NoError(t, err)
	var out sla.Agreement
	require.NoError(t, json.Unmarshal(data, &out))
	return out
}

// softened makes warnings of the rules.
func softened(codes ...ownership.Code) worldChange {
	p := ownership.Policy{Version: "soft", Severities: map[ownership.Code]ownership.Severity{}}
	for _, c := range codes {
		p.Severities[c] = ownership.SeverityWarning
	}
	return under(p)
}

func adopted(t testing.TB, kind sla.Kind, change ...func(*sla.Proposal)) sla.Agreement {
	t.Helper()
	p := proposalOf(kind)
	p.Kind = kind
	for _, c := range change {
		c(&p)
	}
	a, err := sla.Adopt("old catalogue", day(1), p)
	require.NoError(t, err)
	return a
}

// shortOf is an agreement that promises more than mail can keep, with the
// shortfall accepted by olga until day 20.
func shortOf(t testing.TB, reg *ownership.Register) sla.Agreement {
	t.Helper()
	a := agreementAt(t, reg, sla.SLA, negotiating)
	steps := []func() (sla.Agreement, error){
		func() (sla.Agreement, error) {
			return a.Assess(reg, by("sam", day(4)), []sla.Capability{able(mail, 98*sla.Percent)}, utcZones)
		},
		func() (sla.Agreement, error) {
			return a.AcceptShortfall(reg, by("olga", day(5)), sla.Shortfall{Target: "availability", Service: mail, Until: day(20), Reason: "a second line comes in January"})
		},
		func() (sla.Agreement, error) {
			return a.Commit(reg, by("olga", day(5)), mail, ownership.Quantity{})
		},
		func() (sla.Agreement, error) { return a.Sign(reg, by("sam", day(6)), sla.ForProvider) },
		func() (sla.Agreement, error) { return a.Sign(reg, by("cara", day(7)), sla.ForCounterparty) },
		func() (sla.Agreement, error) { return a.Activate(reg, by("sam", day(8))) },
	}
	for i, step := range steps {
		next, err := step()
		require.NoError(t, err, "step %d", i)
		a = next
	}
	return a
}

func agreementCases() []ruleCase {
	type books = func(t testing.TB) *sla.Book
	of := func(make func(t testing.TB, reg *ownership.Register) sla.Agreement, changes ...worldChange) books {
		return func(t testing.TB) *sla.Book {
			reg := world(t, changes...)
			return sla.NewBook(reg, make(t, reg))
		}
	}
	whole := func(kind sla.Kind) func(testing.TB, *ownership.Register) sla.Agreement {
		return func(t testing.TB, reg *ownership.Register) sla.Agreement { return agreementAt(t, reg, kind, active) }
	}
	adopt := func(kind sla.Kind, change ...func(*sla.Proposal)) func(testing.TB, *ownership.Register) sla.Agreement {
		return func(t testing.TB, _ *ownership.Register) sla.Agreement { return adopted(t, kind, change...) }
	}
	edit := func(change func(acts []map[string]any)) func(testing.TB, *ownership.Register) sla.Agreement {
		return func(t testing.TB, reg *ownership.Register) sla.Agreement {
			return edited(t, agreementAt(t, reg, sla.SLA, active), change)
		}
	}
	counterparty := func(id ownership.PartyID) func(*sla.Proposal) {
		return func(p *sla.Proposal) { p.Counterparty = id }
	}
	until := func(at time.Time) func(*sla.Proposal) {
		return func(p *sla.Proposal) { p.Terms.Validity.Until = at }
	}
	signedTwice := func(field string) func(acts []map[string]any) {
		return func(acts []map[string]any) { acts[5]["proof"].(map[string]any)[field] = "sam" }
	}
	noSupplier := claimed(relayUC.Scope(), ownership.Supplier, "nick")
	const at = "agreement:mail-sla"
	const target = "versions[2].targets[availability]"
	return []ruleCase{
		{"agreement.unknown", "counterparty", at, "counterparty", day(9), of(adopt(sla.SLA, counterparty("ghost")))},
		{"agreement.unknown", "service", at, "services[0]", day(9), of(adopt(sla.SLA, func(p *sla.Proposal) { p.Services = []ownership.ServiceID{"mial"} }))},
		{"agreement.unknown", "through", "agreement:net-ola", "through[0]", day(9), of(adopt(sla.OLA, func(p *sla.Proposal) { p.Through = []ownership.ServiceID{"ghost"} }))},
		{"agreement.unknown", "all known", "", "", day(9), of(whole(sla.OLA))},

		{"agreement.kind", "OLA across organisations", "agreement:relay-uc", "kind", day(9), of(adopt(sla.UC, func(p *sla.Proposal) { p.Kind = sla.OLA }))},
		{"agreement.kind", "contract inside one", "agreement:net-ola", "kind", day(9), of(adopt(sla.OLA, func(p *sla.Proposal) { p.Kind = sla.UC }))},
		{"agreement.kind", "contract", "", "", day(9), of(whole(sla.UC))},
		{"agreement.kind", "nobody provides the service", "", "", day(9), of(adopt(sla.UC, func(p *sla.Proposal) {
			p.Kind, p.Services = sla.OLA, []ownership.ServiceID{"ghost"}
		}))},

		{"agreement.placeless", "no customer", at, "counterparty", day(9), of(adopt(sla.SLA, counterparty("vic")))},
		{"agreement.placeless", "contributes nothing", "agreement:net-ola", "counterparty", day(9), of(adopt(sla.OLA, counterparty("sales")))},
		{"agreement.placeless", "the customer's own unit", "", "", day(9), of(adopt(sla.SLA, counterparty("sales")))},
		{"agreement.placeless", "a person of who provides", "", "", day(9), of(adopt(sla.OLA, counterparty("liam")))},
		{"agreement.placeless", "over", "", "", day(9), of(adopt(sla.SLA, counterparty("vic"), until(day(9))))},
		{"agreement.placeless", "supplies without providing", "", "", day(9), of(adopt(sla.UC, counterparty("nick")), noSupplier)},

		{"agreement.both-sides", "acts", at, "versions[2]", day(9), of(edit(signedTwice("by")))},
		{"agreement.both-sides", "on behalf", at, "versions[2]", day(9), of(edit(signedTwice("for")))},
		{"agreement.both-sides", "two persons", "", "", day(9), of(whole(sla.SLA))},

		{"agreement.one-person", "leads both", "agreement:net-ola", "", day(9), of(adopt(sla.OLA), claimed(netOLA.Scope(), ownership.ServiceLevelManager, "liam"))},
		{"agreement.one-person", "two persons", "", "", day(9), of(adopt(sla.OLA))},
		{"agreement.one-person", "customer manages levels", "", "", day(9), of(adopt(sla.SLA), claimed(mailSLA.Scope(), ownership.ServiceLevelManager, "cara"))},

		{"agreement.unauthorised", "not the level manager", at, "acts[0]", day(9), func(t testing.TB) *sla.Book {
			a := agreementAt(t, world(t), sla.SLA, active)
			return sla.NewBook(world(t, claimed(ownership.ServiceScope(mail), ownership.ServiceLevelManager, "nick")), a)
		}},
		{"agreement.unauthorised", "borne out", "", "", day(9), of(whole(sla.SLA))},
		{"agreement.unauthorised", "adopted", "", "", day(9), of(adopt(sla.SLA))},

		{"agreement.no-targets", "none at all", at, "versions[1]", day(9), of(adopt(sla.SLA, func(p *sla.Proposal) { p.Terms.Targets = nil }))},
		{"agreement.no-targets", "none for one of two", at, "versions[1]", day(9), of(adopt(sla.SLA, func(p *sla.Proposal) {
			p.Services = append(p.Services, network)
			p.Terms.Targets[0].Service = mail
		}))},
		{"agreement.no-targets", "one for both", "", "", day(9), of(adopt(sla.SLA, func(p *sla.Proposal) { p.Services = append(p.Services, network) }))},

		{"agreement.unassessed", "signed without a look", at, target, day(9), of(func(t testing.TB, reg *ownership.Register) sla.Agreement {
			a, err := agreementAt(t, reg, sla.SLA, negotiating).Sign(reg, by("sam", day(4)), sla.ForProvider)
			require.NoError(t, err)
			return a
		}, softened("agreement.unassessed"))},
		{"agreement.unassessed", "not signed", "", "", day(9), of(func(t testing.TB, reg *ownership.Register) sla.Agreement {
			return agreementAt(t, reg, sla.SLA, negotiating)
		})},
		{"agreement.unassessed", "assessed", "", "", day(9), of(whole(sla.SLA))},

		{"agreement.unsettled", "promised all the same", at, target, day(9), of(edit(func(acts []map[string]any) {
			acts[2]["judged"].([]any)[0].(map[string]any)["gaps"] = []any{"level"}
		}))},
		{"agreement.unsettled", "accepted", "", "", day(9), of(shortOf)},

		{"agreement.shortfall-lapsed", "the day has come", at, target, day(20), of(shortOf)},
		{"agreement.shortfall-lapsed", "just before", "", "", day(20).Add(-1), of(shortOf)},
		{"agreement.shortfall", "accepted", at, target, day(20).Add(-1), of(shortOf)},
		{"agreement.shortfall", "no longer", "", "", day(20), of(shortOf)},
		{"agreement.shortfall", "feasible", "", "", day(9), of(whole(sla.SLA))},

		{"agreement.uncommitted", "activated without the owner", at, "versions[2]", day(9), of(edit(func(acts []map[string]any) { acts[3]["service"] = "other" }))},
		{"agreement.uncommitted", "committed", "", "", day(9), of(whole(sla.SLA))},
		{"agreement.uncommitted", "an OLA", "", "", day(9), of(whole(sla.UC))},

		{"agreement.missing", "a customer and nothing agreed", "service:mail", "", day(9), of(whole(sla.OLA))},
		{"agreement.missing", "in force", "", "", day(9), of(whole(sla.SLA))},

		{"agreement.adopted", "nobody signed here", at, "versions[1]", day(9), of(adopt(sla.SLA))},
		{"agreement.adopted", "signed here", "", "", day(9), of(whole(sla.SLA))},

		{"agreement.unsigned", "one signature", at, "versions[2]", day(9), of(edit(func(acts []map[string]any) { acts[5]["side"] = "provider" }))},
		{"agreement.unsigned", "two", "", "", day(9), of(whole(sla.SLA))},
		{"agreement.unsigned", "not in force yet", "", "", day(9), of(func(t testing.TB, reg *ownership.Register) sla.Agreement {
			return agreementAt(t, reg, sla.SLA, signedOnce)
		})},

		{"agreement.expired", "over", at, "terms.validity", day(9), of(adopt(sla.SLA, until(day(9))))},
		{"agreement.expired", "not quite", "", "", day(9).Add(-time.Microsecond), of(adopt(sla.SLA, until(day(9))))},
		{"agreement.expired", "replaced", "", "", day(9), func(t testing.TB) *sla.Book {
			return sla.NewBook(world(t), adopted(t, sla.SLA, until(day(9))), adopted(t, sla.SLA, func(p *sla.Proposal) { p.ID = "mail-sla-2" }))
		}},
		{"agreement.expiring", "soon", at, "terms.validity", day(1), of(adopt(sla.SLA, until(day(91))))},
		{"agreement.expiring", "in a while", "", "", day(1).Add(-time.Microsecond), of(adopt(sla.SLA, until(day(91))))},
		{"agreement.expiring", "open-ended", "", "", day(9), of(whole(sla.SLA))},
		{"agreement.expiring", "the next one begins in time", "", "", day(2), func(t testing.TB) *sla.Book {
			return sla.NewBook(world(t), adopted(t, sla.SLA, until(day(9))), adopted(t, sla.SLA, func(p *sla.Proposal) {
				p.ID = "mail-sla-2"
				p.Terms.Validity.From = day(9)
			}))
		}},

		{"agreement.notice", "short", at, "acts[7]", day(40), of(func(t testing.TB, reg *ownership.Register) sla.Agreement {
			a, err := agreementAt(t, reg, sla.SLA, active).GiveNotice(reg, by("sam", day(9)), sla.Notice{Side: sla.ForProvider, At: day(20), Reason: "no longer needed"})
			require.NoError(t, err)
			return a
		}, softened("agreement.notice"))},
		{"agreement.notice", "to the day", "", "", day(40), of(func(t testing.TB, reg *ownership.Register) sla.Agreement {
			a, err := agreementAt(t, reg, sla.SLA, active).GiveNotice(reg, by("cara", day(9)), sla.Notice{Side: sla.ForCounterparty, At: day(39), Reason: "moving away"})
			require.NoError(t, err)
			return a
		})},
	}
}
