package itsm_test

import (
	"bytes"
	"fmt"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/exp/apidiff"
)

// TestAPI compares the exported API with that of the last release: the newest
// tag vX.Y.Z that this commit descends from. Additions are logged. What would
// break a caller fails from 1.0 on; before that it is logged too and belongs in
// the change log. Before the first tag there is nothing to compare with.
func TestAPI(t *testing.T) {
	tag, err := lastRelease(".")
	if err != nil {
		t.Skipf("no release to compare with: %v", err)
	}
	incompatible, compatible := compareWithTag(t, ".", tag)
	for _, m := range compatible {
		t.Log("since", tag, m)
	}
	for _, m := range incompatible {
		if strings.HasPrefix(tag, "v0.") {
			t.Log("since", tag, "incompatible:", m)
		} else {
			t.Error("since", tag, "incompatible:", m)
		}
	}
}

// TestAPIComparison shows, on a small module with a release, that the comparison
// sees what it should.
func TestAPIComparison(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	write("go.mod", "module example.com/small\n\ngo 1.26\n")
	write("a/a.go", "package a\n\nfunc Keep(int) {}\n\nfunc Change(int) {}\n\nfunc Drop() {}\n")
	write("gone/gone.go", "package gone\n")
	write("internal/i/i.go", "package i\n\nfunc Inner() {}\n")
	git(t, dir, "init", "-q")
	git(t, dir, "add", ".")
	git(t, dir, "-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "first")
	_, err := lastRelease(dir)
	require.Error(t, err, "nothing is released yet")
	git(t, dir, "tag", "v1.2.3")

	write("a/a.go", "package a\n\nfunc Keep(int) {}\n\nfunc Change(string) {}\n\nfunc Add() {}\n")
	write("new/new.go", "package new\n")
	write("internal/i/i.go", "package i\n")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "gone")))

	tag, err := lastRelease(dir)
	require.NoError(t, err)
	require.Equal(t, "v1.2.3", tag)
	incompatible, compatible := compareWithTag(t, dir, tag)
	assert.Equal(t, []string{
		"example.com/small/a: Change: changed from func(int) to func(string)",
		"example.com/small/a: Drop: removed",
		"example.com/small/gone: package removed",
	}, incompatible)
	assert.Equal(t, []string{
		"example.com/small/a: Add: added",
		"example.com/small/new: package added",
	}, compatible)
}

func lastRelease(dir string) (string, error) {
	cmd := exec.Command("git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*.[0-9]*.[0-9]*")
	cmd.Dir = dir
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}

// compareWithTag says what changed in the public packages of the module in dir
// since the tag, sorted.
func compareWithTag(t *testing.T, dir, tag string) (incompatible, compatible []string) {
	t.Helper()
	worktree := filepath.Join(t.TempDir(), "released")
	git(t, dir, "worktree", "add", "--detach", "-q", worktree, tag)
	defer git(t, dir, "worktree", "remove", "--force", worktree)
	before, after := publicPackages(t, worktree), publicPackages(t, dir)
	for path, old := range before {
		if after[path] == nil {
			incompatible = append(incompatible, path+": package removed")
			continue
		}
		for _, c := range apidiff.Changes(old, after[path]).Changes {
			line := fmt.Sprintf("%s: %s", path, c.Message)
			if c.Compatible {
				compatible = append(compatible, line)
			} else {
				incompatible = append(incompatible, line)
			}
		}
	}
	for path := range after {
		if before[path] == nil {
			compatible = append(compatible, path+": package added")
		}
	}
	slices.Sort(incompatible)
	slices.Sort(compatible)
	return incompatible, compatible
}

// publicPackages returns the packages of the module in dir that others can
// import.
func publicPackages(t *testing.T, dir string) map[string]*types.Package {
	t.Helper()
	imp := exports(goList(t, dir, "-export", "-deps", "./..."))
	found := map[string]*types.Package{}
	for _, p := range goList(t, dir, "./...") {
		path := "/" + p.ImportPath + "/"
		if len(p.GoFiles) == 0 || strings.Contains(path, "/internal/") || strings.Contains(path, "/examples/") {
			continue
		}
		pkg, err := imp.Import(p.ImportPath)
		require.NoError(t, err)
		found[p.ImportPath] = pkg
	}
	require.NotEmpty(t, slices.Collect(maps.Keys(found)))
	return found
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, bytes.TrimSpace(out))
}
