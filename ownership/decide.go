package ownership

import (
	"fmt"

	"github.com/serviceowner/itsm/internal/ident"
)

// check reports everything that is malformed in the request itself, whatever
// the register knows.
func (q Request) check() error {
	var bad []Finding
	defect := func(path string, err error) {
		if err != nil {
			bad = append(bad, requestMalformed.NewFinding(q.Scope.Subject(), path, "path", path, "problem", err.Error()))
		}
	}
	defect("by", ident.Check("party", string(q.By)))
	if q.For != "" {
		defect("for", ident.Check("party", string(q.For)))
	}
	defect("activity", ident.Check("activity", string(q.Activity)))
	defect("scope", q.Scope.check())
	switch err := checkTime(q.At); {
	case err != nil:
		defect("at", err)
	case normalTime(q.At).IsZero():
		defect("at", fmt.Errorf("no instant given"))
	}
	switch {
	case q.Amount.Value < 0:
		defect("amount", fmt.Errorf("%d is negative", q.Amount.Value))
	case q.Amount.Value > 0 && q.Amount.Unit == "":
		defect("amount", fmt.Errorf("%d of no unit", q.Amount.Value))
	}
	if bad == nil {
		return nil
	}
	return &Error{Op: string(q.Activity), Subject: q.Scope.Subject(), Findings: bad, Err: ErrInvalid}
}

// plausible reports whether the instant and the amount pass check; names that
// the register knows are well-formed anyway.
func (q *Request) plausible() bool {
	return plausibleTime(q.At) && (q.Amount.Value == 0 || q.Amount.Value > 0 && q.Amount.Unit != "")
}

// decide turns the judgement of a well-formed, normalised request into an
// Authorization or a refusal.
func (r *Register) decide(req Request) (Authorization, error) {
	at := instantOf(req.At)
	m := r.matrixAt(at)
	row := m.row(req.Activity)
	s, declared := r.scopeNo(req.Scope)
	p, named := r.partyNo(req.By)

	proof := Proof{By: req.By, Activity: req.Activity, Scope: req.Scope, At: req.At, Matrix: m.version, Amount: req.Amount}
	if row != nil && declared && named {
		if j := r.judge(m, row, p, s, at, req); j.ok() {
			proof.Capacity, proof.Role, proof.Via = j.capacity, r.roleOf(j.role), r.scopeOf(j.via)
			proof.Revision = int(r.knownRevision(j.via))
			if j.hasFor {
				proof.For = r.partyOf(j.forParty)
			}
			return Authorization{req: req, proof: proof, revision: int(r.knownRevision(s)), by: r}, nil
		}
	}
	if row != nil && named && r.mayFound(m, row, p, s, declared, at, req) {
		proof.Capacity = Founding
		return Authorization{req: req, proof: proof, by: r}, nil
	}
	return Authorization{}, &Error{
		Op: string(req.Activity), Subject: req.Scope.Subject(),
		Findings: r.missing(m, row, req, at), Err: ErrRefused,
	}
}

// mayFound reports whether the request is a founding act: to establish the
// ledger of an organisation over which nobody living holds any role that could
// authorise it. Without it nothing could begin. Everything else lies in an
// organisation and is established by whoever may do so there: otherwise a
// service that nobody has put in its place could be taken by anybody. A founding
// act gives no more than the first entries of a ledger that does not exist yet,
// and reviews list every one.
func (r *Register) mayFound(m *compiledMatrix, row *compiledRow, p partyNo, s scopeNo, declared bool, at instant, req Request) bool {
	rec := r.party(p)
	switch {
	case req.Activity != EstablishOwnership || req.Scope.Level != LevelOrganisation || !row.appliesTo(LevelOrganisation),
		!rec.isPerson() || !rec.activeAt(at),
		req.For != "" && req.For != req.By:
		return false
	case !declared:
		return true
	}
	for role := range row.row.Cells {
		n, ok := r.roleNo(role)
		if ok && row.may.has(n) && r.stateOf(m, n, r.nearest(m, n, s, at), at) == Held {
			return false
		}
	}
	return true
}

// Upholds reports whether what r knows bears out the proof of a recorded act: by
// the facts as known to r, the act was within its actor's rights at its instant.
//
// What the act itself has brought about does not speak against it. A founding
// act is borne out, too, if it was one by what was recorded before it: whom the
// founder appoints in it does not make it unfounded. And so is the act of
// somebody who had the authority until this act, or a later one at the same
// instant, took it away.
//
// Rooms ask it of the proofs in their own records; it reads the instant, the
// parties, the activity, the scope and the amount of the proof, and takes none of
// them for granted.
func (r *Register) Upholds(p Proof) bool {
	r = r.use()
	at := instantOf(p.At)
	if r.bearsOut(p, at) || r.cutAt(p) && r.bearsOut(p, at-1) {
		return true
	}
	before := Register{r.snapshot, min(r.known, at-1)}
	return p.Capacity == Founding && before.bearsOut(p, at)
}

// cutAt reports whether the role on which the proof rests was passed on or ended
// at the very instant of the act, by that act or one after it. A correction does
// not count: it says that the role was not held before, either.
func (r *Register) cutAt(p Proof) bool {
	s, ok := r.scopeNo(p.Via)
	role, known := r.roleNo(p.Role)
	if !ok || !known {
		return false
	}
	_, superseded := r.cells(s)
	for i := range superseded {
		c := &superseded[i]
		if c.role != role || int64(c.end) <= int64(p.Revision) || c.end > r.revision(s) {
			continue
		}
		if by := r.act(s, c.end); by.Kind != Corrected && by.At.Equal(p.At) {
			return true
		}
	}
	return false
}

// bearsOut judges the proof by the holders of the instant, normally its own.
func (r *Register) bearsOut(p Proof, at instant) bool {
	req := Request{By: p.By, For: p.For, Activity: p.Activity, Scope: p.Scope, At: p.At, Amount: p.Amount}
	if p.Capacity == OwnRight {
		req.For = p.By
	}
	m := r.matrixAt(instantOf(p.At))
	row := m.row(p.Activity)
	n, named := r.partyNo(p.By)
	if row == nil || !named {
		return false
	}
	s, declared := r.scopeNo(p.Scope)
	if declared && r.judge(m, row, n, s, at, req).ok() {
		return true
	}
	return p.Capacity == Founding && r.mayFound(m, row, n, s, declared, at, req)
}
