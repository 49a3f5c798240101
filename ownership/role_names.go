package ownership

// The roles of the standard matrix. Callers add their own as further constants
// of type [Role] with a [RoleCard] in an [Overlay].
//
// There is no bare "service manager": the name is in use for two different
// roles (C11). The one above several service owners is the
// [ServiceDeliveryManager], the one who runs a function that a service needs is
// the [FunctionalServiceManager].
const (
	ServiceOwner        Role = "service-owner"
	ServiceOwnerDeputy  Role = "service-owner-deputy"
	ServiceLevelManager Role = "service-level-manager"

	ServiceDeliveryManager   Role = "service-delivery-manager"
	FunctionalServiceManager Role = "functional-service-manager"

	Customer                  Role = "customer"
	User                      Role = "user"
	Sponsor                   Role = "sponsor"
	Supplier                  Role = "supplier"
	ClientRelationshipManager Role = "client-relationship-manager"

	SystemOwner    Role = "system-owner"
	ComponentOwner Role = "component-owner"

	ProcessOwner   Role = "process-owner"
	ProcessManager Role = "process-manager"
	CSIManager     Role = "csi-manager"

	SeniorManagement        Role = "senior-management"
	RiskOwner               Role = "risk-owner"
	SupplierManager         Role = "supplier-manager"
	ServiceCatalogueManager Role = "service-catalogue-manager"

	LineManager          Role = "line-manager"
	FinanceManager       Role = "finance-manager"
	IncidentManager      Role = "incident-manager"
	ProblemManager       Role = "problem-manager"
	ChangeAuthority      Role = "change-authority"
	ReleaseManager       Role = "release-manager"
	ConfigurationManager Role = "configuration-manager"
	AvailabilityManager  Role = "availability-manager"
	CapacityManager      Role = "capacity-manager"
	ContinuityManager    Role = "continuity-manager"
)
