package ownership

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The world of the command tests: the service mail in the organisation acme,
// whose senior management is boss. It has a small matrix of its own, so that no
// test depends on the letters of the standard one.

var mail = ServiceScope("mail")

// day returns midnight of a day in January 2030, which is long enough for every
// story that is told here.
func day(n int) time.Time { return time.Date(2030, 1, n, 0, 0, 0, 0, time.UTC) }

func from(n int) Period               { return Period{From: day(n)} }
func between(n, m int) Period         { return Period{From: day(n), Until: day(m)} }
func by(p PartyID, n int) Who         { return Who{By: p, At: day(n)} }
func owner(p PartyID, q Period) Claim { return Claim{Role: ServiceOwner, Holder: p, Period: q} }

func commandMatrix() Matrix {
	service, all := []Level{LevelService}, []Level{LevelOrganisation, LevelService}
	row := func(a Activity, acting Acting, cells map[Role]RACI) Row {
		return Row{Activity: a, Name: string(a), On: all, Acting: acting, Cells: cells}
	}
	boss := map[Role]RACI{SeniorManagement: A | R}
	return Matrix{
		version: "commands",
		cards: []RoleCard{
			{Role: ComponentOwner, Levels: []Level{LevelComponent}, Holders: OneByPolicy, AppointedBy: AppointRoleHolder},
			{Role: Customer, Levels: service, Holders: Several, Relation: true, AppointedBy: AppointRoleHolder},
			{Role: FunctionalServiceManager, Levels: service, Holders: Several, AppointedBy: AppointRoleHolder},
			{Role: SeniorManagement, Levels: []Level{LevelOrganisation}, Holders: OneByPolicy, ReachesDown: true, AppointedBy: AppointRoleHolder},
			{Role: ServiceLevelManager, Levels: service, Holders: OneByPolicy, AppointedBy: AppointRoleHolder},
			{Role: ServiceOwner, Levels: service, Holders: OneAlways, AppointedBy: AppointServiceOwner},
			{Role: ServiceOwnerDeputy, Levels: service, Holders: Several, DeputyOf: ServiceOwner, AppointedBy: AppointDeputy},
		},
		rows: []Row{
			row(EstablishOwnership, Never, boss),
			row(ImportRecords, WhenAway, boss),
			row(AppointServiceOwner, WhenAway, boss),
			row(AppointDeputy, WhenAway, map[Role]RACI{SeniorManagement: R, ServiceOwner: A}),
			row(AppointRoleHolder, WhenAway, map[Role]RACI{SeniorManagement: A, ServiceOwner: R}),
			row(DelegateAuthority, Always, map[Role]RACI{SeniorManagement: A, ServiceOwner: R, FunctionalServiceManager: R}),
			row(CorrectRecord, WhenAway, boss),
			row(ApproveChange, Always, map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R}),
			row(CommitResources, Never, map[Role]RACI{ServiceOwner: A | R}),
		},
	}
}

func commandParties() []Party {
	person := func(id PartyID) Party { return Party{ID: id, Kind: Person} }
	return []Party{
		person("boss"), person("ada"), person("ben"), person("cyd"), person("dee"),
		{ID: "gone", Kind: Person, Active: []Period{{Until: day(5)}}},
		{ID: "team", Kind: Group, Lead: "ada"},
		{ID: "tbd", Kind: Person, Placeholder: true},
	}
}

func acme(t testing.TB) Ledger {
	l, err := Adopt(OrganisationScope("acme"), "charter", day(1), Claim{Role: SeniorManagement, Holder: "boss"})
	require.NoError(t, err)
	return l
}

// worldWith is a register of the world with policies.
func worldWith(t testing.TB, policies ...Policy) *Register {
	reg, err := NewRegister(Facts{
		Parties:  commandParties(),
		Services: []Service{{ID: "mail", Parents: []Parent{{Scope: OrganisationScope("acme")}}}, {ID: "chat", Parents: []Parent{{Scope: OrganisationScope("acme")}}}},
		Matrices: []Matrix{commandMatrix()},
		Policies: policies,
	}, slices.Values([]Ledger{acme(t)}))
	require.NoError(t, err)
	return reg
}

func world(t testing.TB) *Register { return worldWith(t) }

// founded is the ledger of mail with ada as owner from day 1 on.
func founded(t testing.TB, more ...Claim) Ledger {
	claims := append([]Claim{owner("ada", from(1))}, more...)
	l, err := Ledger{}.Establish(world(t), by("boss", 1), Establish{Scope: mail, Claims: claims})
	require.NoError(t, err)
	return l
}

func deputy(p PartyID, rank int, q Period) Claim {
	return Claim{Role: ServiceOwnerDeputy, Holder: p, Rank: rank, Period: q}
}
