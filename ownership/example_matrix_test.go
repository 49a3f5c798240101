package ownership_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/serviceowner/itsm/ownership"
)

// What does the service owner do that the service level manager does not, and
// the other way round?
func ExampleMatrix_Letters_ownerAndLevelManager() {
	m := ownership.Standard()
	for _, a := range []ownership.Activity{
		ownership.NegotiateAgreement,
		ownership.AssessFeasibility,
		ownership.CommitResources,
		ownership.SignAgreementForProvider,
		ownership.RecordMeasurement,
		ownership.ReviewPerformance,
	} {
		fmt.Printf("%-28s owner %-4s level manager %s\n", a,
			m.Letters(a, ownership.ServiceOwner), m.Letters(a, ownership.ServiceLevelManager))
	}
	// Output:
	// negotiate-agreement          owner C    level manager A/R
	// assess-feasibility           owner C    level manager A/R
	// commit-resources             owner A/R  level manager I
	// sign-agreement-for-provider  owner C    level manager A/R
	// record-measurement           owner A    level manager R
	// review-performance           owner A/R  level manager C
}

// Can the service level manager be given what is the service owner's?
func ExampleMatrix_With_refused() {
	_, err := ownership.Standard().With(ownership.Overlay{
		Name: "levels first",
		Changes: []ownership.RowChange{{
			Activity: ownership.CommitResources,
			Cells: map[ownership.Role]ownership.RACI{
				ownership.ServiceLevelManager: ownership.R,
			},
		}},
	})
	var refused *ownership.Error
	if errors.As(err, &refused) {
		for _, f := range refused.Findings {
			fmt.Println(f.Text(), f.Sources)
			fmt.Println(f.Remedy())
		}
	}
	// Output:
	// service-level-manager has R for commit-resources, which is not its to have [R14 R32]
	// Take the letter away: whoever else needs resources asks the service owner.
}

// How do I add a role and an activity of my own?
func ExampleMatrix_With_own() {
	const (
		privacyGuardian ownership.Role     = "privacy-guardian"
		assessPrivacy   ownership.Activity = "assess-privacy"
	)
	ours, err := ownership.Standard().With(ownership.Overlay{
		Name:    "privacy",
		Version: "ours-1",
		Roles: []ownership.RoleCard{{
			Role: privacyGuardian, Name: "Privacy guardian",
			Objectives:  []string{"Keep personal data safe."},
			Levels:      []ownership.Level{ownership.LevelOrganisation},
			Holders:     ownership.OneByPolicy,
			ReachesDown: true,
			AppointedBy: ownership.AppointRoleHolder,
		}},
		Rows: []ownership.Row{{
			Activity: assessPrivacy, Name: "Assess the effect on privacy",
			Process: "change management",
			On:      []ownership.Level{ownership.LevelService},
			Cells: map[ownership.Role]ownership.RACI{
				privacyGuardian:        ownership.A | ownership.R,
				ownership.ServiceOwner: ownership.C,
			},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ours.Roles(assessPrivacy, ownership.A), len(ours.Review()), "findings")
	for _, c := range ownership.Standard().Diff(ours) {
		fmt.Println(c)
	}
	// Output:
	// [privacy-guardian] 0 findings
	// applied: added privacy
	// roles[privacy-guardian]: added Privacy guardian
	// rows[assess-privacy]: added Assess the effect on privacy
	// version: ours-1, was standard-1
}

// With us the service owner chairs the crisis team. How do I say so?
func ExampleProfileByName() {
	chair, _ := ownership.ProfileByName("crisis-chair")
	ours, err := ownership.Standard().With(chair.Overlay())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(chair.Text)
	fmt.Println(ours.Letters(ownership.RunCrisisTeam, ownership.ServiceOwner),
		ours.Letters(ownership.RunCrisisTeam, ownership.IncidentManager))

	// In a document the same is one line.
	var read ownership.Matrix
	err = json.Unmarshal([]byte(`{"base": "standard", "profiles": ["crisis-chair"]}`), &read)
	fmt.Println(err, len(ours.Diff(&read)))
	// Output:
	// The service owner chairs the crisis team.
	// A/R R
	// <nil> 0
}

// How do I show people who does what?
func ExampleMatrix_Chart() {
	chart := ownership.Standard().Chart()
	_, rest, _ := strings.Cut(chart, "## Release management\n\n")
	table, _, _ := strings.Cut(rest, "\n## ")
	for line := range strings.Lines(table) {
		fmt.Println(strings.TrimRight(line, " \n"))
	}
	// Output:
	// | Activity | On | Accountable | Responsible | Consulted | Informed | Source |
	// |---|---|---|---|---|---|---|
	// | Plan a release `plan-release` | service | Release manager | Release manager | Functional service manager, Service owner | Change authority, Customer | R39 |
	// | Judge whether a release is ready for production `judge-readiness` | service | Release manager | Release manager | Functional service manager, Service level manager, Service owner |  | R39, R53 |
	// | Say go or no-go as owner of the service `approve-release` (1) | service | Service owner | Service owner | Functional service manager | Release manager | R39, C15 |
	//
	// (1) The owner's voice; a profile makes it the decision itself.
}

// Is our own chart sound?
func ExampleMatrix_Review() {
	m, err := ownership.NewMatrix(ownership.MatrixTable{
		Version: "bicycle repair",
		Roles: []ownership.RoleCard{
			{Role: "mechanic", Name: "Mechanic", Objectives: []string{"Repair."}, Levels: []ownership.Level{ownership.LevelService}, Holders: ownership.OneByPolicy, AppointedBy: "hire"},
			{Role: "boss", Name: "Boss", Objectives: []string{"Earn."}, Levels: []ownership.Level{ownership.LevelService}, Holders: ownership.OneByPolicy, AppointedBy: "hire"},
		},
		Rows: []ownership.Row{
			{
				Activity: "hire", Name: "Hire", Process: "shop", On: []ownership.Level{ownership.LevelService},
				Cells: map[ownership.Role]ownership.RACI{"boss": ownership.A | ownership.R},
			},
			{
				Activity: "repair", Name: "Repair", Process: "shop", On: []ownership.Level{ownership.LevelService},
				Cells: map[ownership.Role]ownership.RACI{"boss": ownership.A, "mechanic": ownership.A},
			},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range m.Review() {
		fmt.Println(f)
	}
	// Output:
	// error matrix:bicycle repair: several roles are accountable for repair: boss, mechanic [matrix.accountable-several R03 R16]
	// error matrix:bicycle repair: nobody is responsible for doing repair [matrix.responsible-none R16]
}
