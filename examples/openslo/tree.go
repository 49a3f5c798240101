package openslo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/serviceowner/itsm/ownership"
)

// A tree is a document of which parts are taken. What nobody took is left.
type tree struct {
	root  any
	taken map[string]bool
	left  []Left
}

// A Left is something that was not carried over.
type Left struct {
	Path  string // in the document, or the field of the target
	Value string // as JSON
	Why   string // empty: there is no place for it
}

// documents splits a file at its lines of three dashes.
func documents(data []byte) (out [][]byte) {
	var doc bytes.Buffer
	for line := range bytes.Lines(data) {
		if strings.TrimRight(string(line), " \t\r\n") == "---" {
			out = append(out, bytes.Clone(doc.Bytes()))
			doc.Reset()
			continue
		}
		doc.Write(line)
	}
	return append(out, doc.Bytes())
}

// parse reads one document; a repeated key is an error.
func parse(doc []byte) (*tree, error) {
	text, err := yaml.YAMLToJSONStrict(doc)
	if err != nil {
		return nil, fmt.Errorf("openslo: %w: %w", ownership.ErrInvalid, err)
	}
	t := &tree{taken: map[string]bool{}}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&t.root); err != nil {
		return nil, fmt.Errorf("openslo: %w: %w", ownership.ErrInvalid, err)
	}
	return t, nil
}

// at returns what lies at the path, as in spec.objectives[0].target.
func (t *tree) at(path string) any {
	v := t.root
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		switch of := v.(type) {
		case map[string]any:
			v = of[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(of) {
				return nil
			}
			v = of[i]
		default:
			return nil
		}
	}
	return v
}

// text takes what lies at the path, as text; a number in its own spelling.
func (t *tree) text(path string) string {
	t.taken[path] = true
	switch v := t.at(path).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case nil:
		return ""
	default:
		delete(t.taken, path)
		return ""
	}
}

// flag takes a yes or no.
func (t *tree) flag(path string) bool {
	v, ok := t.at(path).(bool)
	t.taken[path] = ok
	return v
}

// leave lists what lies at the path as left, with the reason.
func (t *tree) leave(path, why string) {
	t.taken[path] = true
	t.left = append(t.left, Left{path, asJSON(t.at(path)), why})
}

// rest lists everything that nobody took, leaf by leaf, in the order of the paths.
// What is empty says nothing and is not listed.
func (t *tree) rest() []Left {
	out := slices.Clone(t.left)
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch of := v.(type) {
		case nil:
		case map[string]any:
			for name, v := range of {
				walk(strings.TrimPrefix(path+"."+name, "."), v)
			}
		case []any:
			for i, v := range of {
				walk(path+"["+strconv.Itoa(i)+"]", v)
			}
		default:
			if !t.taken[path] {
				out = append(out, Left{Path: path, Value: asJSON(v)})
			}
		}
	}
	walk("", t.root)
	slices.SortFunc(out, func(a, b Left) int { return strings.Compare(a.Path, b.Path) })
	return out
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}
