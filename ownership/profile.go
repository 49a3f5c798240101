package ownership

import "slices"

// A Profile is a named answer to a question on which the sources disagree, or
// which they leave open. Of the profiles that answer one question one is the
// default, which is what the standard matrix says; the others are overlays.
type Profile struct {
	// Name is also that of the overlay.
	Name string `json:"name"`

	// Question groups the profiles of which only one can hold.
	Question string `json:"question"`

	// Default marks what the standard matrix says already; its overlay is empty.
	Default bool `json:"default,omitempty"`

	// Text says what holds under the profile.
	Text string `json:"text"`

	// Changes is what the profile changes in the standard matrix.
	Changes []RowChange `json:"changes,omitempty"`

	Sources []Source `json:"sources"`
}

// Overlay returns the profile in the form that [Matrix.With] takes.
func (p Profile) Overlay() Overlay { return Overlay{Name: p.Name, Changes: p.Changes} }

// ProfileByName returns the profile of the name, and whether there is one.
func ProfileByName(name string) (Profile, bool) {
	for _, p := range Profiles() {
		if p.Name == name {
			return p, true
		}
	}
	return Profile{}, false
}

// rival returns the profile among those applied that settles the same question
// as the one of the name, or "".
func rival(name string, applied []string) string {
	all := Profiles()
	question := func(name string) string {
		i := slices.IndexFunc(all, func(p Profile) bool { return p.Name == name })
		if i < 0 {
			return ""
		}
		return all[i].Question
	}
	mine := question(name)
	if mine == "" {
		return ""
	}
	for _, a := range applied {
		if a != name && question(a) == mine {
			return a
		}
	}
	return ""
}

// Profiles returns all profiles, those of a question together, its default first.
func Profiles() []Profile {
	return []Profile{
		{
			Name: "agreements-by-level-manager", Question: "who develops agreements", Default: true,
			Text:    "The service level manager gathers requirements, drafts and negotiates.",
			Sources: []Source{"R60", "R63", "C2"},
		}, {
			Name: "agreements-by-relationship-manager", Question: "who develops agreements",
			Text: "The client relationship manager develops and documents agreements from the catalogue; the service level manager advises and signs.",
			Changes: []RowChange{
				{Activity: GatherLevelRequirements, Cells: map[Role]RACI{ClientRelationshipManager: A | R, ServiceLevelManager: C}},
				{Activity: DraftAgreement, Cells: map[Role]RACI{ClientRelationshipManager: A | R, ServiceLevelManager: C}},
				{Activity: NegotiateAgreement, Cells: map[Role]RACI{ClientRelationshipManager: A | R, ServiceLevelManager: C}},
				{Activity: MaintainAgreement, Cells: map[Role]RACI{ClientRelationshipManager: A | R, ServiceLevelManager: C}},
			},
			Sources: []Source{"R75", "C2"},
		}, {
			Name: "agreements-by-owner", Question: "who develops agreements",
			Text: "The service owner gathers requirements, drafts and negotiates; the service level manager advises and signs.",
			Changes: []RowChange{
				{Activity: GatherLevelRequirements, Cells: map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: C}},
				{Activity: DraftAgreement, Cells: map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: C}},
				{Activity: NegotiateAgreement, Cells: map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: C}},
			},
			Sources: []Source{"R73", "C1", "C2"},
		}, {
			Name: "owner-assists-negotiation", Question: "who develops agreements",
			Text: "The service level manager negotiates agreements and OLAs, and the service owner works with them.",
			Changes: []RowChange{
				{
					Activity: NegotiateAgreement, Cells: map[Role]RACI{ServiceOwner: R},
					Note: "The service level manager leads, the service owner brings what the service can do.",
				},
				{
					Activity: NegotiateOLA, Cells: map[Role]RACI{ServiceOwner: R},
					Note: "The service level manager leads, the supporting function works out its part, the service owner says what the service needs.",
				},
			},
			Sources: []Source{"R48", "C2"},
		}, {
			Name: "level-manager-answers-for-levels", Question: "how far the service level manager goes", Default: true,
			Text:    "The service level manager answers for watching and reporting levels, besides negotiating them.",
			Sources: []Source{"R63", "R72", "C3"},
		}, {
			Name: "level-manager-monitors-only", Question: "how far the service level manager goes",
			Text: "The service level manager watches and reports; the service owner answers for it.",
			Changes: []RowChange{
				{Activity: MonitorLevels, Cells: map[Role]RACI{ServiceOwner: A, ServiceLevelManager: R}},
				{Activity: ReportLevels, Cells: map[Role]RACI{ServiceOwner: A, ServiceLevelManager: R}},
			},
			Sources: []Source{"R72", "C3"},
		}, {
			Name: "agreement-contact-level-manager", Question: "whom to ask about agreements", Default: true,
			Text:    "The service level manager is the contact for agreements.",
			Sources: []Source{"R74", "C4"},
		}, {
			Name: "agreement-contact-relationship-manager", Question: "whom to ask about agreements",
			Text: "The client relationship manager is the contact for agreements.",
			Changes: []RowChange{
				{Activity: AnswerAgreementQuestions, Cells: map[Role]RACI{ClientRelationshipManager: A | R, ServiceLevelManager: C}},
			},
			Sources: []Source{"R75", "C4"},
		}, {
			Name: "crisis-member", Question: "the owner in a major incident", Default: true,
			Text:    "The service owner takes part in the crisis team.",
			Sources: []Source{"R37", "C6"},
		}, {
			Name: "crisis-notified", Question: "the owner in a major incident",
			Text: "The service owner is notified of a major incident and takes no part in the crisis team.",
			Changes: []RowChange{
				{Activity: RunCrisisTeam, Cells: map[Role]RACI{ServiceOwner: I}, Note: "The incident manager chairs, the service owner is kept informed."},
			},
			Sources: []Source{"R36", "C6"},
		}, {
			Name: "crisis-chair", Question: "the owner in a major incident",
			Text: "The service owner chairs the crisis team.",
			Changes: []RowChange{
				{
					Activity: RunCrisisTeam, Cells: map[Role]RACI{ServiceOwner: A | R, IncidentManager: R},
					Note: "The service owner chairs, the incident manager runs the work.",
				},
			},
			Sources: []Source{"R37", "C6"},
		}, {
			Name: "catalogue-by-catalogue-manager", Question: "who keeps the catalogue", Default: true,
			Text:    "The catalogue manager keeps the catalogue, each service owner an entry.",
			Sources: []Source{"R34", "C13"},
		}, {
			Name: "catalogue-by-level-manager", Question: "who keeps the catalogue",
			Text: "The service level manager keeps the catalogue, each service owner an entry.",
			Changes: []RowChange{
				{Activity: MaintainCatalogue, Cells: map[Role]RACI{ServiceLevelManager: A | R, ServiceCatalogueManager: C}},
			},
			Sources: []Source{"C13"},
		}, {
			Name: "level-manager-measures", Question: "who measures", Default: true,
			Text:    "The service level manager measures and reports, the service owner judges and acts.",
			Sources: []Source{"R25", "R72", "C17"},
		}, {
			Name: "owner-measures", Question: "who measures",
			Text: "The service owner measures as well as judges; the service level manager is informed.",
			Changes: []RowChange{
				{Activity: RecordMeasurement, Cells: map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: I}},
			},
			Sources: []Source{"R25", "C17"},
		}, {
			Name: "escalation-by-owner-alone", Question: "who may escalate", Default: true,
			Text:    "The right to escalate to senior management is the service owner's own.",
			Sources: []Source{"R31"},
		}, {
			Name: "escalation-by-deputy", Question: "who may escalate",
			Text:    "Deputies may escalate while the service owner is away.",
			Changes: []RowChange{{Activity: EscalateToSeniorManagement, Acting: WhenAway}},
			Sources: []Source{"R31", "C15"},
		}, {
			Name: "escalation-by-level-manager", Question: "who may escalate",
			Text: "The service level manager may escalate as well.",
			Changes: []RowChange{
				{
					Activity: EscalateToSeniorManagement, Cells: map[Role]RACI{ServiceLevelManager: R},
					Note: "The service owner escalates; the service level manager does when a promise to the customer is at stake.",
				},
			},
			Sources: []Source{"R31"},
		}, {
			Name: "commitment-by-owner-alone", Question: "who may commit resources", Default: true,
			Text:    "Nobody stands in for the service owner in committing resources.",
			Sources: []Source{"R32"},
		}, {
			Name: "commitment-by-deputy", Question: "who may commit resources",
			Text:    "Deputies may commit resources while the service owner is away, within the owner's limits.",
			Changes: []RowChange{{Activity: CommitResources, Acting: WhenAway}},
			Sources: []Source{"R32", "C15"},
		}, {
			Name: "problem-owner-consulted", Question: "the owner in problem management", Default: true,
			Text:    "The service owner is consulted about causes and fixes.",
			Sources: []Source{"R38"},
		}, {
			Name: "problem-owner-takes-part", Question: "the owner in problem management",
			Text: "The service owner works on causes and fixes.",
			Changes: []RowChange{
				{
					Activity: FindRootCause, Cells: map[Role]RACI{ServiceOwner: R},
					Note: "Functions and domains look into theirs, the service owner into how they work together.",
				},
				{
					Activity: ProposePermanentFix, Cells: map[Role]RACI{ServiceOwner: R},
					Note: "Functions and domains propose, the service owner weighs it for the whole service.",
				},
			},
			Sources: []Source{"R38"},
		}, {
			Name: "readiness-owner-consulted", Question: "the owner's word on a release", Default: true,
			Text:    "The release manager judges readiness and consults the service owner.",
			Sources: []Source{"R39"},
		}, {
			Name: "readiness-owner-decides", Question: "the owner's word on a release",
			Text: "The service owner's go or no-go is the decision.",
			Changes: []RowChange{
				{Activity: JudgeReadiness, Cells: map[Role]RACI{ServiceOwner: A, ReleaseManager: R}},
			},
			Sources: []Source{"R39"},
		}, {
			Name: "cost-owner-helps", Question: "the owner in the cost model", Default: true,
			Text:    "The service owner helps to define and track the cost model.",
			Sources: []Source{"R45", "C5"},
		}, {
			Name: "cost-owner-consulted", Question: "the owner in the cost model",
			Text: "The service owner is consulted about the cost model.",
			Changes: []RowChange{
				{Activity: DefineCostModel, Cells: map[Role]RACI{ServiceOwner: C}},
				{Activity: TrackCostRecovery, Cells: map[Role]RACI{ServiceOwner: C}},
			},
			Sources: []Source{"R45", "C5"},
		},
	}
}
