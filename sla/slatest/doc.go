// Package slatest is for the tests of programs that use sla: it holds an
// [sla.Store] to its contract ([TestAgreements], [TestMeasurements], [TestBreaches],
// [TestMeetings]), draws random records ([Agreements], [HostileAgreements],
// [Measurements], [Breaches], [Meetings]) and states what must be true of them:
// of every agreement whatever its acts ([CheckAgreement]), of the others as commands
// make them ([CheckMeasurements], [CheckBreach], [CheckMeeting]). Import it from tests
// alone.
//
// It uses pgregory.net/rapid. A module that reaches this one by a replace
// directive has to run go mod tidy after the first import, to get what the tests
// need into its own go.sum.
package slatest
