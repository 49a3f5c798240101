package sla_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/shareddata"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func share(t testing.TB, text string) sla.Share {
	t.Helper()
	s, err := sla.ParseShare(text)
	require.NoError(t, err)
	return s
}

// needs is a row of services that are all needed.
func needs(ids ...ownership.ServiceID) (out []sla.Need) {
	for _, id := range ids {
		out = append(out, sla.Need{Enough: 1, Of: []ownership.ServiceID{id}})
	}
	return out
}

func TestComposition(t *testing.T) {
	part := func(id ownership.ServiceID, own string, n ...sla.Need) sla.Part {
		return sla.Part{Service: id, Own: sla.ChanceOf(share(t, own)), Needs: n}
	}
	c, err := sla.Compose([]sla.Part{
		part("mail", "100%", append(needs("auth"), sla.Need{Enough: 1, Of: []ownership.ServiceID{"north", "south"}})...),
		part("north", "99%", needs("network")...),
		part("south", "99%", needs("network")...),
		part("auth", "99.9%", needs("network")...),
		part("network", "99.99%"),
		part("shop", "99%", needs("bank", "auth")...),
		part("wheel", "99%", needs("axle")...),
		part("axle", "99%", needs("wheel")...),
	})
	require.NoError(t, err)
	of := func(id ownership.ServiceID) string {
		t.Helper()
		got, ok := c.Of(id)
		require.True(t, ok)
		require.False(t, got.Bounded)
		return got.String()
	}
	assert.Equal(t, "99.99%", of("network"))
	assert.Equal(t, "99.89001%", of("auth"), "0.999 * 0.9999")
	assert.Equal(t, "99.8800209%", of("mail"), "0.999 * 0.9999 * (1 - 0.01 * 0.01): the network counts once")
	assert.Equal(t, "0% to 98.8911099%", of("shop"), "nobody has said anything about the bank")
	assert.Equal(t, "98.01%", of("wheel"), "a circle is one")
	assert.Equal(t, "0% to 100%", of("bank"))
	_, ok := c.Of("nowhere")
	assert.False(t, ok)

	assert.Equal(t, []ownership.ServiceID{"mail", "auth"}, c.Weakest("mail"))
	assert.Equal(t, []ownership.ServiceID{"shop", "bank"}, c.Weakest("shop"))
	assert.Equal(t, []ownership.ServiceID{"network"}, c.Weakest("network"))
	assert.Nil(t, c.Weakest("nowhere"))
	assert.Equal(t, [][]ownership.ServiceID{{"axle", "wheel"}}, c.Circles("axle"))
	assert.Nil(t, c.Circles("mail"))
	assert.Nil(t, c.Circles("nowhere"))
}

func TestComposeRefuses(t *testing.T) {
	_, err := sla.Compose([]sla.Part{
		{Service: "mail", Own: sla.Chance{Low: 0.5, High: 0.4}, Needs: needs("a", "")},
		{Service: "mail", Own: sla.Chance{Low: -0.1, High: 1}},
		{Service: "\x00", Own: sla.Chance{Low: 0, High: 1.1}},
	})
	require.ErrorIs(t, err, ownership.ErrInvalid)
	var paths []string
	for _, line := range strings.Split(err.Error(), "\n") {
		for _, path := range []string{"parts[0].own", "parts[0].needs[1].of[0]", "parts[1].service", "parts[1].own", "parts[2].service", "parts[2].own"} {
			if strings.Contains(line, path) {
				paths = append(paths, path)
			}
		}
	}
	sort.Strings(paths)
	assert.Equal(t, []string{"parts[0].needs[1].of[0]", "parts[0].own", "parts[1].own", "parts[1].service", "parts[2].own", "parts[2].service"}, paths)
}

func TestChance(t *testing.T) {
	for _, s := range []string{"0%", "0.0000001%", "33.3333333%", "99.9%", "99.95%", "99.9999999%", "100%"} {
		c := sla.ChanceOf(share(t, s))
		assert.True(t, c.Exact())
		assert.Equal(t, s, c.String())
		assert.True(t, c.Carries(share(t, s)), s)
		if s != "100%" {
			assert.False(t, c.Carries(share(t, s)+1), s)
		}
	}
	assert.Equal(t, sla.ChanceOf(sla.Whole), sla.ChanceOf(sla.Whole+1))
	assert.Equal(t, sla.ChanceOf(0), sla.ChanceOf(-1))
	assert.False(t, sla.Anything().Carries(1))
	assert.True(t, sla.Anything().Carries(0))
	assert.Equal(t, "99.9% to 99.95%", sla.Chance{Low: 0.999, High: 0.9995}.String())
	// Three nines that a computation missed by its own error are three nines.
	assert.True(t, sla.Chance{Low: 0.999 - 1e-13, High: 0.999}.Carries(share(t, "99.9%")))
	assert.False(t, sla.Chance{Low: 0.999 - 1e-10, High: 0.999}.Carries(share(t, "99.9%")))
}

// Ten thousand services in a row in exact numbers: the error that is documented.
func TestChanceError(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	parts := make([]sla.Part, 10_000)
	want, whole := new(big.Float).SetPrec(200).SetInt64(1), new(big.Float).SetPrec(200).SetInt64(int64(sla.Whole))
	for i := range parts {
		s := sla.Whole - sla.Share(random.Int64N(100_000))
		parts[i] = sla.Part{Service: service(i), Own: sla.ChanceOf(s)}
		if i > 0 {
			parts[i-1].Needs = needs(service(i))
		}
		want.Mul(want, new(big.Float).SetPrec(200).SetInt64(int64(s)))
		want.Quo(want, whole)
	}
	c, err := sla.Compose(parts)
	require.NoError(t, err)
	got, _ := c.Of(service(0))
	exact, _ := want.Float64()
	assert.InDelta(t, exact, got.Low, sla.ChanceError)
}

func TestCompositionIsSafeForConcurrentUse(t *testing.T) {
	c, err := sla.Compose(estate(200, 600, 20))
	require.NoError(t, err)
	want, _ := c.Of(service(0))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				got, _ := c.Of(service(0))
				assert.Equal(t, want, got)
			}
		})
	}
	wg.Wait()
}

func service(i int) ownership.ServiceID { return ownership.ServiceID(fmt.Sprintf("service-%05d", i)) }

// estate is a random acyclic estate in which the first service needs every other
// one, and each so many others on average; of the needs one in every choice is a
// choice of two, 0 for none.
func estate(n, edges, choice int) []sla.Part {
	random := rand.New(rand.NewPCG(3, 4))
	parts := make([]sla.Part, n)
	for i := range parts {
		parts[i] = sla.Part{Service: service(i), Own: sla.ChanceOf(sla.Whole - sla.Share(random.Int64N(10_000)))}
		if i > 0 { // a way to everything
			from := &parts[random.IntN(i)]
			from.Needs = append(from.Needs, needs(service(i))...)
		}
	}
	for range edges - n + 1 {
		i := random.IntN(n - 2)
		to := i + 1 + random.IntN(n-i-2)
		need := needs(service(to))
		if choice > 0 && random.IntN(choice) == 0 {
			need[0].Of = append(need[0].Of, service(to+1))
		}
		parts[i].Needs = append(parts[i].Needs, need...)
	}
	return parts
}

// availabilityDiffers lists the shared cases that are answered otherwise here, by
// number, with the convention that explains them.
var availabilityDiffers = map[int]string{
	4: "published 43.8 minutes for a month: a thousandth of 365/12 days, where every other month of that source has 30",
}

// lengths are the periods that the shared cases name, in seconds.
var lengths = map[string]int64{
	"week":             7 * 86400,
	"month":            30 * 86400,
	"month-30d":        30 * 86400,
	"month-365.25/12d": 36525 * 864 / 12,
	"quarter":          365 * 86400 / 4,
	"year-365d":        365 * 86400,
}

// units are how the shared cases write durations, in seconds.
var units = map[string]float64{"d": 86400, "h": 3600, "min": 60, "m": 60, "s": 1}

// written reads "16.8 h" and "43m 49s".
func written(t testing.TB, text string) (sum float64) {
	for _, m := range regexp.MustCompile(`([0-9.]+) ?([a-z]+)`).FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(m[1], 64)
		require.NoError(t, err)
		require.Contains(t, units, m[2])
		sum += n * units[m[2]]
	}
	return sum
}

// allowed is the longest outage, in seconds, after which the share still is kept.
func allowed(period int64, s sla.Share) float64 {
	whole := period * int64(time.Second)
	kept, lost := int64(-1), whole+1 // 64 bits, which an int need not have
	for lost-kept > 1 {
		down := kept + (lost-kept)/2
		if sla.ShareOf(whole-down, whole) < s {
			lost = down
		} else {
			kept = down
		}
	}
	return time.Duration(kept).Seconds()
}

func TestSharedAvailability(t *testing.T) {
	data, err := os.ReadFile(shareddata.Path(t, "availability-cases.json"))
	require.NoError(t, err)
	var file struct {
		Cases []struct {
			Kind  string
			Input struct {
				Target     string `json:"target_percent"`
				Period     string
				Components []string
			}
			Exact, Tolerance float64
			Published        string
			Agrees           bool
		}
	}
	require.NoError(t, json.Unmarshal(data, &file))
	require.Len(t, file.Cases, 14)
	for i, c := range file.Cases {
		var got, want float64
		switch c.Kind {
		case "allowed_downtime_seconds":
			require.Contains(t, lengths, c.Input.Period)
			got, want = allowed(lengths[c.Input.Period], share(t, c.Input.Target+"%")), written(t, c.Published)
		case "serial_percent":
			parts := []sla.Part{{Service: "all", Own: sla.ChanceOf(sla.Whole)}}
			for n, s := range c.Input.Components {
				parts = append(parts, sla.Part{Service: service(n), Own: sla.ChanceOf(share(t, s+"%"))})
				parts[0].Needs = append(parts[0].Needs, needs(service(n))...)
			}
			composed, err := sla.Compose(parts)
			require.NoError(t, err)
			all, _ := composed.Of("all")
			require.True(t, all.Exact())
			got = all.Low * 100
			want, err = strconv.ParseFloat(c.Published, 64)
			require.NoError(t, err)
		default:
			t.Fatalf("case %d: unknown kind %s", i, c.Kind)
		}
		assert.InDelta(t, c.Exact, got, 1e-6, "case %d: what was computed for it", i)
		why, differs := availabilityDiffers[i]
		assert.Equal(t, c.Agrees, !differs, "case %d", i)
		if differs {
			assert.Greater(t, math.Abs(got-want), c.Tolerance, "case %d is listed as different: %s", i, why)
			continue
		}
		assert.InDelta(t, want, got, c.Tolerance, "case %d: published %s", i, c.Published)
	}
	// The convention that explains it: with it, what was published comes out.
	odd := file.Cases[4]
	assert.InDelta(t, written(t, odd.Published), allowed(365*86400/12, share(t, odd.Input.Target+"%")), odd.Tolerance)
}
