// Package itsm is the front door of a library for services and those who answer
// for them.
//
// It holds no code. The rooms behind it, lowest first:
//
//   - [github.com/serviceowner/itsm/ownership]: who answers for what, during which
//     period: parties, roles, scopes, assignments, the ledger that records them,
//     the matrix that says what a role may do, the register that is asked, and the
//     review that says what is wrong.
package itsm
