package sla_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// situations are where an agreement can stand, in the order of the columns of
// powers.
var situations = []string{"none", "draft", "negotiating", "half signed", "agreed", "active", "revising", "revision agreed", "expired", "terminated"}

// powers says for every command what becomes of the newest version from each
// situation: the initial of the status, with n for negotiating; "-" is a refusal.
// It is written by hand and owes nothing to the table that the commands read.
var powers = []struct {
	name string
	next string // a column a situation
	SLA  ownership.Activity
	OLA  ownership.Activity
	UC   ownership.Activity
	run  func(p probe) (sla.Agreement, error)
}{
	//                                no dr ne hs ag ac re ra ex te
	{"draft", "d- x- x- x- x- x- x- x- x- x-", "draft-agreement", "negotiate-ola", "negotiate-uc", func(p probe) (sla.Agreement, error) {
		return p.a.Draft(p.reg, p.who, p.proposal)
	}},
	{"requirements", "-- d- -- -- -- -- -- -- -- --", "gather-level-requirements", "negotiate-ola", "negotiate-uc", func(p probe) (sla.Agreement, error) {
		return p.a.StateRequirements(p.reg, p.who, []sla.LevelRequirement{{Measure: sla.Availability, Objective: sla.Objective{Share: sla.Whole}}})
	}},
	{"targets", "-- d- -- -- -- -- -- -- -- --", "set-level-targets", "negotiate-ola", "negotiate-uc", func(p probe) (sla.Agreement, error) {
		return p.a.SetTargets(p.reg, p.who, []sla.LevelTarget{availability(97 * sla.Percent)})
	}},
	{"negotiate", "-- n- n- n- n- -- n- n- -- --", "negotiate-agreement", "negotiate-ola", "negotiate-uc", func(p probe) (sla.Agreement, error) {
		return p.a.Negotiate(p.reg, p.who, terms(availability(97*sla.Percent)), "")
	}},
	{"assess", "-- -- n- n- -- a- n- -- -- --", "assess-feasibility", "assess-feasibility", "assess-feasibility", func(p probe) (sla.Agreement, error) {
		return p.a.Assess(p.reg, p.who, nil, utcZones)
	}},
	{"improve", "-- -- n- n- -- a- n- -- -- --", "improve-capability", "improve-capability", "improve-capability", func(p probe) (sla.Agreement, error) {
		return p.a.Improve(p.reg, p.who, able(p.promised(), sla.Whole), utcZones, "")
	}},
	{"lower", "-- -- n- n- -- -- n- -- -- --", "lower-target", "negotiate-ola", "negotiate-uc", func(p probe) (sla.Agreement, error) {
		return p.a.LowerTarget(p.reg, p.who, "availability", sla.Objective{Share: 90 * sla.Percent}, "")
	}},
	{"accept", "-- -- n- n- -- a- n- -- -- --", "accept-shortfall", "accept-shortfall", "accept-shortfall", func(p probe) (sla.Agreement, error) {
		return p.a.AcceptShortfall(p.reg, p.who, sla.Shortfall{Target: "availability", Service: p.promised(), Until: day(300), Reason: "x"})
	}},
	{"commit", "-- -- n- n- g- a- n- g- -- --", "commit-resources", "commit-resources", "commit-resources", func(p probe) (sla.Agreement, error) {
		return p.a.Commit(p.reg, p.who, p.promised(), ownership.Quantity{})
	}},
	{"sign for provider", "-- -- n- -- -- -- n- -- -- --", "sign-agreement-for-provider", "sign-ola-for-provider", "sign-uc-for-provider", func(p probe) (sla.Agreement, error) {
		return p.a.Sign(p.reg, p.who, sla.ForProvider)
	}},
	{"sign for counterparty", "-- -- n- g- -- -- n- -- -- --", "sign-agreement-for-customer", "sign-ola-for-supporting-party", "sign-uc-for-supplier", func(p probe) (sla.Agreement, error) {
		return p.a.Sign(p.reg, p.who, sla.ForCounterparty)
	}},
	{"activate", "-- -- -- -- a- -- -- a- -- --", "activate-agreement", "maintain-ola", "maintain-uc", func(p probe) (sla.Agreement, error) {
		return p.a.Activate(p.reg, p.who)
	}},
	{"revise", "-- -- -- -- -- n- -- -- n- --", "maintain-agreement", "maintain-ola", "maintain-uc", func(p probe) (sla.Agreement, error) {
		return p.a.Revise(p.reg, p.who, terms(availability(97*sla.Percent)), "")
	}},
	{"withdraw", "-- t- t- t- t- -- a- a- -- --", "negotiate-agreement", "negotiate-ola", "negotiate-uc", func(p probe) (sla.Agreement, error) {
		return p.a.Withdraw(p.reg, p.who, "x")
	}},
	{"give notice", "-- -- -- -- -- t- t- t- -- --", "terminate-agreement", "terminate-ola", "terminate-uc", func(p probe) (sla.Agreement, error) {
		return p.a.GiveNotice(p.reg, p.who, sla.Notice{Side: sla.ForProvider, Reason: "x"})
	}},
	{"take notice", "-- -- -- -- -- t- t- t- -- --", "terminate-agreement-for-customer", "terminate-ola", "terminate-uc", func(p probe) (sla.Agreement, error) {
		return p.a.GiveNotice(p.reg, p.who, sla.Notice{Side: sla.ForCounterparty, Reason: "x"})
	}},
}

// statusOf are the initials in powers.
var statusOf = map[byte]sla.AgreementStatus{
	'd': sla.Draft, 'n': sla.Negotiating, 'g': sla.Agreed, 'a': sla.Active, 't': sla.Terminated,
}

// A probe is one attempt at a command.
type probe struct {
	a        sla.Agreement
	reg      *ownership.Register
	who      ownership.Who
	proposal sla.Proposal
}

func (p probe) promised() ownership.ServiceID {
	if len(p.proposal.Through) > 0 {
		return p.proposal.Through[0]
	}
	return p.proposal.Services[0]
}

// standings brings an agreement of the kind into every situation. The newest
// terms promise more than can be kept, which olga accepts, so that every command
// that settles something has something to settle.
func standings(t testing.TB, reg *ownership.Register, kind sla.Kind) map[string]sla.Agreement {
	t.Helper()
	out := map[string]sla.Agreement{"none": {}}
	p, who := proposalOf(kind), cast[kind]
	p.Terms.Validity.Until = day(200)
	var a sla.Agreement
	var err error
	n := 1
	do := func(command func(at time.Time) (sla.Agreement, error)) {
		t.Helper()
		n++
		a, err = command(day(n))
		require.NoError(t, err)
	}
	negotiated := func() {
		do(func(at time.Time) (sla.Agreement, error) {
			return a.Assess(reg, by("sam", at), []sla.Capability{able(a.Promised()[0], 96*sla.Percent)}, utcZones)
		})
		do(func(at time.Time) (sla.Agreement, error) {
			return a.AcceptShortfall(reg, by("olga", at), sla.Shortfall{Target: "availability", Service: a.Promised()[0], Until: day(300), Reason: "x"})
		})
		if who.owner != "" {
			do(func(at time.Time) (sla.Agreement, error) {
				return a.Commit(reg, by(who.owner, at), a.Promised()[0], ownership.Quantity{})
			})
		}
	}
	signed := func() {
		do(func(at time.Time) (sla.Agreement, error) {
			return a.Sign(reg, by(who.counterparty, at), sla.ForCounterparty)
		})
	}
	do(func(at time.Time) (sla.Agreement, error) { return a.Draft(reg, by(who.provider, at), p) })
	out["draft"] = a
	do(func(at time.Time) (sla.Agreement, error) { return a.Negotiate(reg, by(who.provider, at), p.Terms, "") })
	negotiated()
	out["negotiating"] = a
	do(func(at time.Time) (sla.Agreement, error) {
		return a.Sign(reg, by(who.provider, at), sla.ForProvider)
	})
	out["half signed"] = a
	signed()
	out["agreed"] = a
	do(func(at time.Time) (sla.Agreement, error) { return a.Activate(reg, by(who.provider, at)) })
	out["active"], out["expired"] = a, a
	do(func(at time.Time) (sla.Agreement, error) { return a.Revise(reg, by(who.provider, at), p.Terms, "") })
	negotiated()
	out["revising"] = a
	do(func(at time.Time) (sla.Agreement, error) {
		return a.Sign(reg, by(who.provider, at), sla.ForProvider)
	})
	signed()
	out["revision agreed"] = a
	do(func(at time.Time) (sla.Agreement, error) {
		return a.GiveNotice(reg, by(who.provider, at), sla.Notice{Side: sla.ForProvider, Reason: "x"})
	})
	out["terminated"] = a
	return out
}

// everybody is one person for each role of the standard, who holds it over mail,
// over the network and over the agreements, wherever the card lets one.
func everybody(facts *ownership.Facts, claims map[ownership.Scope][]ownership.Claim) {
	clear(claims)
	for card := range ownership.Standard().Cards() {
		holder := ownership.PartyID("the " + card.Role)
		of := ownership.PartyID("acme")
		switch card.Role {
		case ownership.Customer:
			of = "sales"
		case ownership.Supplier:
			of = "farlink"
		}
		facts.Parties = append(facts.Parties, ownership.Party{ID: holder, Kind: ownership.Person, Within: []ownership.Membership{{Of: of}}})
		for _, scope := range []ownership.Scope{
			ownership.ServiceScope(mail), ownership.ServiceScope(network), ownership.ServiceScope(relay), mailSLA.Scope(), netOLA.Scope(), relayUC.Scope(),
		} {
			for _, level := range card.Levels {
				if level == scope.Level {
					c := ownership.Claim{Role: card.Role, Holder: holder}
					if card.DeputyOf != "" {
						c.Rank = 1
					}
					claims[scope] = append(claims[scope], c)
				}
			}
		}
	}
}

// TestPowers enumerates kinds, situations, commands and roles: a command is
// taken exactly if the grid has the status and the standard matrix an R or A for
// the role, and a refusal tells which of the two was missing.
func TestPowers(t *testing.T) {
	reg := world(t, everybody)
	tried, taken := 0, 0
	for _, kind := range []sla.Kind{sla.SLA, sla.OLA, sla.UC} {
		where := standings(t, world(t), kind)
		for column, situation := range situations {
			at := day(150)
			if situation == "expired" {
				at = day(250)
			}
			for _, command := range powers {
				next := strings.Fields(command.next)[column][0]
				activity := map[sla.Kind]ownership.Activity{sla.SLA: command.SLA, sla.OLA: command.OLA, sla.UC: command.UC}[kind]
				row, ok := ownership.Standard().Row(activity)
				require.True(t, ok, activity)
				for card := range ownership.Standard().Cards() {
					p := probe{a: where[situation], reg: reg, who: by(ownership.PartyID("the "+card.Role), at), proposal: proposalOf(kind)}
					got, err := command.run(p)
					_, possible := statusOf[next]
					may := row.Cells[card.Role]&(ownership.R|ownership.A) != 0
					name := fmt.Sprintf("%s %s, %s by %s", situation, kind, command.name, card.Role)
					tried++
					if possible && may {
						taken++
						if assert.NoError(t, err, name) {
							assert.Equal(t, statusOf[next], got.NewestStatus(at), name)
							assert.Equal(t, where[situation].Revision()+1, got.Revision(), name)
						}
						continue
					}
					assert.Error(t, err, name)
					assert.Equal(t, where[situation].Revision(), got.Revision(), name)
					if next == 'x' || situation == "none" {
						continue // nothing is asked about what is not there, or is there already
					}
					var refused *ownership.Error
					if assert.ErrorIs(t, err, ownership.ErrRefused, name) && assert.ErrorAs(t, err, &refused) {
						status, authority := false, false
						for _, f := range refused.Findings {
							status = status || f.Code == "agreement.status" || f.Code == "agreement.signed"
							authority = authority || strings.HasPrefix(string(f.Code), "authority.")
						}
						assert.Equal(t, !possible, status, "%s: %v", name, err)
						assert.Equal(t, !may, authority, "%s: %v", name, err)
					}
				}
			}
		}
	}
	t.Logf("%d commands tried, %d taken", tried, taken)
	assert.Greater(t, taken, 150)
}
