package ownership

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A ruleCase changes one thing in the sound organisation and says what is found.
type ruleCase struct {
	code    Code
	subject string
	path    string
	change  func(o *organisationFixture)
	also    []Code // what cannot be had without it, once or several times
}

// The rules about owners and other holders, and about those who stand in.
func holderCases() []ruleCase {
	mail := func(f func(e *Entry)) func(o *organisationFixture) {
		return func(o *organisationFixture) { f(o.entry(fixtureMail, ServiceOwner)) }
	}
	second := func(role Role, holder PartyID) func(o *organisationFixture) {
		return func(o *organisationFixture) {
			o.add(fixtureMail, Entry{Role: role, Holder: holder, Mandate: &Mandate{GrantedBy: "vera"}})
		}
	}
	slm, crew := "service-level-manager[crew]", "service-owner[crew]"
	unskilled := []Code{"holder.skills-unrecorded"}
	deputy := func(holder PartyID, rank int) func(o *organisationFixture) {
		return func(o *organisationFixture) {
			o.party(holder).Skills = o.party("service-owner-deputy").Skills
			o.add(fixtureMail, Entry{Role: ServiceOwnerDeputy, Holder: holder, Rank: rank})
		}
	}
	delegation := func(change func(e *Entry)) func(o *organisationFixture) {
		return func(o *organisationFixture) {
			e := Entry{
				Role: ServiceOwner, Holder: "vera", Period: Period{Until: fixtureDay(9)},
				Delegation: &Delegation{From: "service-owner", Activities: []Activity{ApproveChange}, Reason: "fair"},
			}
			change(&e)
			o.add(fixtureMail, e)
		}
	}
	return []ruleCase{
		{"owner.vacant", "service:mail", "service-owner", func(o *organisationFixture) { o.drop(fixtureMail, ServiceOwner) }, []Code{"owner.below-only"}},
		{"owner.contested", "service:mail", "service-owner", func(o *organisationFixture) {
			o.party("vera").Skills = o.party("service-owner").Skills
			second(ServiceOwner, "vera")(o)
		}, nil},
		{"owner.not-person", "service:mail", crew, mail(func(e *Entry) { e.Holder = "crew" }), nil},
		{"owner.not-person", "service:mail", "service-owner[walt]", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceOwner).Holder = "walt"
			o.party("walt").Placeholder = true
		}, nil},
		{"owner.inactive", "service:mail", "service-owner[walt]", func(o *organisationFixture) {
			o.party("walt").Active = []Period{{Until: fixtureAt}}
			o.entry(fixtureMail, ServiceOwner).Holder = "walt"
		}, []Code{"holder.skills-unrecorded"}},
		{"owner.leaving", "service:mail", "service-owner", func(o *organisationFixture) {
			o.party("walt").Active = []Period{{Until: fixtureDay(10)}, {From: fixtureDay(10), Until: fixtureDay(60)}}
			o.entry(fixtureMail, ServiceOwner).Holder = "walt"
		}, unskilled},
		{"owner.ending", "service:mail", "service-owner[service-owner]", mail(func(e *Entry) { e.Period.Until = fixtureDay(60) }), nil},
		{"owner.overloaded", "party:service-owner", "", func(o *organisationFixture) {
			o.policy(Policy{Thresholds: map[Threshold]int64{ServicesPerOwner: 1}})
		}, nil},
		{"owner.executive", "party:senior-management", "", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceOwner).Holder = "senior-management"
		}, unskilled},
		{"owner.outside", "service:mail", "providers[0].by", func(o *organisationFixture) { o.party("service-owner").Within = nil; o.service("disk").Providers = nil }, nil},
		{"owner.no-mandate", "service:mail", "service-owner[service-owner]", mail(func(e *Entry) { e.Mandate = nil }), nil},
		{"owner.below-only", "system:ledger", "system-owner[system-owner]", func(o *organisationFixture) { o.drop(fixtureMail, ServiceOwner) }, []Code{"owner.below-only", "owner.vacant"}},

		{"role.contested", "service:mail", "service-level-manager", second(ServiceLevelManager, "vera"), nil},
		{"role.unknown", "service:mail", "boss[vera]", second("boss", "vera"), nil},
		{"role.level", "service:mail", "process-owner[process-owner]", second(ProcessOwner, "process-owner"), nil},
		{"holder.unknown", "service:mail", "service-level-manager[ghost]", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceLevelManager).Holder = "ghost"
		}, []Code{"role.nobody"}},
		{"holder.not-person", "service:mail", slm, func(o *organisationFixture) { o.entry(fixtureMail, ServiceLevelManager).Holder = "crew" }, []Code{"role.nobody"}},
		{"holder.inactive", "service:mail", "service-owner-deputy[walt]", func(o *organisationFixture) {
			deputy("walt", 2)(o)
			o.party("walt").Active = []Period{{From: fixtureDay(1)}}
		}, nil},
		{"holder.skills", "service:mail", "service-owner[walt]", func(o *organisationFixture) {
			o.party("walt").Skills = []Skill{SkillCommunication, "juggling"}
			o.entry(fixtureMail, ServiceOwner).Holder = "walt"
		}, nil},
		{"holder.skills-unrecorded", "service:mail", "service-owner[walt]", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceOwner).Holder = "walt"
		}, nil},
		{"roles.doubtful", "service:mail", "service-level-manager+service-owner", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceLevelManager).Holder = "service-owner"
		}, nil},
		{"roles.doubtful", "service:mail", "service-level-manager+service-owner", func(o *organisationFixture) {
			o.drop(fixtureMail, ServiceLevelManager) // the one of the portfolio reaches down
			o.party("service-level-manager").Skills = o.party("service-owner").Skills
			o.entry(fixtureMail, ServiceOwner).Holder = "service-level-manager"
		}, nil},
		{"roles.forbidden", "service:mail", "customer+service-owner", func(o *organisationFixture) {
			o.policy(Policy{Combinations: []Combination{{Customer, ServiceOwner, Forbid}}})
			o.entry(fixtureMail, Customer).Holder = "service-owner"
		}, nil},
		{"roles.absorbed", "service:mail", "functional-service-manager[service-owner]", func(o *organisationFixture) {
			o.policy(Policy{Combinations: []Combination{{ServiceOwner, FunctionalServiceManager, Allow}}})
			e := o.entry(fixtureMail, FunctionalServiceManager)
			e.Holder, e.Claim = "service-owner", "cmdb"
		}, []Code{"claim.unjudged"}},
		{"role.nobody", "role:finance-manager", "", func(o *organisationFixture) {
			for s := range o.ledgers {
				o.drop(s, FinanceManager)
			}
		}, nil},

		{"deputy.missing", "service:mail", "service-owner-deputy", func(o *organisationFixture) { o.drop(fixtureMail, ServiceOwnerDeputy) }, nil},
		{"deputy.own", "service:mail", "service-owner-deputy[service-owner]", func(o *organisationFixture) {
			o.add(fixtureMail, Entry{Role: ServiceOwnerDeputy, Holder: "service-owner", Rank: 2})
		}, nil},
		{"deputy.rank", "service:mail", "service-owner-deputy[service-owner-deputy]", deputy("vera", 1), nil},
		{"acting.nobody", "service:mail", "service-owner", func(o *organisationFixture) {
			o.party("walt").Absences = []Absence{{Period: Period{From: fixtureAt, Until: fixtureDay(1)}}}
			o.party("walt").Skills = o.party("service-owner").Skills
			o.entry(fixtureMail, ServiceOwner).Holder = "walt"
			o.party("vera").Absences = o.party("walt").Absences
			o.party("vera").Skills = o.party("service-owner").Skills
			o.entry(fixtureMail, ServiceOwnerDeputy).Holder = "vera"
		}, nil},
		{"acting.gap", "service:mail", "service-owner", func(o *organisationFixture) {
			o.party("walt").Absences = []Absence{{Period: Period{From: fixtureDay(14), Until: fixtureDay(15)}}}
			o.party("walt").Skills = o.party("service-owner").Skills
			o.entry(fixtureMail, ServiceOwner).Holder = "walt"
			o.entry(fixtureMail, ServiceOwnerDeputy).Period.Until = fixtureDay(14)
		}, nil},
		{"delegation.open", "service:mail", "service-owner[vera]", delegation(func(e *Entry) { e.Period = Period{} }), nil},
		{"delegation.no-reason", "service:mail", "service-owner[vera]", delegation(func(e *Entry) { e.Delegation.Reason = "" }), nil},
		{"delegation.fallen", "service:mail", "service-owner[vera]", delegation(func(e *Entry) { e.Delegation.From = "walt" }), nil},
		{"delegation.activity", "service:mail", "service-owner[vera]", delegation(func(e *Entry) { e.Delegation.Activities = []Activity{"dance"} }), nil},
	}
}

// The rules about the record.
func recordCases() []ruleCase {
	signed := func(p Proof) func(o *organisationFixture) {
		return func(o *organisationFixture) {
			p.Scope, p.At, p.Capacity = fixtureMail, fixtureDay(-1), OwnRight
			o.act(fixtureMail, Act{Kind: Assigned, Role: ServiceOwner, At: fixtureDay(-1), Proof: p})
		}
	}
	past := func(role Role, holder PartyID, from, until int) func(o *organisationFixture) {
		return func(o *organisationFixture) {
			o.add(fixtureMail, Entry{Role: role, Holder: holder, Period: Period{From: fixtureDay(from), Until: fixtureDay(until)}})
		}
	}
	return []ruleCase{
		{"owner.overlap", "service:mail", "service-owner[service-owner,walt]", past(ServiceOwner, "walt", -9, -5), nil},
		{"owner.overlap", "service:mail", "service-owner[service-owner,walt]", past(ServiceOwner, "walt", 5, 9), nil},
		{"owner.overlap", "service:mail", "service-owner[vera,walt]", func(o *organisationFixture) { // long ago, and no longer believed
			o.entry(fixtureMail, ServiceOwner).Period.From = fixtureDay(-1)
			past(ServiceOwner, "walt", -9, -5)(o)
			past(ServiceOwner, "vera", -7, -4)(o)
			l := o.ledgers[fixtureMail]
			o.act(fixtureMail, Act{Kind: Imported, At: fixtureDay(-50)})
			for i := range l.entries[len(l.entries)-2:] {
				l.entries[len(l.entries)-2+i].Superseded = 2
			}
		}, nil},
		{"role.overlap", "service:mail", "service-level-manager[service-level-manager,walt]", past(ServiceLevelManager, "walt", -9, -5), nil},
		{"role.twice", "service:mail", "functional-service-manager[functional-service-manager]", past(FunctionalServiceManager, "functional-service-manager", -9, -5), nil},
		{"act.unauthorised", "service:mail", "acts[1]", signed(Proof{By: "walt", Role: SeniorManagement, Activity: AppointServiceOwner}), nil},
		{"act.unauthorised", "service:mail", "acts[1]", signed(Proof{By: "service-delivery-manager", Role: ServiceDeliveryManager, Activity: "dance"}), nil},
		{"act.beyond-limit", "service:mail", "acts[1]", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceOwner).Mandate = &Mandate{GrantedBy: "vera", Limits: []Limit{{CommitResources, Quantity{100, "EUR"}}}}
			signed(Proof{By: "service-owner", Role: ServiceOwner, Activity: CommitResources, Amount: Quantity{101, "EUR"}})(o)
		}, nil},
		{"act.unauthorised", "service:new", "acts[0]", func(o *organisationFixture) { // only an organisation can be founded
			o.facts.Services = append(o.facts.Services, Service{ID: "new", Kind: Application})
			s := ServiceScope("new")
			o.add(s, Entry{Role: ServiceOwner, Holder: "service-owner", Mandate: &Mandate{GrantedBy: "vera"}})
			o.add(s, Entry{Role: ServiceOwnerDeputy, Holder: "service-owner-deputy", Rank: 1})
			o.ledgers[s].acts[0] = Act{
				Revision: 1, Kind: Established, At: fixtureDay(-1),
				Proof: Proof{By: "walt", Capacity: Founding, Activity: EstablishOwnership, Scope: s, At: fixtureDay(-1)},
			}
		}, []Code{"role.nobody", "act.founding"}},
		{"act.founding", "organisation:beta", "acts[0]", func(o *organisationFixture) { // who founds it need not be who is appointed
			beta := OrganisationScope("beta")
			o.facts.Areas = append(o.facts.Areas, Area{Scope: beta})
			o.add(beta, Entry{Role: SeniorManagement, Holder: "vera", Period: Period{From: fixtureDay(-1)}})
			o.ledgers[beta].acts[0] = Act{
				Revision: 1, Kind: Established, At: fixtureDay(-1),
				Proof: Proof{By: "walt", Capacity: Founding, Activity: EstablishOwnership, Scope: beta, At: fixtureDay(-1)},
			}
		}, []Code{"role.nobody"}},
		{"act.unauthorised", "service:mail", "acts[1]", func(o *organisationFixture) { // there was somebody who could have authorised it
			o.act(fixtureMail, Act{Kind: Established, At: fixtureDay(-1), Proof: Proof{
				By: "walt", Capacity: Founding, Activity: EstablishOwnership, Scope: fixtureMail, At: fixtureDay(-1),
			}})
		}, []Code{"act.founding"}},
		{"claim.unjudged", "service:mail", "", func(o *organisationFixture) { o.entry(fixtureMail, ServiceOwner).Claim = "cmdb" }, nil},
		{"mandate.grantor", "service:mail", "service-owner[service-owner].mandate.grantedBy", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceOwner).Mandate = &Mandate{GrantedBy: "ghost"}
		}, nil},
		{"mandate.activity", "service:mail", "service-owner[service-owner].mandate.limits[0].activity", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceOwner).Mandate = &Mandate{GrantedBy: "vera", Limits: []Limit{{"dance", Quantity{1, "EUR"}}}}
		}, nil},
	}
}

// The rules about what is declared: services, places, parties.
func declaredCases() []ruleCase {
	mail := func(f func(s *Service)) func(o *organisationFixture) {
		return func(o *organisationFixture) { f(o.service("mail")) }
	}
	needs := func(ds ...Dependency) func(o *organisationFixture) {
		return mail(func(s *Service) { s.Dependencies = append(s.Dependencies, ds...) })
	}
	vera := func(f func(p *Party)) func(o *organisationFixture) {
		return func(o *organisationFixture) { f(o.party("vera")) }
	}
	backwards := Period{From: fixtureDay(2), Until: fixtureDay(1)}
	portfolio, system := Scope{LevelPortfolio, "shop"}, Scope{LevelSystem, "ledger"}
	return []ruleCase{
		{"service.undeclared", "service:gone", "", func(o *organisationFixture) {
			o.add(ServiceScope("gone"), Entry{Role: User, Holder: "vera"})
		}, nil},
		{"service.no-kind", "service:mail", "kind", mail(func(s *Service) { s.Kind = "" }), nil},
		{"provider.unknown", "service:mail", "providers[0].by", mail(func(s *Service) { s.Providers[0].By = "nobody" }), nil},
		{"provider.kind", "service:mail", "providers[0].by", func(o *organisationFixture) {
			o.service("mail").Providers[0].By = "crew"
			o.party("service-owner").Within = append(o.party("service-owner").Within, Membership{Of: "crew"})
		}, nil},
		{"provider.several", "service:mail", "providers[1].by", func(o *organisationFixture) {
			o.facts.Parties = append(o.facts.Parties, Party{ID: "zeta", Kind: Organisation})
			p := o.party("service-owner")
			p.Within = append(p.Within, Membership{Of: "zeta"})
			o.service("mail").Providers = append(o.service("mail").Providers, Provider{By: "zeta", Period: Period{From: fixtureDay(3)}})
		}, nil},
		{"dependency.empty", "service:mail", "dependencies[1].on", needs(Dependency{}), nil},
		{"dependency.dangling", "service:mail", "dependencies[1].on", needs(Dependency{On: "tape"}), nil},
		{"dependency.self", "service:mail", "dependencies[1].on", needs(Dependency{On: "mail"}), nil},
		{"dependency.duplicate", "service:mail", "dependencies[1].on", needs(Dependency{On: "disk", Group: "spare"}), nil},
		{"dependency.cycle", "service:disk", "", func(o *organisationFixture) {
			o.service("disk").Dependencies = []Dependency{{On: "mail"}}
		}, nil},
		{"redundancy.group", "service:mail", "redundancy[0].group", mail(func(s *Service) { s.Redundancy = []Redundancy{{"spare", 1}} }), nil},
		{"redundancy.need", "service:mail", "redundancy[0].need", mail(func(s *Service) {
			s.Dependencies[0].Group = "spare"
			s.Redundancy = []Redundancy{{"spare", 2}}
		}), nil},

		{"level.vacant", "system:ledger", "system-owner", func(o *organisationFixture) { o.drop(system, SystemOwner) }, nil},
		{"parent.dangling", "service:mail", "parents[1].scope", mail(func(s *Service) {
			s.Parents = append(s.Parents, Parent{Scope: Scope{LevelOrganisation, "gone"}})
		}), nil},
		{"parent.several", "service:mail", "parents[1].scope", func(o *organisationFixture) {
			lab := Scope{LevelPortfolio, "lab"}
			o.facts.Areas = append(o.facts.Areas, Area{Scope: lab, Parents: []Parent{{Scope: fixtureAcme}}})
			o.add(lab, Entry{Role: ServiceDeliveryManager, Holder: "service-delivery-manager"})
			o.service("mail").Parents = append(o.service("mail").Parents, Parent{Scope: lab, Period: Period{From: fixtureDay(4)}})
		}, nil},
		{"parent.level", "service:mail", "parents[1].scope", mail(func(s *Service) {
			s.Parents = append(s.Parents, Parent{Scope: Scope{LevelProcess, "incidents"}})
		}), nil},
		{"parent.cycle", "organisation:acme", "", func(o *organisationFixture) {
			o.area(fixtureAcme).Parents = []Parent{{Scope: portfolio}}
		}, []Code{"parent.level"}},
		{"period.reversed", "service:mail", "dependencies[1]", needs(Dependency{On: "disk", Period: backwards}), nil},
		{"period.reversed", "service:mail", "providers[1]", mail(func(s *Service) { s.Providers = append(s.Providers, Provider{"acme", backwards}) }), nil},
		{"period.reversed", "portfolio:shop", "parents[1]", func(o *organisationFixture) {
			o.area(portfolio).Parents = append(o.area(portfolio).Parents, Parent{fixtureAcme, backwards})
		}, nil},
		{"period.reversed", "service:mail", "service-owner[vera].period", func(o *organisationFixture) {
			o.add(fixtureMail, Entry{Role: ServiceOwner, Holder: "vera", Period: backwards})
		}, nil},

		{"membership.dangling", "party:vera", "within[1].of", vera(func(p *Party) { p.Within = append(p.Within, Membership{Of: "gone"}) }), nil},
		{"membership.of-person", "party:vera", "within[1].of", vera(func(p *Party) { p.Within = append(p.Within, Membership{Of: "walt"}) }), nil},
		{"membership.cycle", "party:acme", "", func(o *organisationFixture) { o.party("acme").Within = []Membership{{Of: "crew"}} }, nil},
		{"lead.dangling", "party:crew", "lead", func(o *organisationFixture) { o.party("crew").Lead = "gone" }, nil},
		{"lead.not-person", "party:crew", "lead", func(o *organisationFixture) { o.party("crew").Lead = "acme" }, nil},
		{"lead.inactive", "party:crew", "lead", func(o *organisationFixture) {
			o.party("crew").Lead = "vera"
			o.party("vera").Active = []Period{{Until: fixtureDay(-3)}}
		}, nil},
		{"party.period-reversed", "party:vera", "active[1]", vera(func(p *Party) { p.Active = []Period{{}, backwards} }), nil},
		{"party.period-reversed", "party:vera", "absences[0]", vera(func(p *Party) { p.Absences = []Absence{{Period: backwards}} }), nil},
		{"party.period-reversed", "party:vera", "within[0]", vera(func(p *Party) { p.Within = []Membership{{"acme", backwards}} }), nil},
		{"party.no-kind", "party:vera", "kind", vera(func(p *Party) { p.Kind = 0 }), nil},
	}
}

// The rules about the policy.
func policyCases() []ruleCase {
	waiver := func(change func(w *Waiver)) func(o *organisationFixture) {
		w := Waiver{Code: "deputy.missing", Subject: fixtureMail.Subject(), Author: "vera", Reason: "small", Period: Period{Until: fixtureDay(30)}}
		change(&w)
		return func(o *organisationFixture) { o.policy(Policy{Waivers: []Waiver{w}}) }
	}
	own := func(p Policy) func(o *organisationFixture) {
		return func(o *organisationFixture) { o.policy(p) }
	}
	combination := func(cs ...Combination) func(o *organisationFixture) { return own(Policy{Combinations: cs}) }
	return []ruleCase{
		{"policy.code", "policy:own", "severities[owner.lazy]", own(Policy{Severities: map[Code]Severity{"owner.lazy": SeverityInfo}}), nil},
		{"policy.code", "policy:own", "waivers[0].code", waiver(func(w *Waiver) { w.Code = "owner.lazy" }), nil},
		{"policy.hard-rule", "policy:own", "severities[owner.contested]", own(Policy{Severities: map[Code]Severity{"owner.contested": SeverityInfo}}), nil},
		{"policy.hard-rule", "policy:own", "waivers[0].code", waiver(func(w *Waiver) { w.Code = "owner.overlap" }), nil},
		{"policy.severity", "policy:own", "severities[owner.vacant]", own(Policy{Severities: map[Code]Severity{"owner.vacant": 9}}), nil},
		{"policy.threshold", "policy:own", "thresholds[beards]", own(Policy{Thresholds: map[Threshold]int64{"beards": 1}}), nil},
		{"policy.threshold-negative", "policy:own", "thresholds[notice-days]", own(Policy{Thresholds: map[Threshold]int64{NoticeDays: -1}}), nil},
		{"combination.malformed", "policy:own", "combinations[0]", combination(Combination{Customer, Customer, Warn}), nil},
		{"combination.malformed", "policy:own", "combinations[0]", combination(Combination{Customer, User, 0}), nil},
		{"combination.malformed", "policy:own", "combinations[1]", combination(Combination{Customer, User, Warn}, Combination{User, Customer, Allow}), nil},
		{"combination.role", "policy:own", "combinations[0].other", combination(Combination{Customer, "boss", Warn}), nil},
		{"waiver.expired", "policy:own", "waivers[0].until", waiver(func(w *Waiver) { w.Until = fixtureAt }), nil},
		{"waiver.author", "policy:own", "waivers[0].author", waiver(func(w *Waiver) { w.Author = "crew" }), nil},
		{"waiver.incomplete", "policy:own", "waivers[0]", waiver(func(w *Waiver) { w.Until = w.From }), nil},
		{"waiver.incomplete", "policy:own", "waivers[0]", waiver(func(w *Waiver) { w.Reason, w.Author = "", "" }), nil},
		{"waiver.reversed", "policy:own", "waivers[0]", waiver(func(w *Waiver) { w.From = fixtureDay(31) }), nil},
	}
}

func allRuleCases() []ruleCase {
	return slices.Concat(holderCases(), recordCases(), declaredCases(), policyCases())
}

// One change in a sound organisation gives one finding, whose sentences are
// whole. Every rule has at least one such change; the rules of the matrix have
// theirs beside them.
func TestEachRuleFindsItsOwn(t *testing.T) {
	tested := map[Code]bool{}
	for _, c := range allRuleCases() {
		tested[c.code] = true
		t.Run(string(c.code)+" "+c.path, func(t *testing.T) {
			o := newFixture(t)
			c.change(o)
			report := o.register(t).Review(fixtureAt, Selection{})
			found, also := 0, map[Code]bool{}
			for f := range report.All() {
				rule, ok := ownershipRules.Rule(f.Code)
				require.True(t, ok)
				require.Len(t, f.Args, len(rule.Args), "%s", f)
				require.NotContains(t, f.Text()+f.Remedy(), "{", "%s", f)
				for _, a := range f.Args {
					require.NotEmpty(t, a.Value, "%s: %s", f, a.Name)
				}
				if f.Code == c.code && f.Subject.String() == c.subject && f.Path == c.path {
					found++
					continue
				}
				also[f.Code] = true
				if !slices.Contains(c.also, f.Code) {
					t.Errorf("not expected: %s at %q", f, f.Path)
				}
			}
			assert.Equal(t, 1, found, "found once: %s about %s at %q", c.code, c.subject, c.path)
			for _, code := range c.also {
				assert.True(t, also[code], "%s comes with it", code)
			}
		})
	}
	for _, rule := range Rules() {
		if !tested[rule.Code] && !strings.HasPrefix(string(rule.Code), "matrix.") && rule.Subject != kindMatrix {
			t.Errorf("no test changes anything for %s", rule.Code)
		}
	}
}

// What lies just on the other side of a rule is not found.
func TestRulesLeaveAlone(t *testing.T) {
	portfolio := Scope{LevelPortfolio, "shop"}
	for name, c := range map[string]struct {
		code   Code
		change func(o *organisationFixture)
	}{
		"deputies of different ranks": {"deputy.rank", func(o *organisationFixture) {
			o.add(fixtureMail, Entry{Role: ServiceOwnerDeputy, Holder: "vera", Rank: 2})
		}},
		"as many services as are bearable": {"owner.overloaded", func(o *organisationFixture) {
			o.policy(Policy{Thresholds: map[Threshold]int64{ServicesPerOwner: 2}})
		}},
		"an absence that has begun": {"acting.gap", func(o *organisationFixture) {
			o.party("service-owner").Absences = []Absence{{Period: Period{From: fixtureAt}}}
			o.drop(fixtureMail, ServiceOwnerDeputy)
		}},
		"an owner who leaves later": {"owner.leaving", func(o *organisationFixture) {
			o.party("service-owner").Active = []Period{{Until: fixtureDay(60).Add(1000)}}
		}},
		"an owner who leaves and is followed": {"owner.leaving", func(o *organisationFixture) {
			o.party("service-owner").Active = []Period{{Until: fixtureDay(30)}}
			for _, s := range []Scope{fixtureMail, fixtureDisk} {
				o.entry(s, ServiceOwner).Period.Until = fixtureDay(30)
				o.add(s, Entry{Role: ServiceOwner, Holder: "vera", Period: Period{From: fixtureDay(30)}})
			}
		}},
		"an ownership that is followed": {"owner.ending", func(o *organisationFixture) {
			o.entry(fixtureMail, ServiceOwner).Period.Until = fixtureDay(30)
			o.add(fixtureMail, Entry{Role: ServiceOwner, Holder: "vera", Period: Period{From: fixtureDay(30)}})
		}},
		"organisations within organisations": {"parent.level", func(o *organisationFixture) {
			o.facts.Areas = append(o.facts.Areas, Area{Scope: OrganisationScope("beta"), Parents: []Parent{{Scope: fixtureAcme}}})
		}},
		"all of a group": {"redundancy.need", func(o *organisationFixture) {
			o.service("mail").Dependencies[0].Group = "spare"
			o.service("mail").Redundancy = []Redundancy{{"spare", 1}}
		}},
		"a dependency of the past": {"dependency.dangling", func(o *organisationFixture) {
			o.service("mail").Dependencies = append(o.service("mail").Dependencies, Dependency{On: "gone", Period: Period{Until: fixtureAt}})
		}},
		"one provider said twice": {"provider.several", func(o *organisationFixture) {
			o.service("mail").Providers = append(o.service("mail").Providers, Provider{By: "acme"})
		}},
		"a role above that does not reach down": {"roles.doubtful", func(o *organisationFixture) {
			o.policy(Policy{Combinations: []Combination{{SystemOwner, FunctionalServiceManager, Warn}}})
			o.drop(Scope{LevelSystem, "ledger"}, FunctionalServiceManager)
			o.entry(fixtureMail, FunctionalServiceManager).Holder = "system-owner"
		}},
		"a role above that yields to a nearer holder": {"roles.doubtful", func(o *organisationFixture) {
			o.entry(portfolio, ServiceLevelManager).Holder = "service-owner"
		}},
		"a relation held by a group": {"holder.not-person", func(o *organisationFixture) {
			o.entry(fixtureMail, User).Holder = "crew"
		}},
		"an act by whoever may": {"act.unauthorised", func(o *organisationFixture) {
			o.act(fixtureMail, Act{Kind: Assigned, At: fixtureDay(-1), Proof: Proof{
				By: "service-delivery-manager", Capacity: OwnRight, Activity: AppointServiceOwner, Scope: fixtureMail, At: fixtureDay(-1),
			}})
		}},
	} {
		o := newFixture(t)
		c.change(o)
		report := o.register(t).Review(fixtureAt, Selection{})
		require.Contains(t, report.Rules(), mustRule(t, c.code))
		assert.Empty(t, report.Of(c.code), name)
	}
}

func mustRule(t *testing.T, code Code) Rule {
	t.Helper()
	rule, ok := ownershipRules.Rule(code)
	require.True(t, ok)
	return rule
}

// The sentences that a reader of a report meets first.
func TestSentences(t *testing.T) {
	o := newFixture(t)
	o.party("walt").Active = []Period{{Until: fixtureAt}}
	o.party("crew").Within = nil
	for i, p := range []PartyID{"vera", "user", "sponsor", "supplier", "customer", "risk-owner", "senior-management"} {
		o.party(p).Within = append(slices.Clone(o.party(p).Within), Membership{Of: "crew", Period: Period{From: fixtureDay(-i)}})
	}
	o.entry(fixtureMail, ServiceOwner).Holder = "walt"
	o.entry(fixtureDisk, ServiceOwner).Holder = "crew"
	report := o.register(t).Review(fixtureAt, Selection{})
	require.Len(t, report.Of("owner.inactive"), 1)
	assert.Equal(t, "walt is recorded as owner and is not active: left on 2026-06-01", report.Of("owner.inactive")[0].Text())
	require.Len(t, report.Of("owner.not-person"), 1)
	assert.Equal(t, "crew is recorded as owner and is a group; customer, risk-owner, senior-management, sponsor, supplier, 2 others could be asked who it is",
		report.Of("owner.not-person")[0].Text())
}
