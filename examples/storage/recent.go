package storage

import "sync"

// Recent keeps some of the records that were read or written last, decoded, each
// with the version that the engine gave it. An adapter asks the engine for the
// version all the same, so that it never answers with what is outdated; what it
// saves is sending and decoding what has not changed. Values are immutable, so
// sharing one is not aliasing. The zero Recent is ready and safe for concurrent
// use; it must not be copied.
type Recent[K comparable, V any] struct {
	mu sync.Mutex
	// Two generations: what is used moves to the young one; when that is full, the
	// old one is forgotten and the young one takes its place.
	young, old map[K]Kept[V]
}

// Kept is a record as it was in a version: its text, nil if it was deleted, and
// its value.
type Kept[V any] struct {
	Version int64
	Text    []byte
	Value   V
}

// recently is how many records a generation has.
const recently = 512

// Get returns what is kept under the key; its version is 0 if nothing is.
func (r *Recent[K, V]) Get(key K) Kept[V] {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k, ok := r.young[key]; ok {
		return k
	}
	k, ok := r.old[key]
	if ok {
		r.put(key, k)
	}
	return k
}

// Put keeps the record.
func (r *Recent[K, V]) Put(key K, k Kept[V]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(key, k)
}

func (r *Recent[K, V]) put(key K, k Kept[V]) {
	if _, ok := r.young[key]; !ok && len(r.young) >= recently {
		r.young, r.old = nil, r.young
	}
	if r.young == nil {
		r.young = make(map[K]Kept[V], recently)
	}
	r.young[key] = k
}
