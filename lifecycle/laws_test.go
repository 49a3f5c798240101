package lifecycle_test

import (
	"testing"

	"github.com/serviceowner/itsm/internal/laws"
	"github.com/serviceowner/itsm/lifecycle"
)

var lawful = []func(texts ...string) error{
	func(texts ...string) error {
		return laws.CheckIdentifier[lifecycle.Status](lifecycle.ParseStatus, texts...)
	},
	func(texts ...string) error {
		return laws.CheckIdentifier[lifecycle.Event](lifecycle.ParseEvent, texts...)
	},
	func(texts ...string) error {
		return laws.CheckIdentifier[lifecycle.Stage](lifecycle.ParseStage, texts...)
	},
	func(texts ...string) error {
		return laws.CheckIdentifier[lifecycle.Gate](lifecycle.ParseGate, texts...)
	},
	func(texts ...string) error { return laws.CheckNames[lifecycle.Section](sectionNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[lifecycle.Command](commandNames, texts...) },
}

// The names are repeated on purpose: callers store them.
var (
	changeNames   = []string{"change", "release"}
	originNames   = []string{"breach", "meeting", "satisfaction", "risk", "finding", "idea"}
	facetNames    = []string{"owner", "status", "agreement", "risk", "acceptance", "finding"}
	progressNames = []string{"open", "planned", "decided", "running", "measured", "closed", "dropped"}

	sectionNames = []string{"pipeline", "catalogue", "retired"}
	commandNames = []string{
		"adopted", "proposed", "moved", "defined", "confirmed", "approved", "described", "raised", "voted", "settled",
		"opened", "planned", "decided", "begun", "measured", "closed", "dropped", "reopened",
	}
)

var lawTexts = []string{
	"", "operational", "Operational", " operational", "operational ", "a\x00b", "\xff", "ünïcode", "pipeline", "Pipeline", "retired", "unset",
}

func TestLaws(t *testing.T) {
	for _, check := range lawful {
		if err := check(lawTexts...); err != nil {
			t.Error(err)
		}
	}
	for _, err := range []error{
		laws.CheckEnum[lifecycle.Section](sectionNames...), laws.CheckEnum[lifecycle.Command](commandNames...),
		laws.CheckEnum[lifecycle.ChangeKind](changeNames...), laws.CheckEnum[lifecycle.Origin](originNames...),
		laws.CheckEnum[lifecycle.Progress](progressNames...), laws.CheckEnum[lifecycle.Facet](facetNames...),
	} {
		if err != nil {
			t.Error(err)
		}
	}
}

// FuzzLaws holds every text form to its laws.
func FuzzLaws(f *testing.F) {
	for i, s := range lawTexts {
		f.Add(s, lawTexts[(i+1)%len(lawTexts)])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, check := range lawful {
			if err := check(a, b); err != nil {
				t.Error(err)
			}
		}
	})
}
