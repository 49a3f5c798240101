package itsm_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadme runs the program of the README, which prints what the README says.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	programs, outputs := fenced(string(text), "go"), fenced(string(text), "text")
	require.Len(t, programs, 1)
	require.Len(t, outputs, 1)

	path := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(path, []byte(programs[0]), 0o644))
	out, err := exec.Command("go", "run", path).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, outputs[0], string(out))
}

// TestReadmeNamesWhatIsThere: packages in the table of the README exist.
func TestReadmeNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	named := regexp.MustCompile("(?m)^\\| `([a-z/]+)` \\|").FindAllStringSubmatch(string(text), -1)
	require.NotEmpty(t, named)
	for _, m := range named {
		assert.NotEmpty(t, goList(t, ".", "./"+m[1]), m[1])
	}
}

// fenced returns the blocks of the language in a Markdown text.
func fenced(text, language string) (blocks []string) {
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "\n```"+language+"\n")
		if !ok {
			return blocks
		}
		block, next, _ := strings.Cut(after, "```\n")
		blocks = append(blocks, block)
		rest = next
	}
}
