// Package lifecycletest is for the tests of programs that keep the records of
// package lifecycle: it holds stores to their contract, one subtest a rule
// ([TestRecords], [TestChanges], [TestImprovements]). Import it from tests alone.
package lifecycletest
