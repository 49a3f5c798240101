package ownership

// The activities of the standard matrix, grouped as its rows are. Callers add
// their own as further constants of type [Activity] with a [Row] in an [Overlay].

// Ownership records.
const (
	EstablishOwnership  Activity = "establish-ownership"
	ImportRecords       Activity = "import-records"
	AppointServiceOwner Activity = "appoint-service-owner"
	AppointDeputy       Activity = "appoint-deputy"
	AppointRoleHolder   Activity = "appoint-role-holder"
	DelegateAuthority   Activity = "delegate-authority"
	CorrectRecord       Activity = "correct-record"
)

// Others that commands of this and further packages ask for.
const (
	CommitResources            Activity = "commit-resources"
	EscalateToSeniorManagement Activity = "escalate-to-senior-management"
	ApproveChange              Activity = "approve-change"
	ApproveRelease             Activity = "approve-release"
	NegotiateAgreement         Activity = "negotiate-agreement"
	SignAgreementForProvider   Activity = "sign-agreement-for-provider"
	SignAgreementForCustomer   Activity = "sign-agreement-for-customer"
	MaintainRiskEntry          Activity = "maintain-risk-entry"
	NotifyMajorIncident        Activity = "notify-major-incident"
)
