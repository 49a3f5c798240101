package ownership_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/serviceowner/itsm/internal/laws"
	"github.com/serviceowner/itsm/ownership"
)

// A lawful type is held to the laws of its family: some with any texts, the
// whole of an enumeration once.
type lawful struct {
	name  string
	check func(texts ...string) error
	whole func() error
}

func identifier[T interface {
	~string
	laws.Text[T]
}, P laws.Pointer[T]](name string, parse func(string) (T, error)) lawful {
	return lawful{name, func(texts ...string) error { return laws.CheckIdentifier[T, P](parse, texts...) }, nil}
}

func text[T laws.Text[T], P laws.Pointer[T]](name string, parse func(string) (T, error)) lawful {
	return lawful{name, func(texts ...string) error { return laws.CheckText[T, P](parse, texts...) }, nil}
}

// enumeration repeats the names on purpose: they are stored by callers, so a
// renamed one must fail here.
func enumeration[E laws.Enum, P laws.Pointer[E]](name string, names ...string) lawful {
	return lawful{
		name,
		func(texts ...string) error { return laws.CheckNames[E, P](names, texts...) },
		func() error { return laws.CheckEnum[E, P](names...) },
	}
}

// lawfuls are all types of the package with a text form; TestLawsOfAll fails for
// one that is missing.
var lawfuls = []lawful{
	identifier("PartyID", ownership.ParsePartyID),
	identifier("ServiceID", ownership.ParseServiceID),
	identifier("Role", ownership.ParseRole),
	identifier("Activity", ownership.ParseActivity),
	identifier("Ref", ownership.ParseRef),
	identifier("Skill", ownership.ParseSkill),
	identifier("Code", ownership.ParseCode),
	identifier("Source", ownership.ParseSource),

	text("RACI", ownership.ParseRACI),
	text("Scope", ownership.ParseScope),
	text("Subject", ownership.ParseSubject),

	enumeration[ownership.Acting]("Acting", "when away", "always", "never"),
	enumeration[ownership.ActKind]("ActKind", "establish", "import", "assign", "handover", "cancel", "end", "delegate", "correct"),
	enumeration[ownership.Capacity]("Capacity", "own right", "deputy", "delegate", "founding"),
	enumeration[ownership.Grounds]("Grounds", "deputy", "delegate", "peer"),
	enumeration[ownership.Holders]("Holders", "several", "one by policy", "one always"),
	enumeration[ownership.State]("State", "held", "vacant", "no person", "contested"),
	enumeration[ownership.Level]("Level", "organisation", "portfolio", "service", "system", "component", "process", "agreement"),
	enumeration[ownership.PartyKind]("PartyKind", "person", "group", "unit", "organisation"),
	enumeration[ownership.Purpose]("Purpose", "service requests", "agreements", "commercial"),
	enumeration[ownership.RuleKind]("RuleKind", "hard", "adjustable", "recommendation"),
	enumeration[ownership.Severity]("Severity", "info", "warning", "error"),
	enumeration[ownership.Verdict]("Verdict", "allow", "warn", "forbid"),
}

// sampleTexts holds texts that suggest themselves to a reader of the rules; the
// fuzzer adds others.
var sampleTexts = []string{
	"mail", "Mail", "mail gateway", " mail", "mail ", "mail\n", "mail\xff", "é", "e\u0301", "\u00a0x",
	"service:mail", "service:mail:eu", "service: mail", "service:", ":mail", "unset:mail", "Service:mail", "portfolio:mail",
	"A", "R", "A/R", "R/A", "C/I", "A/R/C/I", "A//R", "A/", "a",
	`<&"\u2028>`, "\u2028inner\u2029x", strings.Repeat("m", 256), strings.Repeat("m", 257), "service:" + strings.Repeat("m", 256),
}

func TestLaws(t *testing.T) {
	for _, l := range lawfuls {
		t.Run(l.name, func(t *testing.T) {
			if err := l.check(sampleTexts...); err != nil {
				t.Error(err)
			}
			if l.whole == nil {
				return
			}
			if err := l.whole(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLawsOfAll reads the source for types with a text form.
func TestLawsOfAll(t *testing.T) {
	listed := map[string]bool{}
	for _, l := range lawfuls {
		listed[l.name] = true
	}
	files, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != "MarshalText" {
				continue
			}
			recv, ok := fn.Recv.List[0].Type.(*ast.Ident)
			if !ok || !recv.IsExported() {
				continue
			}
			found++
			if !listed[recv.Name] {
				t.Errorf("%s: %s has a text form; list it in lawfuls", name, recv.Name)
			}
		}
	}
	if found < len(lawfuls) {
		t.Errorf("%d types with a text form found, %d listed", found, len(lawfuls))
	}
}

// FuzzLaws holds every identifier, every text form and every enumeration to its
// laws.
func FuzzLaws(f *testing.F) {
	for i, s := range sampleTexts {
		f.Add(s, sampleTexts[(i+1)%len(sampleTexts)], sampleTexts[(i+7)%len(sampleTexts)])
	}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, l := range lawfuls {
			if err := l.check(a, b, c); err != nil {
				t.Error(err)
			}
		}
	})
}
