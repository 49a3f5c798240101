package ownership

import (
	"iter"
	"slices"
)

// A requirement is what a [Source] stands for, in a sentence of our own.
type requirement struct {
	source Source
	text   string
}

// Text says what the requirement or contradiction demands; empty for a source
// that this library does not number.
func (id Source) Text() string {
	i := slices.IndexFunc(requirements, func(r requirement) bool { return r.source == id })
	if i < 0 {
		return ""
	}
	return requirements[i].text
}

// Sources yields every numbered requirement and contradiction, the requirements
// first, each group by number.
func Sources() iter.Seq[Source] {
	return func(yield func(Source) bool) {
		for _, r := range requirements {
			if !yield(r.source) {
				return
			}
		}
	}
}

// requirements lists what this library is built from: the R rows are duties,
// rules and recommendations, the C rows are points on which the sources of the
// field disagree, with how the library settles them.
var requirements = []requirement{
	{"R01", "A service has exactly one service owner at every instant."},
	{"R02", "One person may own several services."},
	{"R03", "There has to be a single point of accountability."},
	{"R04", "The owner answers for the whole service through every stage of its life."},
	{"R05", "Ownership holds wherever the technology or the people sit in the organisation."},
	{"R06", "The owner's role is given by an explicit, recorded act, once per service."},
	{"R07", "An owner should have at least one deputy; deputies are ranked and never a second owner."},
	{"R08", "The owner needs the time to own; an executive who owns everything does not have it."},
	{"R09", "Ownership works only with a mandate that executives have granted."},
	{"R10", "Portfolio, service, system and component each have somebody accountable."},
	{"R11", "Owners of systems and components do not replace an owner of the service."},
	{"R12", "A service delivery manager is above several owners, strategic and through all stages."},
	{"R13", "The owner does not take over what functional service managers are responsible for."},
	{"R14", "The owner's authority ends at the owner's own services."},
	{"R15", "Managing the members of IT teams is no duty of the owner."},
	{"R16", "Each activity has exactly one role accountable and at least one responsible, for all to see."},
	{"R17", "Owner and service level manager should not both do the same work."},
	{"R18", "Owners of services and of processes own different objects."},
	{"R19", "The owner has a say, or is told, in every process that supports the service."},
	{"R20", "The owner answers for delivery to the customer and its quality."},
	{"R21", "Delivery follows business requirements and service design, consistently."},
	{"R22", "The service stays aligned with what the business needs as that changes."},
	{"R23", "A service is defined by function, scope, capacity, quality and cost, agreed with the customer."},
	{"R24", "A service has to be defined before it can be managed."},
	{"R25", "Performance is measured and reviewed while the service is delivered."},
	{"R26", "Under-performance makes the owner start an improvement."},
	{"R27", "Improvement and assurance of quality go on all the time."},
	{"R28", "Reviews take place and users are heard in them."},
	{"R29", "When satisfaction drops, finding the cause comes first."},
	{"R30", "The owner knows how the service and its components work and can help to find faults."},
	{"R31", "The owner may escalate to senior management when very large financial damage threatens."},
	{"R32", "The owner alone commits resources and capabilities for the service."},
	{"R33", "There is one contact for requests about a service: the owner, or whoever acts for the owner."},
	{"R34", "The service's entry in the catalogue is accurate and current."},
	{"R35", "Customers and users are kept informed all along."},
	{"R36", "The owner is told of escalations and major incidents."},
	{"R37", "The owner takes part in the crisis team for grave incidents, or chairs it."},
	{"R38", "The owner has a large part in finding the cause of problems and mending it."},
	{"R39", "The owner's word counts when a release is judged ready for production."},
	{"R40", "The owner sits on the change advisory board and approves changes to the service."},
	{"R41", "The owner organises improvements and changes that touch the service."},
	{"R42", "Configuration data of the service is as complete and right as it needs to be."},
	{"R43", "Availability and capacity of the parts are looked at for the needs of the whole."},
	{"R44", "Everything needed to restore the service is known and in place."},
	{"R45", "The owner helps to define and follow the cost model."},
	{"R46", "The IT budget is somebody else's."},
	{"R47", "The provider's people take part in internal and external reviews of the service."},
	{"R48", "The owner supports the negotiation of agreements."},
	{"R49", "The service's entry in the risk register is kept up to date."},
	{"R50", "The owner has the skills of the role: structure of services, communication, accounts, coordination."},
	{"R51", "Strategy: requirements and strategic fit are worked out with the business."},
	{"R52", "Design: what is designed can meet the requirements."},
	{"R53", "Transition: the result can go into live operation."},
	{"R54", "Operation: the service does what it is for."},
	{"R55", "Improvement: owner and CSI manager decide together how to improve."},
	{"R56", "The five stages feed back into each other; they are no one-way line."},
	{"R60", "The service level manager agrees level targets with the customer and assures that they can be met."},
	{"R61", "Level requirements and targets are checked against resources and capabilities."},
	{"R62", "A target that cannot be met is met by better capability, lowered, or its shortfall accepted by a named author for a time."},
	{"R63", "The service level manager negotiates and maintains service level agreements."},
	{"R64", "Levels are agreed with the other parts of the organisation that the service depends on."},
	{"R65", "The service level manager develops and maintains operational level agreements."},
	{"R66", "Where the other party stands decides whether an agreement is an SLA, an OLA or an underpinning contract."},
	{"R67", "Suppliers are talked to throughout."},
	{"R68", "The service level manager organises review meetings with the customer."},
	{"R69", "Review meetings recur."},
	{"R70", "A review compares what was reached with every target in force."},
	{"R71", "Causes of breaches are found and kept from recurring."},
	{"R72", "The service level manager monitors and reports the levels that were provided."},
	{"R73", "Service level manager is a role: the owner may hold it, or somebody full time."},
	{"R74", "The service level manager answers for levels and agreements, the owner for the whole service."},
	{"R75", "Client relationship managers use the catalogue to work out agreements with business units."},
	{"R76", "The customer is who pays; customer, user and sponsor are kept apart."},
	{"R77", "A CSI manager looks over all processes and sees to measurement and improvement."},
	{"R78", "Services are of infrastructure, application, professional or further kinds."},
	{"R79", "Business, business units, suppliers and customers are distinct parties."},
	{"R80", "Whoever is named accountable is a person."},
	{"R81", "A group or a placeholder recorded as owner is no owner."},
	{"R82", "The owner belongs to the organisation that provides the service."},
	{"R83", "The service is of value and run efficiently."},
	{"R84", "Every role states what it is for."},
	{"R85", "Improvements are formal or informal."},
	{"R86", "Risk beyond tolerance, or above a financial threshold, is decided by senior management."},
	{"R90", "Who holds a role is active."},
	{"R91", "What is referred to exists."},
	{"R92", "Nothing contains itself."},
	{"R93", "Nobody is their own deputy."},
	{"R94", "What may be true once at a time does not overlap."},
	{"R95", "A period ends after it begins."},
	{"R96", "A role for one has one holder."},
	{"R97", "Who acted had the authority to."},
	{"R98", "Names and spellings are known and well-formed."},
	{"R99", "What is committed stays within the limit of the mandate."},

	{"C1", "Owner and service level manager in one person: forbidden by one source, allowed by another; policy decides, with a warning by default."},
	{"C2", "Who develops the agreement: service level manager, client relationship manager, or the owner in support; the activities are split and a profile chooses."},
	{"C3", "How far the service level manager's work reaches: from monitoring alone to negotiation and review; a profile chooses."},
	{"C4", "Who the single contact is: it depends on the purpose, and each purpose has one."},
	{"C5", "Finance: the budget is not the owner's, helping with the cost model, stating cost and committing resources are."},
	{"C6", "Major incidents: the owner is notified, takes part, or chairs; a profile chooses."},
	{"C7", "Staff: the owner coordinates people and never is their line manager."},
	{"C8", "Sources write responsible where they mean accountable; ultimately responsible is read as accountable."},
	{"C9", "One owner per service, any number of services per person."},
	{"C10", "Lifecycles of three and of five stages; five are kept and the three map onto them."},
	{"C11", "Service manager names two roles; they are kept apart as service delivery manager and functional service manager."},
	{"C12", "Improvement: the owner answers for the plan of a service, the CSI manager for the process and its register."},
	{"C13", "Catalogue: the owner answers for the entry, the catalogue manager for the catalogue."},
	{"C14", "Change: the owner's approval is required and is not the whole decision."},
	{"C15", "Deputies: accountability stays where it is; who acted and for whom are both recorded."},
	{"C16", "Owners of processes and of services are alike and never mixed: the object tells them apart."},
	{"C17", "Measuring: the service level manager measures and reports, the owner evaluates and acts; a profile chooses."},
}
