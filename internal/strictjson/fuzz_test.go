package strictjson_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/serviceowner/itsm/internal/strictjson"
)

// FuzzDecode: what is accepted, encoding/json accepts with an equal value when
// it is told to be as strict as it can; what is refused has problems in the
// order of the document.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(valid))
	f.Add([]byte(`{"text": "a", "Plain": "b", "TEXT": "c"}`))
	f.Add([]byte(`{"text": "\ud800", "own": {"level": 1, "level": 2}, "named": {"A": [], "a": null}}`))
	f.Add([]byte(`[1 2]`))
	f.Add([]byte("{\"text\": \"\xff\"}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want all
		limits := strictjson.Limits{Bytes: 1 << 16, Memory: 1 << 20, Problems: 7}
		if err := strictjson.Decode(data, &got, limits); err != nil {
			list := err.(*strictjson.Error).Problems
			if len(list) == 0 || len(list) > 7 {
				t.Errorf("%d problems", len(list))
			}
			for i, p := range list {
				if p.Offset < 0 || p.Offset > len(data) || i > 0 && p.Offset < list[i-1].Offset {
					t.Errorf("problem %d at %d of %d", i, p.Offset, len(data))
				}
			}
			return
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&want); err != nil {
			t.Fatalf("encoding/json refuses: %v", err)
		}
		if !json.Valid(data) {
			t.Fatal("not JSON")
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
}
