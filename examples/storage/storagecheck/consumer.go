package storagecheck

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	rootModule = "github.com/serviceowner/itsm"
	release    = "v0.1.0" // what the go.mod files of the adapters require
)

// TestConsumer builds a program outside the checkout that imports an adapter by
// its released version: the go command fetches this library, the adapter and what
// else of it they need from a file-system proxy made of the checkout, where no
// replace helps. adapter is the folder's name, program the source. Other modules
// come from the module cache.
func TestConsumer(t *testing.T, adapter, program string) {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	proxy, dir := t.TempDir(), t.TempDir()
	for _, path := range []string{"", "/examples/storage/storagecheck", "/examples/storage/" + adapter} {
		if err := publish(proxy, rootModule+path, filepath.Join(root, filepath.FromSlash(path))); err != nil {
			t.Fatal(err)
		}
	}
	known, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(strings.TrimSpace(string(known)), "cache", "download")
	env := append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod -modcacherw -trimpath", "GONOSUMDB="+rootModule+",*", "GOSUMDB=off",
		"GOPROXY=file://"+proxy+",file://"+cache, "GOMODCACHE="+filepath.Join(dir, "mod"), "PWD="+dir)
	for name, text := range map[string]string{"go.mod": "module example.com/consumer\n\ngo 1.26.0\n", "main.go": program} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"get", rootModule + "/examples/storage/" + adapter + "@" + release}, {"run", "."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = dir, env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
}

// publish writes a module as a proxy serves it.
func publish(proxy, module, dir string) error {
	at := filepath.Join(proxy, filepath.FromSlash(module), "@v")
	if err := os.MkdirAll(at, 0o755); err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return err
	}
	for name, text := range map[string]string{
		"list": release + "\n", release + ".mod": string(mod), release + ".info": fmt.Sprintf("{%q:%q}", "Version", release),
	} {
		if err := os.WriteFile(filepath.Join(at, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	out, err := os.Create(filepath.Join(at, release+".zip"))
	if err != nil {
		return err
	}
	z := zip.NewWriter(out)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			// A folder with a go.mod is another module.
			if _, err := os.Stat(filepath.Join(path, "go.mod")); path != dir && (err == nil || strings.HasPrefix(d.Name(), ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		w, err := z.Create(module + "@" + release + "/" + filepath.ToSlash(name))
		if err == nil {
			_, err = w.Write(text)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return out.Close()
}
