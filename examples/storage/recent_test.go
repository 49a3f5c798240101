package storage

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// TestRecent: what is kept is what was put last, the most recent are kept, and
// there are never more than two generations.
func TestRecent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Recent[int, string]
		last := map[int]Kept[string]{}
		var order []int
		for i := range rapid.IntRange(0, 3*recently).Draw(t, "steps") {
			key := rapid.IntRange(0, 3*recently).Draw(t, "key")
			if rapid.Bool().Draw(t, "put") {
				last[key] = Kept[string]{Version: int64(i + 1), Value: "v"}
				r.Put(key, last[key])
				order = append(order, key)
			} else if k := r.Get(key); k.Version != 0 {
				assert.Equal(t, last[key], k)
				order = append(order, key)
			}
			if len(r.young) > recently || len(r.old) > recently {
				t.Fatalf("%d and %d are kept", len(r.young), len(r.old))
			}
		}
		for _, key := range order[max(0, len(order)-recently):] {
			if r.Get(key).Version != last[key].Version {
				t.Fatalf("%d was used lately and is not kept", key)
			}
		}
	})
}
