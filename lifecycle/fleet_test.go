package lifecycle_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// A fleet is a portfolio of several services drawn at random, good and bad, as
// the raw records that a naive second reading goes through one by one.
type fleet struct {
	sample
	services     []ownership.ServiceID
	records      []lifecycle.Record
	agreements   []sla.Agreement
	risks        []risk.Risk
	changes      []lifecycle.Change
	improvements []lifecycle.Improvement
	p            *lifecycle.Portfolio
}

// idle lets the commands of a fleet pass, whoever owns what in it: one register
// for acts that come about, another one for those who have moved on.
func idle(t testing.TB, services []ownership.ServiceID) *ownership.Register {
	s := newSample()
	s.facts.Services = nil
	for _, id := range services {
		s.facts.Services = append(s.facts.Services, ownership.Service{ID: id, Parents: []ownership.Parent{{Scope: office}}})
		for _, c := range []claim{{role: ownership.ServiceOwner, holder: "cleo"}, {role: ownership.ChangeAuthority, holder: "hal"}, {role: ownership.ReleaseManager, holder: "gus"}} {
			c.scope = ownership.ServiceScope(id)
			s.claims = append(s.claims, c)
		}
	}
	return s.register(t)
}

// drawFleet draws up to five services, one of which is not declared, with what
// there may be of each between the days 0 and 40.
func drawFleet(t *rapid.T, tb testing.TB) *fleet {
	f := &fleet{sample: *newSample()}
	f.facts.Services = nil
	f.claims = f.claims[:3]
	for i := range rapid.IntRange(0, 5).Draw(t, "services") {
		f.services = append(f.services, ownership.ServiceID(fmt.Sprintf("s%d", i)))
	}
	some := func(name string) bool { return rapid.Bool().Draw(t, name) }
	on := func(name string) int { return rapid.IntRange(1, 40).Draw(t, name) }
	may := idle(tb, f.services)
	for i, id := range f.services {
		scope := ownership.ServiceScope(id)
		if i != 3 {
			f.facts.Services = append(f.facts.Services, ownership.Service{ID: id, Parents: []ownership.Parent{{Scope: office}}})
		}
		for _, role := range []ownership.Role{ownership.ServiceOwner, ownership.ServiceOwner, ownership.ServiceOwnerDeputy, ownership.Customer} {
			if !some("claimed") {
				continue
			}
			c := claim{scope: scope, role: role, holder: rapid.SampledFrom([]ownership.PartyID{"cleo", "dora", "northern", "stranger"}).Draw(t, "holder")}
			if role == ownership.ServiceOwnerDeputy {
				c.rank = 1
			}
			if from := on("from"); some("bounded") {
				c.period = ownership.Period{From: day(from), Until: day(from + on("length"))}
			}
			f.claims = append(f.claims, c)
		}
		if some("recorded") {
			r, err := lifecycle.AdoptRecord(id, "sample", day(on("adopted")), rapid.SampledFrom(statuses).Draw(t, "status"))
			require.NoError(tb, err)
			f.records = append(f.records, r)
		}
		if some("agreed") {
			from := on("valid")
			a, err := sla.Adopt("sample", day(0), sla.Proposal{
				ID: sla.AgreementID("sla-" + id), Kind: sla.SLA, Counterparty: "eve", Services: []ownership.ServiceID{id},
				Terms: sla.Terms{
					Validity: ownership.Period{From: day(from), Until: day(from + on("years"))},
					Targets: []sla.LevelTarget{{
						ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: 99 * sla.Percent}, Cycle: sla.MonthlyIn("UTC"),
					}},
				},
			})
			require.NoError(tb, err)
			f.agreements = append(f.agreements, a)
		}
		if some("endangered") {
			f.risks = append(f.risks, f.drawRisk(t, may, i, on))
		}
		if some("changed") {
			c := must(lifecycle.Change{}.Raise(may, by("hal", on("raised")), lifecycle.Raise{
				ID:     lifecycle.ChangeID("c-" + id),
				Ballot: lifecycle.Ballot{Kind: lifecycle.Alteration, Title: "x", Services: []ownership.ServiceID{id, f.services[0]}[:1+min(i, 1)]},
			}))
			f.changes = append(f.changes, c)
		}
		if some("improved") {
			m := must(lifecycle.Improvement{}.Open(may, by("cleo", on("opened")), lifecycle.Open{
				ID: lifecycle.ImprovementID("i-" + id), Aim: lifecycle.Aim{Service: id, Title: "x", Origin: lifecycle.FromIdea},
			}))
			f.improvements = append(f.improvements, m)
		}
	}
	f.p = f.join(tb)
	return f
}

// drawRisk is a risk of the i-th service that may touch the first one, and may be
// closed.
func (f *fleet) drawRisk(t *rapid.T, may ownership.Authority, i int, on func(string) int) risk.Risk {
	id, n := f.services[i], on("identified")
	e := risk.Entry{Cause: "one machine", Event: "it breaks", Consequence: "no service"}
	if i > 0 && rapid.Bool().Draw(t, "wide") {
		e.Affects = []ownership.Scope{ownership.ServiceScope(f.services[0])}
	}
	k := must(risk.Risk{}.Identify(may, by("cleo", n), risk.Identify{ID: risk.RiskID("r-" + id), Scope: ownership.ServiceScope(id), Entry: e, Review: day(n + on("review"))}))
	if rapid.Bool().Draw(t, "closed") {
		k = must(k.Close(may, by("cleo", n+on("until closed")), risk.Close{Reason: "gone"}))
	}
	return k
}

func (f *fleet) join(t testing.TB) *lifecycle.Portfolio {
	reg := f.register(t)
	risks, err := risk.NewRegister(reg, risk.Facts{}, slices.Values(f.risks))
	require.NoError(t, err)
	return lifecycle.NewPortfolio(lifecycle.Rooms{Register: reg, Agreements: sla.NewBook(reg, f.agreements...), Risks: risks},
		slices.Values(f.records), slices.Values(f.changes), slices.Values(f.improvements))
}

var statuses = append(lifecycle.Standard().Machine().States(), "lost")

// owner tells from the raw claims who owns the service: the state, and the person
// if it is one.
func (f *fleet) owner(id ownership.ServiceID, at time.Time) (ownership.State, ownership.PartyID) {
	var holders []ownership.PartyID
	for _, c := range f.claims {
		if c.scope == ownership.ServiceScope(id) && c.role == ownership.ServiceOwner && c.period.Contains(at) && !slices.Contains(holders, c.holder) {
			holders = append(holders, c.holder)
		}
	}
	switch {
	case len(holders) == 0:
		return ownership.Vacant, ""
	case len(holders) > 1:
		return ownership.Contested, ""
	case holders[0] == "northern" || holders[0] == "stranger":
		return ownership.NoPerson, ""
	}
	return ownership.Held, holders[0]
}

// concern tells from the raw records which services a finding is about.
func (f *fleet) concern(s ownership.Subject) (out []ownership.ServiceID) {
	switch s.Kind {
	case "service":
		return []ownership.ServiceID{ownership.ServiceID(s.ID)}
	case "agreement":
		return []ownership.ServiceID{ownership.ServiceID(s.ID[len("sla-"):])}
	case "improvement":
		return []ownership.ServiceID{ownership.ServiceID(s.ID[len("i-"):])}
	case "change":
		for _, c := range f.changes {
			if b, _ := c.Ballot(); c.Key().Subject() == s {
				out = append(out, b.Services...)
			}
		}
	case "risk":
		for _, k := range f.risks {
			if k.ID().Subject() == s {
				for _, scope := range k.Scopes() {
					out = append(out, ownership.ServiceID(scope.ID))
				}
			}
		}
	}
	return out
}
