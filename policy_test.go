package itsm_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/serviceowner/itsm"

// A kind says what a package may do.
type kind string

const (
	// production code is pure: standard library, nothing that does I/O, no clock.
	production kind = "production"
	// helpers serve tests and are imported by tests and other helpers alone.
	helper kind = "helper"
	// programs are the only place with I/O. They use what any caller can use.
	program kind = "program"
)

// policy lists every package with the imports it may have, each package below
// the ones that it imports: an arrow can only point up in this list, which is
// down in the house. A package that is not listed is an error. In imports a path
// with a dot before it lies in this module.
var policy = []struct {
	path    string
	kind    kind
	imports string
}{
	{"", production, ""},
	{"internal/enum", production, "errors fmt iter strings"},
	{"internal/graph", production, "iter slices"},
	{"internal/ident", production, "errors fmt unicode unicode/utf8"},
	{"internal/instant", production, "errors time"},
	{"internal/machine", production, "encoding errors fmt iter reflect slices strings ./internal/ident"},
	{"internal/markdown", production, "strings"},
	{"internal/memstore", production, "context iter slices sync"},
	{"internal/persist", production, "cmp hash/maphash iter math math/bits slices sort strings"},
	{"internal/reliability", production, "cmp encoding/binary math slices"},
	{"internal/strictjson", production, "bytes cmp encoding encoding/json errors fmt io reflect slices strconv strings sync time unicode/utf8"},

	{"internal/laws", helper, "bytes cmp encoding encoding/json errors fmt reflect strings"},
	{"internal/shareddata", helper, "bytes encoding/json errors io/fs os path/filepath slices testing time"},
	{"internal/storetest", helper, "context errors fmt iter slices strings sync testing time"},

	{"ownership", production, `bytes cmp context encoding encoding/json errors fmt hash/fnv io iter maps math math/bits regexp slices sort
		strconv strings sync sync/atomic time unicode unicode/utf8
		./internal/enum ./internal/graph ./internal/ident ./internal/instant ./internal/markdown ./internal/memstore ./internal/persist ./internal/strictjson`},
	{"ownership/ownershiptest", helper, `bytes cmp context encoding/json errors fmt iter maps slices sort strconv strings sync sync/atomic testing time
		pgregory.net/rapid ./internal/storetest ./ownership`},

	{"internal/chronicle", production, `errors fmt slices time unicode/utf8
		./internal/ident ./internal/instant ./internal/strictjson ./ownership`},

	{"sla", production, `bytes cmp context encoding/json errors fmt iter maps math math/bits slices sort strconv strings sync time unicode/utf8
		./internal/chronicle ./internal/enum ./internal/ident ./internal/instant ./internal/machine ./internal/markdown ./internal/memstore ./internal/persist
		./internal/reliability ./internal/strictjson ./ownership`},
	{"sla/slatest", helper, `bytes encoding/json errors fmt iter slices strings testing time
		pgregory.net/rapid ./internal/storetest ./ownership ./sla`},
	{"risk", production, `cmp context encoding/json errors fmt hash/fnv iter maps math math/bits math/rand/v2 slices sort strconv strings time unicode/utf8
		./internal/chronicle ./internal/enum ./internal/ident ./internal/instant ./internal/machine ./internal/markdown ./internal/memstore ./internal/persist ./internal/strictjson ./ownership`},
	{"risk/risktest", helper, `bytes cmp context encoding/json errors fmt iter maps slices sort strconv strings sync sync/atomic testing time
		pgregory.net/rapid ./internal/storetest ./ownership ./ownership/ownershiptest ./risk`},

	{"lifecycle", production, `cmp context encoding/json errors fmt iter maps slices strconv strings sync time unicode/utf8
		./internal/chronicle ./internal/enum ./internal/ident ./internal/instant ./internal/machine ./internal/markdown ./internal/memstore ./internal/persist ./internal/strictjson
		./ownership ./risk ./sla`},
	{"lifecycle/lifecycletest", helper, `bytes encoding/json fmt iter slices strings testing time
		./internal/storetest ./lifecycle ./ownership`},

	{"examples/storage", production, `bytes cmp context encoding/binary encoding/json errors fmt iter math slices strings sync time
		./lifecycle ./ownership ./risk ./sla`},
	{"examples/storage/sweep", production, "context encoding/json errors fmt iter slices strings time ./examples/storage ./ownership"},

	{"examples/review", program, "./ownership ./risk ./sla"},
}

// TestPolicy holds every package of the module to the policy.
func TestPolicy(t *testing.T) {
	imp := exports(goList(t, ".", "-export", "-deps", "./..."))
	seen := map[string]bool{}
	for _, p := range goList(t, ".", "./...") {
		path := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		seen[path] = true
		rank := slices.IndexFunc(policy, func(r policyRow) bool { return r.path == path })
		if rank < 0 {
			t.Errorf("%s is not listed in the policy", p.ImportPath)
			continue
		}
		row := policy[rank]
		for _, problem := range judgeImports(row, p) {
			t.Errorf("%s: %s", p.ImportPath, problem)
		}
		if row.kind != production || len(p.GoFiles) == 0 {
			continue
		}
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
			require.NoError(t, err)
			files = append(files, file)
		}
		problems, err := judgeSource(fset, p.ImportPath, files, imp)
		require.NoError(t, err)
		for _, problem := range problems {
			t.Error(problem)
		}
	}
	for _, row := range policy {
		if !seen[row.path] {
			t.Logf("%s is listed in the policy but does not exist yet", row.path)
		}
	}
}

type policyRow = struct {
	path    string
	kind    kind
	imports string
}

// judgeImports says what is wrong with what a package imports and is made of.
func judgeImports(row policyRow, p listedPackage) (problems []string) {
	allowed := map[string]bool{}
	for _, path := range strings.Fields(row.imports) {
		allowed[strings.Replace(path, "./", module+"/", 1)] = true
	}
	for _, path := range p.Imports {
		std := !strings.Contains(strings.SplitN(path, "/", 2)[0], ".")
		switch {
		case allowed[path]:
		case row.kind == program && std:
		default:
			problems = append(problems, "imports "+path+", which the policy does not list for it")
		}
		if row.kind == production && !std && !strings.HasPrefix(path, module+"/") {
			problems = append(problems, "imports "+path+": production code imports the standard library only")
		}
	}
	for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
		if path == "C" {
			problems = append(problems, "uses cgo")
		}
	}
	if len(p.CgoFiles)+len(p.IgnoredGoFiles) > 0 && row.kind == production {
		problems = append(problems, fmt.Sprintf("is not the same everywhere: %v", slices.Concat(p.CgoFiles, p.IgnoredGoFiles)))
	}
	if row.kind == program && !slices.Contains(p.Imports, "time/tzdata") {
		problems = append(problems, "a program embeds time/tzdata, so that it runs where there is no zone database")
	}
	return problems
}

// room is the part of the house that a package belongs to, with its floor.
func room(path string) (name string, floor int) {
	name, _, _ = strings.Cut(path, "/")
	if path == "internal/chronicle" {
		return name, 2 // of ownership, for the rooms above it
	}
	floor, ok := map[string]int{"internal": 0, "ownership": 1, "sla": 3, "risk": 3, "lifecycle": 4, "examples": 5, "": 6}[name]
	if !ok {
		floor = -1
	}
	return name, floor
}

// judgePolicy says what is wrong with the policy itself: arrows that point up or
// across, I/O allowed where there may be none, helpers used by what is no test.
func judgePolicy(rows []policyRow) (problems []string) {
	above := map[string]kind{}
	for _, row := range rows {
		from, floor := room(row.path)
		if floor < 0 {
			problems = append(problems, row.path+" lies on no floor")
		}
		for _, path := range strings.Fields(row.imports) {
			in, ok := strings.CutPrefix(path, "./")
			if !ok {
				if row.kind == production && !pure[path] {
					problems = append(problems, row.path+" may not import "+path+", which is not known to be pure")
				}
				continue
			}
			to, below := room(in)
			k, listed := above[in]
			switch {
			case !listed:
				problems = append(problems, row.path+" imports "+in+", which is not listed above it")
			case below > floor, below == floor && from != to:
				problems = append(problems, row.path+" imports "+in+", which does not lie below it")
			case k == program, k == helper && row.kind != helper:
				problems = append(problems, row.path+" imports "+in+", which is a "+string(k))
			case to == "internal" && row.kind == program:
				problems = append(problems, row.path+" imports "+in+", which no caller could")
			}
		}
		if above[row.path] != "" {
			problems = append(problems, row.path+" is listed twice")
		}
		if strings.HasSuffix(row.path, "test") && row.kind != helper {
			problems = append(problems, row.path+" is named like a helper but is a "+string(row.kind))
		}
		above[row.path] = row.kind
	}
	return problems
}

// pure are the packages of the standard library that production code may use:
// none of them opens a file or a connection or asks for the time by itself, save
// by the names that judgeSource refuses.
var pure = func() map[string]bool {
	set := map[string]bool{}
	for _, path := range strings.Fields(`bytes cmp container/heap context encoding encoding/base64 encoding/binary encoding/hex encoding/json
		errors fmt hash hash/fnv hash/maphash io iter maps math math/bits math/rand math/rand/v2 reflect regexp slices sort strconv strings
		sync sync/atomic time unicode unicode/utf8 unique`) {
		set[path] = true
	}
	return set
}()

func TestPolicyItself(t *testing.T) {
	assert.Empty(t, judgePolicy(policy))
	for _, c := range []struct {
		rows []policyRow
		want string
	}{
		{[]policyRow{{"ownership", production, ""}, {"sla", production, "./ownership"}, {"lifecycle", production, "./sla ./ownership"}}, ""},
		{[]policyRow{{"ownership", production, ""}, {"ownership/ownershiptest", helper, "testing ./ownership"}}, ""},
		{[]policyRow{{"ownership", production, ""}, {"internal/chronicle", production, "./ownership"}, {"sla", production, "./internal/chronicle"}}, ""},
		{[]policyRow{{"internal/chronicle", production, ""}, {"ownership", production, "./internal/chronicle"}}, "does not lie below it"},
		{[]policyRow{{"ownership", production, "./sla"}, {"sla", production, ""}}, "not listed above it"},
		{[]policyRow{{"sla", production, ""}, {"ownership", production, "./sla"}}, "does not lie below it"},
		{[]policyRow{{"sla", production, ""}, {"risk", production, "./sla"}}, "does not lie below it"},
		{[]policyRow{{"ownership", production, ""}, {"internal/x", production, "./ownership"}}, "does not lie below it"},
		{[]policyRow{{"internal/laws", helper, ""}, {"ownership", production, "./internal/laws"}}, "which is a helper"},
		{[]policyRow{{"examples/review", program, ""}, {"examples/other", program, "./examples/review"}}, "which is a program"},
		{[]policyRow{{"internal/x", production, ""}, {"examples/review", program, "./internal/x"}}, "no caller could"},
		{[]policyRow{{"ownership", production, "os"}}, "not known to be pure"},
		{[]policyRow{{"ownership", production, "log/slog"}}, "not known to be pure"},
		{[]policyRow{{"ownership", production, "github.com/stretchr/testify/assert"}}, "not known to be pure"},
		{[]policyRow{{"ownership/ownershiptest", production, ""}}, "named like a helper"},
		{[]policyRow{{"ownership", production, ""}, {"ownership", production, ""}}, "listed twice"},
		{[]policyRow{{"cmd/itsm", program, ""}}, "lies on no floor"},
	} {
		got := strings.Join(judgePolicy(c.rows), "\n")
		if c.want == "" {
			assert.Empty(t, got)
		} else {
			assert.Contains(t, got, c.want)
		}
	}
}

func TestPolicyOfImports(t *testing.T) {
	row := policyRow{"ownership", production, "fmt ./internal/enum"}
	prog := policyRow{"examples/review", program, "./ownership ./risk ./sla"}
	for _, c := range []struct {
		row  policyRow
		p    listedPackage
		want string
	}{
		{row, listedPackage{Imports: []string{"fmt", module + "/internal/enum"}, TestImports: []string{"os"}}, ""},
		{row, listedPackage{Imports: []string{"fmt", "strings"}}, "imports strings, which the policy does not list"},
		{row, listedPackage{Imports: []string{module + "/internal/ident"}}, "does not list"},
		{row, listedPackage{Imports: []string{"github.com/google/go-cmp/cmp"}}, "the standard library only"},
		{row, listedPackage{IgnoredGoFiles: []string{"x_windows.go"}}, "not the same everywhere"},
		{row, listedPackage{TestImports: []string{"C"}}, "uses cgo"},
		{prog, listedPackage{Imports: []string{"os", "net/http", "time/tzdata", module + "/ownership"}}, ""},
		{prog, listedPackage{Imports: []string{"os"}}, "embeds time/tzdata"},
		{prog, listedPackage{Imports: []string{"time/tzdata", "gopkg.in/yaml.v3"}}, "does not list"},
	} {
		got := strings.Join(judgeImports(c.row, c.p), "\n")
		if c.want == "" {
			assert.Empty(t, got)
		} else {
			assert.Contains(t, got, c.want)
		}
	}
}

// TestZonesAreEmbedded: tests that name a zone must find it wherever they run.
func TestZonesAreEmbedded(t *testing.T) {
	for _, p := range goList(t, ".", "./...") {
		imports := slices.Concat(p.TestImports, p.XTestImports)
		for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			if callsLoadLocation(file) && !slices.Contains(imports, "time/tzdata") {
				t.Errorf("%s/%s loads a zone; import _ \"time/tzdata\" in a test of the package", p.ImportPath, name)
			}
		}
	}
}

func callsLoadLocation(file *ast.File) (found bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "LoadLocation" {
			found = true
		}
		return !found
	})
	return found
}

func TestCallsLoadLocation(t *testing.T) {
	for source, want := range map[string]bool{
		`func f() { time.LoadLocation("Europe/Berlin") }`: true,
		`var load = time.LoadLocation`:                    true,
		`var text = "time.LoadLocation(x)"`:               false,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x; "+source, 0)
		require.NoError(t, err)
		assert.Equal(t, want, callsLoadLocation(file), source)
	}
}
