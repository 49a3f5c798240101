package itsm_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refused are names of the standard library that production code may not use,
// with the reason. Names of math/rand are handled apart.
var refused = map[string]string{
	"time.Now":                  "reads the clock",
	"time.Since":                "reads the clock",
	"time.Until":                "reads the clock",
	"time.Sleep":                "waits",
	"time.After":                "sets a timer",
	"time.AfterFunc":            "sets a timer",
	"time.Tick":                 "sets a timer",
	"time.NewTimer":             "sets a timer",
	"time.NewTicker":            "sets a timer",
	"time.Local":                "knows the local zone",
	"(time.Time).Local":         "knows the local zone",
	"time.LoadLocation":         "reads the zone database",
	"context.WithTimeout":       "reads the clock",
	"context.WithTimeoutCause":  "reads the clock",
	"context.WithDeadline":      "sets a timer",
	"context.WithDeadlineCause": "sets a timer",
	"fmt.Print":                 "writes to standard output",
	"fmt.Printf":                "writes to standard output",
	"fmt.Println":               "writes to standard output",
	"fmt.Scan":                  "reads standard input",
	"fmt.Scanf":                 "reads standard input",
	"fmt.Scanln":                "reads standard input",
	"panic":                     "input must never end a program",
	"print":                     "writes to standard error",
	"println":                   "writes to standard error",
}

// local are functions whose result is in the local zone; they may be used where
// that is put right at once.
var local = map[string]bool{"time.Unix": true, "time.UnixMilli": true, "time.UnixMicro": true}

// seeded are the functions of math/rand that do not draw from the shared source.
var seeded = map[string]bool{"New": true, "NewSource": true, "NewZipf": true, "NewPCG": true, "NewChaCha8": true}

// judgeSource says what production code does that it may not. Names are resolved
// by their types, so that neither another name for an import nor a function
// value hides one.
func judgeSource(fset *token.FileSet, path string, files []*ast.File, imp types.Importer) (problems []string, err error) {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: imp}
	if _, err := conf.Check(path, fset, files, info); err != nil {
		return nil, err
	}
	at := func(pos token.Pos, format string, args ...any) {
		problems = append(problems, fmt.Sprintf("%s: %s", fset.Position(pos), fmt.Sprintf(format, args...)))
	}
	zoned := map[*ast.Ident]bool{}
	for _, file := range files {
		for _, group := range file.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:linkname") {
					at(c.Pos(), "go:linkname reaches what is not offered")
				}
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				at(n.Pos(), "starts a goroutine")
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					at(n.Pos(), "init runs before anybody asked")
				}
			case *ast.SelectorExpr:
				if id := calledName(n.X); id != nil && (n.Sel.Name == "UTC" || n.Sel.Name == "In") {
					zoned[id] = true
				}
			}
			return true
		})
	}
	for id, obj := range info.Uses {
		name := fullName(obj)
		if reason, ok := refused[name]; ok {
			at(id.Pos(), "%s %s", name, reason)
		}
		if local[name] && !zoned[id] {
			at(id.Pos(), "%s gives a local time; call UTC on it at once", name)
		}
		if p := obj.Pkg(); p != nil && (p.Path() == "math/rand" || p.Path() == "math/rand/v2") {
			if fn, ok := obj.(*types.Func); ok && fn.Signature().Recv() == nil && !seeded[fn.Name()] {
				at(id.Pos(), "%s draws from a source that nobody seeded", name)
			}
		}
	}
	slices.Sort(problems)
	return problems, nil
}

// calledName returns the name of the function that the expression calls, or nil.
func calledName(e ast.Expr) *ast.Ident {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return nil
	}
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		return fun
	case *ast.SelectorExpr:
		return fun.Sel
	}
	return nil
}

func fullName(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.FullName()
	case *types.Builtin:
		return obj.Name()
	case *types.Var:
		if obj.Pkg() != nil && obj.Parent() == obj.Pkg().Scope() {
			return obj.Pkg().Path() + "." + obj.Name()
		}
	}
	return ""
}

// TestPolicyOfSource shows that each thing refused is seen, however it is spelt,
// and that what looks like it passes.
func TestPolicyOfSource(t *testing.T) {
	imp := exports(goList(t, ".", "-export", "-deps", "context", "fmt", "math/rand", "math/rand/v2", "time"))
	judge := func(t *testing.T, source string) []string {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "x.go", "package x\n"+source, parser.ParseComments)
		require.NoError(t, err)
		problems, err := judgeSource(fset, "x", []*ast.File{file}, imp)
		require.NoError(t, err, source)
		return problems
	}
	for _, c := range []struct{ source, want string }{
		{`import "time"; var _ = time.Now()`, "time.Now reads the clock"},
		{`import "time"; var now = time.Now`, "time.Now reads the clock"},
		{`import clock "time"; var _ = clock.Now()`, "time.Now reads the clock"},
		{`import . "time"; var _ = Now()`, "time.Now reads the clock"},
		{`import "time"; var _ = time.Since(time.Time{})`, "time.Since"},
		{`import "time"; var _ = time.Until(time.Time{})`, "time.Until"},
		{`import "time"; var _ = time.Date(1, 1, 1, 1, 1, 1, 1, time.Local)`, "time.Local"},
		{`import "time"; func f(t time.Time) time.Time { return t.Local() }`, "(time.Time).Local"},
		{`import "time"; var f = time.Time.Local`, "(time.Time).Local"},
		{`import "time"; type T struct { time.Time }; func f(t T) time.Time { return t.Local() }`, "(time.Time).Local"},
		{`import "time"; var _, _ = time.LoadLocation("UTC")`, "time.LoadLocation"},
		{`import "time"; var _ = time.NewTimer(1)`, "sets a timer"},
		{`import "time"; var _ = time.NewTicker(1)`, "sets a timer"},
		{`import "time"; var _ = time.After(1)`, "sets a timer"},
		{`import "time"; var _ = time.Tick(1)`, "sets a timer"},
		{`import "time"; var _ = time.AfterFunc(1, nil)`, "sets a timer"},
		{`import "time"; func f() { time.Sleep(1) }`, "waits"},
		{`import "time"; var _ = time.Unix(1, 1)`, "local time"},
		{`import "time"; var _ = time.UnixMilli(1).Add(1).UTC()`, "local time"},
		{`import "context"; var _, _ = context.WithTimeout(nil, 1)`, "context.WithTimeout"},
		{`import "context"; var f = context.WithTimeoutCause`, "context.WithTimeoutCause"},
		{`import "context"; var f = context.WithDeadline`, "context.WithDeadline"},
		{`import "context"; var f = context.WithDeadlineCause`, "context.WithDeadlineCause"},
		{`import "math/rand"; var _ = rand.Intn(1)`, "math/rand.Intn draws"},
		{`import "math/rand"; func f() { rand.Seed(1) }`, "math/rand.Seed draws"},
		{`import r "math/rand/v2"; var _ = r.N(1)`, "math/rand/v2.N draws"},
		{`import "math/rand/v2"; func f(s []int) { rand.Shuffle(len(s), nil) }`, "math/rand/v2.Shuffle draws"},
		{`import "fmt"; func f() { fmt.Println() }`, "standard output"},
		{`import "fmt"; var f = fmt.Scanln`, "standard input"},
		{`func f() { panic("no") }`, "panic"},
		{`func f() { defer panic("no") }`, "panic"},
		{`func f() { println() }`, "standard error"},
		{`func f() { go f() }`, "starts a goroutine"},
		{`func init() {}`, "init runs"},
		{"import _ \"unsafe\"\n//go:linkname now time.now\nfunc now() (int64, int32, int64)", "go:linkname"},

		{`import "time"; var _ = time.Date(1, 1, 1, 1, 1, 1, 1, time.UTC).Add(time.Hour)`, ""},
		{`import "time"; var _ = time.UnixMicro(1).UTC()`, ""},
		{`import "time"; func f(l *time.Location) time.Time { return time.Unix(1, 1).In(l) }`, ""},
		{`import "context"; var _, _ = context.WithCancel(nil)`, ""},
		{`import "math/rand/v2"; var _ = rand.New(rand.NewPCG(1, 2)).IntN(6)`, ""},
		{`import "math/rand"; var _ = rand.New(rand.NewSource(1)).Intn(6)`, ""},
		{`import "fmt"; var _ = fmt.Sprint("time.Now")`, ""},
		{`type clock struct{}; func (clock) Now() int { return 0 }; var time clock; var _ = time.Now()`, ""},
		{`func f() { panic := func(string) {}; panic("mine") }`, ""},
		{`type t struct{}; func (t) init() {}`, ""},
	} {
		got := judge(t, c.source)
		if c.want == "" {
			assert.Empty(t, got, c.source)
			continue
		}
		assert.Contains(t, strings.Join(got, "\n"), c.want, c.source)
	}
}
