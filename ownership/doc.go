// Package ownership answers who answers for what.
//
// Catalogues keep an owner field. Here ownership is a rule: one accountable
// person at every instant (R01, R03), deputies who act without taking the
// accountability over (R07, C15), a service level manager with other powers than
// the service owner (R74), and a history that can be asked both for what was true
// and for what was known. Numbers such as R01 and C15 name the requirement, or
// the disagreement between sources, that a rule stands for; [Source.Text] says
// in a sentence what each of them demands.
//
// # The nouns
//
// There are nine.
//
//   - A [Party] is a person, a group, a unit or an organisation.
//   - A [Scope] is what somebody answers for: a [Service], or an [Area] such as a
//     portfolio, a system or an agreement. Scopes contain scopes.
//   - A [Role] is what is held over a scope; its [RoleCard] says for how many, at
//     which levels, and by which activity it is given.
//   - A [Ledger] holds who held which roles over one scope: entries, each true
//     during one [Period] and believed during another, and the acts that made them.
//   - A [Matrix] says for every [Activity] which roles are responsible,
//     accountable, consulted and informed. Only R and A entitle to act.
//   - A [Register] is an immutable snapshot of all of this, made for asking.
//   - An [Authorization] is a register's "yes" to one [Request]; what is recorded
//     of it is a [Proof].
//   - A [Rule] finds; a [Finding] is what it found; a [Report] is a review's
//     findings with what was looked at. A [Policy] rates them, a [Waiver] lifts them.
//   - A [Store] keeps ledgers. [Memory] is one; yours may be a database.
//
// # The smallest program
//
//	ledger, err := ownership.Adopt(mail, "old catalogue", start,
//		ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"})
//	reg, err := ownership.NewRegister(facts, slices.Values([]ownership.Ledger{ledger}))
//	owner := reg.Owner("mail", at) // owner.State is Held, owner.Holder is "ada"
//
// # How do I begin?
//
// Declare parties, areas and services as [Facts], with the scopes that contain a
// service in its Parents. [Ledger.Establish] the senior management of the
// organisation first: nobody can entitle that act, so it is recorded as a
// founding. Whom it names then establishes the services within the organisation,
// each with its owner, and the owners assign their deputies. Example (FromScratch)
// is this as a program. Runnable examples of everything below are in the files
// example_*_test.go.
//
// # Who owns it?
//
// [Register.Owner], [Register.Holder] and [Register.Accountable] give an
// [Answer]: [Held] by a living person, [Vacant], [NoPerson] where a group or a
// placeholder is recorded, or [Contested] with all claimants, never an arbitrary
// one. [Register.KnownAt] asks the same of an earlier state of knowledge.
// [Register.Gaps] lists the stretches that nobody covers.
//
// # Who acts now, and whom do I contact?
//
// [Register.Acting] names the holder or, while the holder is away or missing, the
// first available deputy. [Register.Contact] does so for a purpose,
// [Register.MajorIncident] for everybody to be told of one, and
// [Register.Involved] for any activity.
//
// # May they do this, and why not?
//
// [Register.May] says yes or no, [Register.Why] lists everything that is missing,
// [Register.Authorize] issues an Authorization. They read one judgement and never
// disagree. A person may act by own right, as a deputy, or as a delegate, and
// only within the activity's row and the limits of the mandate.
//
// # What happens when somebody moves or leaves?
//
// [Ledger.Handover] passes a role on at an instant: the old holder answers until
// just before it, the new one from it on. [Ledger.Assign], [Ledger.Cancel],
// [Ledger.End] and [Ledger.Delegate] change the present and the future,
// [Ledger.Correct] alone the past, and what was believed before stays readable.
// [Ledger.Establish] begins a ledger and [Ledger.Import] adopts what others
// claim. Every command asks an [Authority] by itself and leaves a Proof.
// [Register.Departure] says beforehand what a leaver leaves behind and who could
// take over.
//
// # What is wrong with it all?
//
// [Register.Review] evaluates the rule table over the facts and never refuses to
// look at bad ones; [Rules] lists the table, [Thresholds] what it compares with.
// Other packages build tables of their own with [NewRulebook] on the same engine.
//
// # How do I keep it?
//
// Ledgers live in a Store, under their scope; facts (parties, services, areas,
// matrices, policies) are the caller's, and a [Document] carries both as JSON.
// [Load] makes a register of a store in one line, [Live] keeps the newest one
// while ledgers change, and [Register.Reconcile] proposes the commands that bring the
// register in line with what another system observed.
//
//	record   key     grows with
//	Ledger   Scope   the acts of one scope: each handover adds one act and two
//	                 entries; nothing is ever removed
//
// # Time
//
// Nothing here reads a clock or a zone. Every question takes its instant; instants
// are UTC with microseconds, periods are half-open; see [Period].
//
// # Errors
//
// A refused command or malformed input is an [Error] over one of the sentinels
// [ErrInvalid], [ErrRefused], [ErrContested], [ErrStale] and [ErrRepeated], with
// everything that stands in the way, sorted; [Refusals] and [Rules] list the
// codes. Stores add [ErrNotFound],
// [ErrConflict] and [ErrOutcomeUnknown].
//
// Values are immutable once given or received; a [Register] is safe for
// concurrent use, and so are [Live] and [Memory].
package ownership
