package ownership

import "time"

// A Request asks whether By may do Activity to Scope at the instant At.
type Request struct {
	By       PartyID
	For      PartyID // on whose behalf; empty: by own right or for whomever By stands in for
	Activity Activity
	Scope    Scope
	At       time.Time
	Amount   Quantity // what a limited activity commits; zero otherwise
}

// An Authority decides whether something may be done. Only a [Register], a
// [Live] register and an [Authorization] are authorities, so that no answer can
// be made up outside this package. This guards against forgetting to ask and
// against mixing up answers; it does not guard against a program that invents
// its facts.
type Authority interface {
	// authorize judges the request as if the authority already knew the ledger
	// in hand; nil means as things stand.
	authorize(req Request, inHand *Ledger) (Authorization, error)
}

// An Authorization is the answer "yes" to one [Request]. It is issued by a
// register, valid for exactly that request, and for a command on a ledger only
// on the revision of the ledger that it was issued for. The zero Authorization
// is refused everywhere.
type Authorization struct {
	req      Request
	proof    Proof
	revision int // of the ledger of req.Scope when issued
	issued   bool
}

// Proof returns on what the authorization rests, for the record.
func (a Authorization) Proof() Proof { return a.proof }
