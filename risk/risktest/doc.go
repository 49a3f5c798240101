// Package risktest is for the tests of programs that use risk: it holds a
// [risk.Store] to its contract ([TestStore]), draws random risks in random
// organisations ([Worlds], [HostileRisks]) and states what must be true of every
// risk whatever its record says ([CheckInvariants]). Import it from tests alone.
//
// It uses pgregory.net/rapid. A module that reaches this one by a replace directive
// has to run go mod tidy after the first import, to get what the tests need into
// its own go.sum.
package risktest
