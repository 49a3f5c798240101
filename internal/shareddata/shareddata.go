// Package shareddata finds test data that is kept beside the repository, in
// ../shared/data relative to its root, because it is too large or not ours to
// commit. Only tests import it.
package shareddata

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

const module = "module github.com/serviceowner/itsm"

// Path returns the path of a file or folder of the shared data. Where it is
// absent the test is skipped, unless the environment variable ITSM_SHARED is
// set: then somebody promised the data, and its absence fails the test.
func Path(t testing.TB, elem ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	root, err := Root(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(append([]string{filepath.Dir(root), "shared", "data"}, elem...)...)
	switch _, err := os.Stat(path); {
	case err == nil:
	case os.Getenv("ITSM_SHARED") == "" && errors.Is(err, fs.ErrNotExist):
		t.Skipf("no shared data: %v", err)
	default:
		t.Fatalf("shared data: %v", err)
	}
	return path
}

// Root walks up from dir to the folder of this module's own go.mod; those of
// nested modules are passed by.
func Root(dir string) (string, error) {
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if line, _, _ := bytes.Cut(text, []byte("\n")); err == nil && string(bytes.TrimSpace(line)) == module {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("shareddata: not below the root of " + module)
		}
		dir = up
	}
}
