package risk

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ulps is how many numbers lie between two of the same sign.
func ulps(a, b float64) uint64 {
	x, y := math.Float64bits(a), math.Float64bits(b)
	return max(x, y) - min(x, y)
}

// TestElementary compares with package math, which may be off by one itself.
func TestElementary(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	digest := sha256.New()
	for range 200_000 {
		x := (random.Float64() - 0.5) * math.Pow(2, float64(random.IntN(60)-50)) * 1.3
		require.LessOrEqual(t, ulps(exp(x), math.Exp(x)), uint64(3), "exp(%v)", x)
		y := math.Float64frombits(random.Uint64N(0x7fe<<52-1<<52) + 1<<52)
		require.LessOrEqual(t, ulps(ln(y), math.Log(y)), uint64(3), "ln(%v)", y)
		u := 1 - random.Float64()/1024 // where the logarithm is small
		if u < 1 {
			require.LessOrEqual(t, ulps(-ln(u), -math.Log(u)), uint64(3), "ln(%v)", u)
		}
	}
	// The inputs of the digest are made of integers alone, so they are the same
	// everywhere; the bits of the outputs have to be, too.
	for i := range int64(20_000) {
		k := int64(scramble(uint64(i)) >> 12)
		_ = binary.Write(digest, binary.LittleEndian, exp(float64(k%1400-700)/2))
		_ = binary.Write(digest, binary.LittleEndian, exp(float64(k)/float64(int64(1)<<52)))
		_ = binary.Write(digest, binary.LittleEndian, ln(float64(k+1)))
		_ = binary.Write(digest, binary.LittleEndian, ln(float64(k+1)/float64(int64(1)<<52)))
	}
	assert.Equal(t, "43e87974dad1d12d6874b1b55e5757b0", fmt.Sprintf("%x", digest.Sum(nil))[:32])
	assert.Equal(t, 1.0, exp(0))
	assert.Zero(t, ln(1))
}

// TestEveryProductIsRounded: a product that is not converted to float64 may be fused
// with a sum on some machines. Only products of constants and of integers may go
// without.
func TestEveryProductIsRounded(t *testing.T) {
	bare := bareProducts(t, productionFiles(t)...)
	assert.Empty(t, bare)

	dir := t.TempDir()
	file := filepath.Join(dir, "x.go")
	require.NoError(t, os.WriteFile(file, []byte(`package x
import "math"
func f(a, b float64, n, m int) float64 {
	a *= b
	_ = a*b + b
	_ = float64(a*b + b)
	_ = math.Sqrt(a) * b
	_ = n * m
	_ = 2 * 3.5 * math.Pi
	_ = float64(n*m) + float64((a * b))
	return a
}`), 0o600))
	assert.Len(t, bareProducts(t, file), 4, "the check sees what it should")
}

func productionFiles(t *testing.T) (files []string) {
	t.Helper()
	all, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range all {
		if !strings.HasSuffix(name, "_test.go") {
			files = append(files, name)
		}
	}
	return files
}

func bareProducts(t *testing.T, names ...string) (bare []string) {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", ".").Output()
	require.NoError(t, err)
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = file
	}
	set := token.NewFileSet()
	conf := types.Config{Importer: importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })}
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	_, err = conf.Check("x", set, files, info)
	require.NoError(t, err)
	floating := func(e ast.Expr) bool {
		tv := info.Types[e]
		basic, ok := tv.Type.Underlying().(*types.Basic)
		return ok && basic.Info()&types.IsFloat != 0 && tv.Value == nil
	}
	rounded := map[ast.Expr]bool{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if info.Types[n.Fun].IsType() && len(n.Args) == 1 {
					rounded[ast.Unparen(n.Args[0])] = true
				}
			case *ast.BinaryExpr:
				if n.Op == token.MUL && floating(n) && !rounded[n] {
					bare = append(bare, set.Position(n.Pos()).String())
				}
			case *ast.AssignStmt:
				if n.Tok == token.MUL_ASSIGN && floating(n.Lhs[0]) {
					bare = append(bare, set.Position(n.Pos()).String())
				}
			}
			return true
		})
	}
	return bare
}
