module github.com/serviceowner/itsm/internal/moneycheck

go 1.26.0

replace github.com/serviceowner/itsm => ../..

require (
	github.com/cockroachdb/apd/v3 v3.2.1
	github.com/serviceowner/itsm v0.1.0
	pgregory.net/rapid v1.3.0
)
