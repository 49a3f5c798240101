package ownership_test

import (
	"fmt"

	"github.com/serviceowner/itsm/ownership"
)

// Who answers for the light, as somebody wrote it down?
func ExampleParseDocument() {
	doc, err := ownership.ParseDocument([]byte(`{
		"format": "itsm/1",
		"at": "2026-03-01T00:00:00Z",
		"parties": [
			{"id": "ada", "kind": "person", "name": "Ada Fenn"},
			{"id": "crew", "kind": "group"}
		],
		"services": [{"id": "main-light"}, {"id": "fog-signal"}],
		"assignments": [
			{"scope": "service:main-light", "role": "service-owner", "holder": "ada"},
			{"scope": "service:fog-signal", "role": "service-owner", "holder": "crew"}
		]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	reg, err := doc.Register()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range doc.Services {
		a := reg.Owner(s.ID, doc.At)
		fmt.Println(s.ID, a.State, a.Holder)
	}
	// Output:
	// main-light held ada
	// fog-signal no person
}

// Every problem of a document is named by its path, in one go.
func ExampleParseDocument_problems() {
	_, err := ownership.ParseDocument([]byte(`{
		"format": "itsm/1",
		"services": [
			{"id": "main-light", "dependencies": [{"on": 7}]},
			{"id": "main-light", "ownr": "ada"}
		]
	}`))
	fmt.Println(err)
	// Output:
	// document: services[0].dependencies[0].on: invalid: must be a text, not a number
	// document: services[1].ownr: invalid: unknown field
	// document: services[1].id: invalid: the same as services[0].id
}
