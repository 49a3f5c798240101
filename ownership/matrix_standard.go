package ownership

import "slices"

// StandardVersion is the version of the matrix that [Standard] returns. It
// changes whenever a card or a row does.
const StandardVersion = "standard-1"

// Standard returns the standard matrix: the duties that the requirements give to
// the service owner and the roles around it, one row for each thing that is
// decided, signed, voted on, accepted or done, with one role accountable for
// each. Where the sources disagree it takes the default of the [Profiles].
func Standard() *Matrix {
	return newMatrix(StandardVersion, standardCards(), standardRows())
}

// A group is the rows of one process, in the order in which they are read.
type group struct {
	process string
	rows    []Row
}

// The names of the processes that rules speak of.
const (
	processSLM  = "service level management"
	processLine = "line management"
)

func standardRows() []Row {
	groups := [][]group{
		rowsOfOwnership(), rowsOfDelivery(), rowsOfLifecycle(), rowsOfAgreements(),
		rowsOfSuppliers(), rowsOfOperation(), rowsOfWarranty(), rowsOfResources(),
		rowsOfRisk(), rowsOfImprovement(),
	}
	var rows []Row
	for _, g := range slices.Concat(groups...) {
		for _, r := range g.rows {
			r.Process = g.process
			rows = append(rows, r)
		}
	}
	return rows
}

// The usual objects of an activity (R18). They are shared between rows and
// copied before anybody outside sees them.
var (
	onService    = []Level{LevelService}
	onAgreement  = []Level{LevelAgreement}
	onProcess    = []Level{LevelProcess}
	onPromise    = []Level{LevelService, LevelAgreement}
	onTechnology = []Level{LevelService, LevelSystem, LevelComponent}
	onWhole      = []Level{LevelOrganisation, LevelPortfolio}
	onAnything   = []Level{
		LevelOrganisation, LevelPortfolio, LevelService, LevelSystem, LevelComponent, LevelProcess, LevelAgreement,
	}
)
