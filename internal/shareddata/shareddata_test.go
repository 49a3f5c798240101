package shareddata

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tb records how a test would have ended.
type tb struct {
	testing.TB
	outcome string
}

func (t *tb) Helper()               {}
func (t *tb) Skipf(string, ...any)  { t.outcome = "skipped"; panic(t) }
func (t *tb) Fatalf(string, ...any) { t.outcome = "failed"; panic(t) }
func (t *tb) Fatal(...any)          { t.outcome = "failed"; panic(t) }

func TestPath(t *testing.T) {
	// dir/repo is a copy of the repository, dir/shared lies beside it.
	dir := t.TempDir()
	nested := filepath.Join(dir, "repo", "examples", "nested")
	write := func(text string, elem ...string) {
		path := filepath.Join(append([]string{dir}, elem...)...)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	write(module+"\n\ngo 1.26\n", "repo", "go.mod")
	write(module+"/examples/nested\n", "repo", "examples", "nested", "go.mod")
	write("{}", "shared", "data", "there.json")
	t.Chdir(nested)

	for _, c := range []struct{ name, file, promised, outcome string }{
		{"there", "there.json", "", "found"},
		{"there and promised", "there.json", "1", "found"},
		{"absent", "absent.json", "", "skipped"},
		{"absent but promised", "absent.json", "1", "failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("ITSM_SHARED", c.promised)
			fake := &tb{TB: t, outcome: "found"}
			defer func() {
				if got := recover(); got != nil {
					require.Same(t, fake, got)
				}
				assert.Equal(t, c.outcome, fake.outcome)
			}()
			path := Path(fake, c.file)
			assert.FileExists(t, path)
		})
	}

	_, err := Root(dir)
	assert.Error(t, err, "outside the repository")
}
