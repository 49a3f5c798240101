package risk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/laws"
	"github.com/serviceowner/itsm/risk"
)

// lawful holds every type with a text form to the laws of its family.
var lawful = map[string]func(texts ...string) error{
	"Currency": func(texts ...string) error { return laws.CheckText[risk.Currency](risk.ParseCurrency, texts...) },
	"Money":    func(texts ...string) error { return laws.CheckText[risk.Money](risk.ParseMoney, texts...) },

	"GridID":   func(texts ...string) error { return laws.CheckIdentifier[risk.GridID](risk.ParseGridID, texts...) },
	"StepID":   func(texts ...string) error { return laws.CheckIdentifier[risk.StepID](risk.ParseStepID, texts...) },
	"LevelID":  func(texts ...string) error { return laws.CheckIdentifier[risk.LevelID](risk.ParseLevelID, texts...) },
	"Category": func(texts ...string) error { return laws.CheckIdentifier[risk.Category](risk.ParseCategory, texts...) },
	"Need":     func(texts ...string) error { return laws.CheckIdentifier[risk.Need](risk.ParseNeed, texts...) },
	"ScenarioID": func(texts ...string) error {
		return laws.CheckIdentifier[risk.ScenarioID](risk.ParseScenarioID, texts...)
	},
	"RiskID": func(texts ...string) error { return laws.CheckIdentifier[risk.RiskID](risk.ParseRiskID, texts...) },
	"TreatmentID": func(texts ...string) error {
		return laws.CheckIdentifier[risk.TreatmentID](risk.ParseTreatmentID, texts...)
	},

	"ActKind":  func(texts ...string) error { return laws.CheckNames[risk.ActKind](actKindNames, texts...) },
	"Exposure": func(texts ...string) error { return laws.CheckNames[risk.Exposure](exposureNames, texts...) },
	"Footing":  func(texts ...string) error { return laws.CheckNames[risk.Footing](footingNames, texts...) },
	"Progress": func(texts ...string) error { return laws.CheckNames[risk.Progress](progressNames, texts...) },
	"Response": func(texts ...string) error { return laws.CheckNames[risk.Response](responseNames, texts...) },
	"Status":   func(texts ...string) error { return laws.CheckNames[risk.Status](statusNames, texts...) },

	"Rounding": func(texts ...string) error { return laws.CheckNames[risk.Rounding](roundingNames, texts...) },
	"Shape":    func(texts ...string) error { return laws.CheckNames[risk.Shape](shapeNames, texts...) },
	"Occasion": func(texts ...string) error { return laws.CheckNames[risk.Occasion](occasionNames, texts...) },
	"Shift":    func(texts ...string) error { return laws.CheckNames[risk.Shift](shiftNames, texts...) },
}

// The names are repeated on purpose: callers store them.
var (
	roundingNames = []string{"half-even", "half-away", "down", "up", "floor", "ceiling"}
	shapeNames    = []string{"pert", "lognormal"}
	occasionNames = []string{"review", "treatment", "acceptance-ends", "decision"}
	shiftNames    = []string{"raised", "lowered", "replaced", "reworded", "added", "removed"}

	actKindNames = []string{
		"identified", "revised", "assessed", "treated", "proposed", "accepted",
		"revoked", "escalated", "decided", "reviewed", "closed", "reopened",
	}
	exposureNames = []string{"inherent", "current", "residual"}
	footingNames  = []string{"unaccepted", "stands", "unconfirmed", "void"}
	progressNames = []string{"planned", "underway", "done", "dropped"}
	responseNames = []string{"avoid", "modify", "share", "retain", "take"}
	statusNames   = []string{
		"draft", "identified", "assessed", "treatment planned", "in treatment", "accepted", "mitigated", "closed", "reopened",
	}
)

var texts = []string{
	"", " ", "a", "A", "mail", "EUR", "eur", "EURO", "XXX", "XAU", "JPY", "BHD", "EUR 1", "EUR 1.0", "EUR 1.00", "EUR 01.00", "EUR -1.00", "EUR +1.00",
	"EUR 0.00", "EUR -0.00", "EUR .50", "EUR 1.", "EUR  1.00", "EUR 1.00 ", "JPY 5", "JPY 5.", "JPY 5.0", "BHD 0.001", "USD 1.00", "EUR 1,000.00", "EUR 1_0.00",
	"EUR 0x1.00", "EUR 1e2.00", "EUR -92233720368547758.08", "EUR -92233720368547758.09", "EUR 92233720368547758.07", "EUR 92233720368547758.08",
	"half-even", "in treatment", "Down", "pert", "raised", "up", strings.Repeat("x", 257), "\xff", "a\x00b",
}

func TestLaws(t *testing.T) {
	for name, check := range lawful {
		assert.NoError(t, check(texts...), name)
	}
	require.NoError(t, laws.CheckEnum[risk.Rounding](roundingNames...))
	require.NoError(t, laws.CheckEnum[risk.Shape](shapeNames...))
	require.NoError(t, laws.CheckEnum[risk.Shift](shiftNames...))
	require.NoError(t, laws.CheckEnum[risk.Occasion](occasionNames...))
	require.NoError(t, laws.CheckEnum[risk.ActKind](actKindNames...))
	require.NoError(t, laws.CheckEnum[risk.Exposure](exposureNames...))
	require.NoError(t, laws.CheckEnum[risk.Footing](footingNames...))
	require.NoError(t, laws.CheckEnum[risk.Progress](progressNames...))
	require.NoError(t, laws.CheckEnum[risk.Response](responseNames...))
	require.NoError(t, laws.CheckEnum[risk.Status](statusNames...))
}

func FuzzLaws(f *testing.F) {
	f.Add("EUR 1.00", "EUR -1.00", "half-even")
	f.Add("a", "\x00", "JPY 5")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for name, check := range lawful {
			assert.NoError(t, check(a, b, c), name)
		}
	})
}

// TestLawsOfAll fails for a type with a text form that the laws do not hold.
func TestLawsOfAll(t *testing.T) {
	found := 0
	for _, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			if fn, ok := n.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == "MarshalText" {
				name := fn.Recv.List[0].Type.(*ast.Ident).Name
				assert.Contains(t, lawful, name)
				found++
			}
			return true
		})
	}
	assert.Equal(t, len(lawful), found)
}

// sources are the files of the package, without its tests.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	entries, err := fs.Glob(os.DirFS("."), "*.go")
	require.NoError(t, err)
	var files []*ast.File
	for _, name := range entries {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(sourceSet, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	return files
}

var sourceSet = token.NewFileSet()
