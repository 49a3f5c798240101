package sla

import (
	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// An ask is the activity that a command asks for, by kind of agreement.
type ask struct{ SLA, OLA, UC ownership.Activity }

func (q ask) of(k Kind) ownership.Activity {
	switch k {
	case OLA:
		return q.OLA
	case UC:
		return q.UC
	case SLA:
	}
	return q.SLA
}

// by are the activities of a command, with those of the counterparty where the
// side matters.
type by struct{ provider, counterparty ask }

// same is for commands that are the same activity whatever the kind.
func same(a ownership.Activity) by { return by{provider: ask{a, a, a}} }

var (
	asksDraft = by{provider: ask{ownership.DraftAgreement, ownership.NegotiateOLA, ownership.NegotiateUC}}
	asksTerms = by{provider: ask{ownership.NegotiateAgreement, ownership.NegotiateOLA, ownership.NegotiateUC}}
	asksSign  = by{
		provider:     ask{ownership.SignAgreementForProvider, ownership.SignOLAForProvider, ownership.SignUCForProvider},
		counterparty: ask{ownership.SignAgreementForCustomer, ownership.SignOLAForSupportingParty, ownership.SignUCForSupplier},
	}
	// A supporting party and a supplier have no activity of their own for ending
	// an agreement: their notice is taken down by whoever ends it for the provider.
	asksEnd = by{
		provider:     ask{ownership.TerminateAgreement, ownership.TerminateOLA, ownership.TerminateUC},
		counterparty: ask{ownership.TerminateForCustomer, ownership.TerminateOLA, ownership.TerminateUC},
	}
)

// The conditions of the status table.
const (
	ifForceBefore   machine.Condition = "an earlier version was put into force"
	ifNoForceBefore machine.Condition = "no earlier version was put into force"
	ifStillInForce  machine.Condition = "an earlier version is in force, or will be"
)

// agreementRows is the status table of an agreement's newest version. An
// agreement begins as a draft, or adopted as active.
var agreementRows = []machine.Row[AgreementStatus, AgreementCommand, by]{
	{From: on(Draft), On: RequirementsStated, To: Draft, Data: by{provider: ask{ownership.GatherLevelRequirements, ownership.NegotiateOLA, ownership.NegotiateUC}}},
	{From: on(Draft), On: TargetsSet, To: Draft, Data: by{provider: ask{ownership.SetLevelTargets, ownership.NegotiateOLA, ownership.NegotiateUC}}},
	{From: on(Draft, Negotiating, Agreed), On: Negotiated, To: Negotiating, Data: asksTerms},

	{From: on(Negotiating), On: Assessed, To: Negotiating, Data: same(ownership.AssessFeasibility)},
	{From: on(Active), On: Assessed, To: Active, Data: same(ownership.AssessFeasibility)},
	{From: on(Negotiating), On: CapabilityImproved, To: Negotiating, Data: same(ownership.ImproveCapability)},
	{From: on(Active), On: CapabilityImproved, To: Active, Data: same(ownership.ImproveCapability)},
	{From: on(Negotiating), On: TargetLowered, To: Negotiating, Data: by{provider: ask{ownership.LowerTarget, ownership.NegotiateOLA, ownership.NegotiateUC}}},
	{From: on(Negotiating), On: ShortfallAccepted, To: Negotiating, Data: same(ownership.AcceptShortfall)},
	{From: on(Active), On: ShortfallAccepted, To: Active, Data: same(ownership.AcceptShortfall)},

	{From: on(Negotiating), On: ResourcesCommitted, To: Negotiating, Data: same(ownership.CommitResources)},
	{From: on(Agreed), On: ResourcesCommitted, To: Agreed, Data: same(ownership.CommitResources)},
	{From: on(Active), On: ResourcesCommitted, To: Active, Data: same(ownership.CommitResources)},

	{From: on(Negotiating), On: Signed, To: Negotiating, Data: asksSign},
	{From: on(Negotiating), On: Countersigned, To: Agreed, Data: asksSign},
	{From: on(Agreed), On: Activated, To: Active, Data: by{provider: ask{ownership.ActivateAgreement, ownership.MaintainOLA, ownership.MaintainUC}}},

	{From: on(Active, Expired), On: Revised, To: Negotiating, Data: by{provider: ask{ownership.MaintainAgreement, ownership.MaintainOLA, ownership.MaintainUC}}},
	{From: on(Negotiating, Agreed), On: RevisionWithdrawn, To: Active, If: []machine.Condition{ifForceBefore}, Data: asksTerms},
	{From: on(Draft, Negotiating, Agreed), On: Withdrawn, To: Terminated, If: []machine.Condition{ifNoForceBefore}, Data: asksTerms},
	{From: on(Active), On: NoticeGiven, To: Terminated, Data: asksEnd},
	{From: on(Negotiating, Agreed), On: NoticeGiven, To: Terminated, If: []machine.Condition{ifStillInForce}, Data: asksEnd},
}

func on(s ...AgreementStatus) []AgreementStatus { return s }

// agreementMachine is a constant in all but name: a test holds that the table has
// no defects.
var agreementMachine, errAgreementMachine = machine.New(machine.Table[AgreementStatus, AgreementCommand, by]{
	States: []AgreementStatus{Draft, Negotiating, Agreed, Active, Expired, Terminated},
	Events: []AgreementCommand{
		RequirementsStated, TargetsSet, Negotiated, Assessed, CapabilityImproved, TargetLowered, ShortfallAccepted,
		ResourcesCommitted, Signed, Countersigned, Activated, Revised, RevisionWithdrawn, Withdrawn, NoticeGiven,
	},
	Start: []AgreementStatus{Draft, Active, Expired},
	Final: []AgreementStatus{Terminated},
	Rows:  agreementRows,
})

// AgreementDiagram draws the status table as a Mermaid state diagram.
func AgreementDiagram() string { return agreementMachine.Mermaid(nil) }
