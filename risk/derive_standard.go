package risk

import "slices"

// StandardDerivations say what may follow from what reviews find: for ownership,
// and for the findings about promises by the codes that they have in this library.
// Append rows of your own; a later row replaces an earlier one of its code.
func StandardDerivations() []Derivation { return slices.Clone(standardDerivations) }

const (
	aboutPeople     Category = "people"
	aboutLevels     Category = "service-levels"
	aboutSupply     Category = "supply"
	aboutContinuity Category = "continuity"
)

var standardDerivations = []Derivation{
	{
		"owner.vacant", aboutPeople, "Nobody answers for {subject}", "{subject} has no owner",
		"a decision about {subject} is due and nobody takes it", "faults, changes and promises of {subject} are left undecided until somebody is found",
	},
	{
		"owner.not-person", aboutPeople, "No person answers for {subject}", "{holder}, recorded as owner of {subject}, is no person",
		"a decision about {subject} is due and everybody waits for somebody else", "faults, changes and promises of {subject} are left undecided",
	},
	{
		"owner.inactive", aboutPeople, "The owner of {subject} is gone", "{holder}, recorded as owner of {subject}, is not there: {why}",
		"a decision about {subject} is due and nobody takes it", "faults, changes and promises of {subject} are left undecided until somebody is found",
	},
	{
		"owner.leaving", aboutPeople, "The owner of {subject} leaves", "{holder} leaves on {on}, and nobody is recorded to follow as owner of {subject}",
		"{holder} leaves before anybody has taken over", "what only {holder} knows of {subject} is lost, and nobody decides",
	},
	{
		"owner.ending", aboutPeople, "The ownership of {subject} ends", "the ownership of {holder} ends on {on}, and nobody is recorded to follow",
		"the day comes before anybody has taken over", "nobody decides about {subject}",
	},
	{
		"deputy.missing", aboutPeople, "Nobody stands in for the owner of {subject}", "{subject} has no deputy of its owner",
		"the owner is away when a decision is due", "the decision about {subject} waits until the owner is back",
	},
	{
		"acting.nobody", aboutPeople, "Nobody acts for {subject}", "{holder} is absent and no deputy of {subject} is there",
		"a decision about {subject} is due during the absence", "the decision about {subject} waits until {holder} is back",
	},
	{
		"acting.gap", aboutPeople, "Nobody will act for {subject}", "{holder} will be absent from {from}, and no deputy of {subject} is there then",
		"a decision about {subject} is due during the absence", "the decision about {subject} waits until {holder} is back",
	},
	{
		"dependency.dangling", aboutSupply, "{subject} depends on something unknown", "{subject} depends on {on}, of which nothing is known",
		"what {subject} depends on fails or is given up", "{subject} fails, and nobody knows whom to call",
	},
	{
		"agreement.missing", aboutLevels, "Nothing is agreed for {subject}", "{subject} is used and no levels are agreed",
		"customers expect more of {subject} than it can do", "disputes, and damage that nobody has limited",
	},
	{
		"agreement.expired", aboutLevels, "An agreement of {subject} has ended", "an agreement about {subject} has ended and was not renewed",
		"a customer or supplier does not feel bound any more", "levels of {subject} drop and nobody can be held to them",
	},
	{
		"attainment.missed", aboutLevels, "{subject} does not reach its targets", "{subject} missed what was promised",
		"the targets are missed again", "customers of {subject} claim credits or leave",
	},
	{
		"underpinning.missing", aboutSupply, "{subject} promises more than is promised to it", "no agreement covers what {subject} depends on",
		"what {subject} depends on fails for longer than {subject} may", "{subject} breaks its promises and cannot hold anybody to account",
	},
	{
		"underpinning.weak", aboutSupply, "What {subject} rests on is too weak", "the agreements under {subject} promise less than {subject} does",
		"what {subject} depends on fails as often as was agreed", "{subject} breaks its promises although everybody below keeps theirs",
	},
	{
		"continuity.none", aboutContinuity, "Nobody knows how to restore {subject}", "nothing is recorded of what the restore of {subject} needs",
		"{subject} is lost and has to be restored", "the restore takes far longer than is bearable, or fails",
	},
	{
		"continuity.missing", aboutContinuity, "The restore of {subject} lacks something", "not all that the restore of {subject} needs is in place",
		"{subject} is lost and has to be restored", "the restore takes far longer than is bearable, or fails",
	},
}
