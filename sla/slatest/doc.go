// Package slatest is for the tests of programs that use sla: it holds an
// [sla.Store] to its contract ([TestAgreements]), draws random agreements
// ([Agreements]) and states what must be true of every agreement whatever its
// acts ([CheckAgreement]). Import it from tests alone.
//
// It uses pgregory.net/rapid. A module that reaches this one by a replace
// directive has to run go mod tidy after the first import, to get what the tests
// need into its own go.sum.
package slatest
