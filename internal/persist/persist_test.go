package persist

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Every container is driven with random changes beside a plain one, and each
// version ever made is compared again at the end: a change must leave no trace
// in what was there before.

func TestVectorLikeSlice(t *testing.T) { rapid.Check(t, vectorLikeSlice) }

func vectorLikeSlice(t *rapid.T) {
	type version struct {
		v    Vector[int]
		want []int
	}
	start := make([]int, rapid.SampledFrom([]int{0, 1, 63, 64, 65, 4095, 4096, 4097, 9000}).Draw(t, "start"))
	for i := range start {
		start[i] = i
	}
	versions := []version{{VectorOf(start), start}, {Vector[int]{}, nil}}
	for step := range rapid.IntRange(1, 30).Draw(t, "steps") {
		old := rapid.SampledFrom(versions).Draw(t, "version")
		next := version{want: slices.Clone(old.want)}
		if len(old.want) > 0 && rapid.Bool().Draw(t, "set") {
			i := rapid.IntRange(0, len(old.want)-1).Draw(t, "i")
			next.v, next.want[i] = old.v.Set(i, -step), -step
		} else {
			next.v, next.want = old.v.Append(-step), append(next.want, -step)
		}
		versions = append(versions, next)
	}
	for _, x := range versions {
		require.Equal(t, len(x.want), x.v.Len())
		for i, want := range x.want {
			require.Equal(t, want, x.v.At(i), "at %d", i)
		}
	}
}

func TestSetLikeMap(t *testing.T) { rapid.Check(t, setLikeMap) }

func setLikeMap(t *rapid.T) {
	type version struct {
		s    Set
		want map[uint32]bool
	}
	// Numbers around the borders of words and blocks, and runs that turn a slice
	// into blocks and two bytes a number into bits.
	number := rapid.OneOf(
		rapid.Uint32(),
		rapid.SampledFrom([]uint32{0, 1, 63, 64, 65535, 65536, 131071, 1<<32 - 1}),
		rapid.Uint32Range(0, 5000),
	)
	run := map[uint32]bool{}
	stride := rapid.SampledFrom([]uint32{1, 7, 1000}).Draw(t, "stride")
	for i := range rapid.SampledFrom([]uint32{0, 1, smallMax - 1, smallMax, smallMax + 1, sparseMax - 1, sparseMax, sparseMax + 1}).Draw(t, "run") {
		run[i*stride] = true
	}
	versions := []version{{SetOf(slices.Sorted(maps.Keys(run))), run}}
	for range rapid.IntRange(1, 30).Draw(t, "steps") {
		old := rapid.SampledFrom(versions).Draw(t, "version")
		next := version{want: maps.Clone(old.want)}
		x := number.Draw(t, "x")
		if n := len(old.want); n > 0 && rapid.Bool().Draw(t, "present") {
			x = slices.Sorted(maps.Keys(old.want))[rapid.IntRange(0, n-1).Draw(t, "which")]
		}
		if rapid.Bool().Draw(t, "add") {
			next.s, next.want[x] = old.s.With(x), true
		} else {
			next.s = old.s.Without(x)
			delete(next.want, x)
		}
		require.Equal(t, next.want[x], next.s.Has(x))
		versions = append(versions, next)
	}
	for _, v := range versions {
		require.Equal(t, len(v.want), v.s.Len())
		require.Equal(t, slices.Sorted(maps.Keys(v.want)), slices.Collect(v.s.All()))
		x := number.Draw(t, "probe")
		require.Equal(t, v.want[x], v.s.Has(x))
		sorted := slices.Sorted(maps.Keys(v.want))
		i, _ := slices.BinarySearch(sorted, x)
		require.True(t, slices.Equal(sorted[i:], slices.Collect(v.s.From(x))), "from %d", x)
		breakEarly(v.s.From(x))
	}
}

func TestOrderLikeSortedSlice(t *testing.T) { rapid.Check(t, orderLikeSortedSlice) }

func orderLikeSortedSlice(t *rapid.T) {
	type version struct {
		o    Order
		want []uint32
	}
	at := func(x uint32) func(uint32) int { return func(y uint32) int { return cmp.Compare(y, x) } }
	versions := []version{{}}
	cur := versions[0]
	for range rapid.IntRange(1, 4000).Draw(t, "steps") {
		x := uint32(rapid.Uint16().Draw(t, "x"))
		i, ok := slices.BinarySearch(cur.want, x)
		found, has := cur.o.Find(at(x))
		require.Equal(t, ok, has)
		if ok {
			require.Equal(t, x, found)
			continue
		}
		cur = version{cur.o.Insert(x, at(x)), slices.Insert(slices.Clone(cur.want), i, x)}
		if len(cur.want)%97 == 0 {
			versions = append(versions, cur)
		}
	}
	for _, v := range append(versions, cur) {
		require.Equal(t, len(v.want), v.o.Len())
		first := uint32(rapid.Uint16().Draw(t, "first"))
		i, _ := slices.BinarySearch(v.want, first)
		require.True(t, slices.Equal(v.want[i:], slices.Collect(v.o.From(at(first)))))
		breakEarly(v.o.From(at(first)))
	}
}

func TestNamesLikeMap(t *testing.T) { rapid.Check(t, namesLikeMap) }

func namesLikeMap(t *rapid.T) {
	type version struct {
		names Names
		want  []Name // by number
	}
	name := rapid.Custom(func(t *rapid.T) Name {
		return Name{rapid.Uint8Range(0, 2).Draw(t, "tag"), rapid.StringMatching(`[a-c]{0,5}`).Draw(t, "text")}
	})
	start := rapid.SliceOfDistinct(name, rapid.ID[Name]).Draw(t, "start")
	slices.SortFunc(start, Name.Compare)
	first := NamesOf(start)
	words := rapid.Bool().Draw(t, "words")
	if words {
		start = rapid.Permutation(start).Draw(t, "permuted")
		first = WordsOf(start)
	}
	if rapid.Bool().Draw(t, "little room") {
		// As if four gigabytes were already full.
		first = (Names{ascend: first.ascend, unlisted: words, room: rapid.IntRange(1, 40).Draw(t, "room")}).freeze(len(start), func(i int) Name { return start[i] })
	}
	versions := []version{{first, start}}
	if rapid.Bool().Draw(t, "from nothing") {
		versions[0] = version{Names{unlisted: words}, nil}
	}
	cur := versions[0]
	for range rapid.SampledFrom([]int{3, 40, 900}).Draw(t, "steps") {
		x := name.Draw(t, "name")
		number, ok := cur.names.Find(x.Tag, x.Text)
		require.Equal(t, slices.Contains(cur.want, x), ok)
		if ok {
			require.Equal(t, x, cur.want[number])
			continue
		}
		cur = version{cur.names.Add(x), append(slices.Clip(cur.want), x)}
		if len(cur.want)%41 == 0 {
			versions = append(versions, cur)
		}
	}
	for _, v := range append(versions, cur) {
		require.Equal(t, len(v.want), v.names.Len())
		for i, n := range v.want {
			require.Equal(t, n, v.names.At(uint32(i)))
			require.Equal(t, n.Tag, v.names.TagOf(uint32(i)))
			number, ok := v.names.Find(n.Tag, n.Text)
			require.True(t, ok)
			require.Equal(t, uint32(i), number)
		}
		_, ok := v.names.Find(3, "a")
		require.False(t, ok)
		if words {
			continue
		}
		from := name.Draw(t, "from")
		var got []Name
		for number := range v.names.From(from) {
			got = append(got, v.names.At(number))
		}
		want := slices.DeleteFunc(slices.Clone(v.want), func(n Name) bool { return n.Compare(from) < 0 })
		slices.SortFunc(want, Name.Compare)
		require.True(t, slices.Equal(want, got), "from %v: %v, want %v", from, got, want)
		require.True(t, slices.IsSortedFunc(v.want[:v.names.Ascending()], Name.Compare))
		breakEarly(v.names.From(from))
	}
}

// breakEarly fails by a panic of the range loop when the sequence goes on after
// it was told to stop.
func breakEarly(seq iter.Seq[uint32]) {
	for stop := range 3 {
		i := 0
		for range seq {
			if i == stop {
				break
			}
			i++
		}
	}
}

// TestNamesManyFrozen has enough names for long chains in the hash table.
func TestNamesManyFrozen(t *testing.T) {
	var names []Name
	for i := range 20_000 {
		names = append(names, Name{1, string([]byte{byte('a' + i/4096%16), byte('a' + i/256%16), byte('a' + i/16%16), byte('a' + i%16)})})
	}
	slices.SortFunc(names, Name.Compare)
	names = slices.Compact(names)
	ns := NamesOf(names)
	for i, n := range names {
		number, ok := ns.Find(n.Tag, n.Text)
		require.True(t, ok && number == uint32(i), n.Text)
		_, ok = ns.Find(n.Tag, n.Text+"x")
		require.False(t, ok)
	}
	require.Zero(t, testing.AllocsPerRun(100, func() { ns.Find(1, "aaaa") }))
}

func FuzzContainers(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		vectorLikeSlice(t)
		setLikeMap(t)
		orderLikeSortedSlice(t)
		namesLikeMap(t)
	}))
}
