module github.com/serviceowner/itsm/examples/openslo

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/serviceowner/itsm v0.1.0
	github.com/stretchr/testify v1.12.1
	pgregory.net/rapid v1.3.0
	sigs.k8s.io/yaml v1.6.0
)

require (
	github.com/kr/pretty v0.3.0 // indirect
	go.yaml.in/yaml/v2 v2.4.2 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	gopkg.in/check.v1 v1.0.0-20201130134442-10cb98267c6c // indirect
)

// For the checkout only; who imports this module gets the release.
replace github.com/serviceowner/itsm => ../..
