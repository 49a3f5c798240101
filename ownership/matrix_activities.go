package ownership

// The activities of the standard matrix, grouped as its rows are. Callers add
// their own as further constants of type [Activity] with a [Row] in an [Overlay].
// What each one is, and who has which part in it, is in the rows.

// Ownership records.
const (
	EstablishOwnership  Activity = "establish-ownership"
	ImportRecords       Activity = "import-records"
	AppointServiceOwner Activity = "appoint-service-owner"
	AppointDeputy       Activity = "appoint-deputy"
	AppointRoleHolder   Activity = "appoint-role-holder"
	AppointRiskOwner    Activity = "appoint-risk-owner"
	RecordCustomer      Activity = "record-customer"
	RecordSupplier      Activity = "record-supplier"
	// DelegateAuthority: whoever holds a role delegates from it, so its row has an
	// R for every role with something to delegate. An overlay that adds a role
	// adds its R there if holders are to delegate.
	DelegateAuthority       Activity = "delegate-authority"
	CorrectRecord           Activity = "correct-record"
	PublishResponsibilities Activity = "publish-responsibilities"
	SetPolicy               Activity = "set-policy"
	GrantWaiver             Activity = "grant-waiver"
)

// Service delivery.
const (
	DeliverService             Activity = "deliver-service"
	KeepDeliveryConsistent     Activity = "keep-delivery-consistent"
	AssureQuality              Activity = "assure-quality"
	AssureValue                Activity = "assure-value"
	AlignWithBusiness          Activity = "align-with-business"
	ReviewPerformance          Activity = "review-performance"
	ReviewService              Activity = "review-service"
	BringStaffToReviews        Activity = "bring-staff-to-reviews"
	InvestigateDissatisfaction Activity = "investigate-dissatisfaction"
	AnswerRequests             Activity = "answer-requests"
	AnswerCommercialQuestions  Activity = "answer-commercial-questions"
	InformCustomers            Activity = "inform-customers"
	CoordinateStaff            Activity = "coordinate-staff"
	CommitResources            Activity = "commit-resources"
	EscalateToSeniorManagement Activity = "escalate-to-senior-management"
	DecideEscalation           Activity = "decide-escalation"
	ManagePortfolio            Activity = "manage-portfolio"
	RunSystem                  Activity = "run-system"
	RunComponent               Activity = "run-component"
)

// Service lifecycle.
const (
	ProposeService         Activity = "propose-service"
	ClarifyRequirements    Activity = "clarify-requirements"
	ConfirmRequirements    Activity = "confirm-requirements"
	DefineService          Activity = "define-service"
	StateServiceCost       Activity = "state-service-cost"
	ApproveDefinition      Activity = "approve-definition"
	PrepareApproval        Activity = "prepare-approval"
	ApproveService         Activity = "approve-service"
	CharterService         Activity = "charter-service"
	AssureDesign           Activity = "assure-design"
	CompleteDesign         Activity = "complete-design"
	AssureTransition       Activity = "assure-transition"
	AdvanceTransition      Activity = "advance-transition"
	ReleaseService         Activity = "release-service"
	PutIntoOperation       Activity = "put-into-operation"
	AssureOperation        Activity = "assure-operation"
	SendServiceBack        Activity = "send-service-back"
	RetireService          Activity = "retire-service"
	ReviveService          Activity = "revive-service"
	MaintainCatalogueEntry Activity = "maintain-catalogue-entry"
	MaintainCatalogue      Activity = "maintain-catalogue"
)

// Service level management.
const (
	GatherLevelRequirements   Activity = "gather-level-requirements"
	SetLevelTargets           Activity = "set-level-targets"
	DraftAgreement            Activity = "draft-agreement"
	AssessFeasibility         Activity = "assess-feasibility"
	ImproveCapability         Activity = "improve-capability"
	LowerTarget               Activity = "lower-target"
	AcceptShortfall           Activity = "accept-shortfall"
	NegotiateAgreement        Activity = "negotiate-agreement"
	SignAgreementForProvider  Activity = "sign-agreement-for-provider"
	SignAgreementForCustomer  Activity = "sign-agreement-for-customer"
	ActivateAgreement         Activity = "activate-agreement"
	MaintainAgreement         Activity = "maintain-agreement"
	TerminateAgreement        Activity = "terminate-agreement"
	TerminateForCustomer      Activity = "terminate-agreement-for-customer"
	AnswerAgreementQuestions  Activity = "answer-agreement-questions"
	NegotiateOLA              Activity = "negotiate-ola"
	SignOLAForProvider        Activity = "sign-ola-for-provider"
	SignOLAForSupportingParty Activity = "sign-ola-for-supporting-party"
	MaintainOLA               Activity = "maintain-ola"
	TerminateOLA              Activity = "terminate-ola"
	RecordMeasurement         Activity = "record-measurement"
	MonitorLevels             Activity = "monitor-levels"
	ReportLevels              Activity = "report-levels"
	OrganiseMeeting           Activity = "organise-meeting"
	HoldMeeting               Activity = "hold-meeting"
	InvestigateBreach         Activity = "investigate-breach"
	TakeCorrectiveAction      Activity = "take-corrective-action"
	CloseBreach               Activity = "close-breach"
)

// Supplier management.
const (
	LiaiseWithSupplier Activity = "liaise-with-supplier"
	NegotiateUC        Activity = "negotiate-uc"
	SignUCForProvider  Activity = "sign-uc-for-provider"
	SignUCForSupplier  Activity = "sign-uc-for-supplier"
	MaintainUC         Activity = "maintain-uc"
	TerminateUC        Activity = "terminate-uc"
	ReviewSupplier     Activity = "review-supplier"
)

// Incidents, problems, changes and releases.
const (
	HandleIncident      Activity = "handle-incident"
	DiagnoseFault       Activity = "diagnose-fault"
	NotifyMajorIncident Activity = "notify-major-incident"
	RunCrisisTeam       Activity = "run-crisis-team"
	FindRootCause       Activity = "find-root-cause"
	ProposePermanentFix Activity = "propose-permanent-fix"
	OverseeChanges      Activity = "oversee-changes"
	AssessChange        Activity = "assess-change"
	ApproveChange       Activity = "approve-change"
	DecideChange        Activity = "decide-change"
	PlanRelease         Activity = "plan-release"
	JudgeReadiness      Activity = "judge-readiness"
	ApproveRelease      Activity = "approve-release"
)

// Configuration, availability, capacity and continuity.
const (
	MaintainServiceModel      Activity = "maintain-service-model"
	MaintainConfigurationData Activity = "maintain-configuration-data"
	VerifyConfiguration       Activity = "verify-configuration"
	PlanAvailability          Activity = "plan-availability"
	ReviewAvailabilityData    Activity = "review-availability-data"
	PlanCapacity              Activity = "plan-capacity"
	ReviewCapacityData        Activity = "review-capacity-data"
	MaintainContinuityPlan    Activity = "maintain-continuity-plan"
	CoordinateContinuity      Activity = "coordinate-continuity"
	TestRestoration           Activity = "test-restoration"
)

// Finance, staff and processes.
const (
	SetITBudget       Activity = "set-it-budget"
	FundService       Activity = "fund-service"
	DefineCostModel   Activity = "define-cost-model"
	TrackCostRecovery Activity = "track-cost-recovery"
	ManageStaff       Activity = "manage-staff"
	AppraiseStaff     Activity = "appraise-staff"
	DesignProcess     Activity = "design-process"
	RunProcess        Activity = "run-process"
)

// Risk management.
const (
	SetRiskAppetite           Activity = "set-risk-appetite"
	SetRiskTolerance          Activity = "set-risk-tolerance"
	IdentifyRisk              Activity = "identify-risk"
	MaintainRiskEntry         Activity = "maintain-risk-entry"
	AssessRisk                Activity = "assess-risk"
	TreatRisk                 Activity = "treat-risk"
	AcceptRisk                Activity = "accept-risk"
	AcceptRiskBeyondTolerance Activity = "accept-risk-beyond-tolerance"
	RevokeRiskAcceptance      Activity = "revoke-risk-acceptance"
	EscalateRisk              Activity = "escalate-risk"
	ReviewRisk                Activity = "review-risk"
	CloseRisk                 Activity = "close-risk"
	ManagePortfolioRisk       Activity = "manage-portfolio-risk"
)

// Continual service improvement.
const (
	OpenImprovement     Activity = "open-improvement"
	PlanImprovement     Activity = "plan-improvement"
	DecideImprovement   Activity = "decide-improvement"
	CarryOutImprovement Activity = "carry-out-improvement"
	MeasureImprovement  Activity = "measure-improvement"
	CloseImprovement    Activity = "close-improvement"
	MaintainCSIRegister Activity = "maintain-csi-register"
	MeasureProcesses    Activity = "measure-processes"
)
