package sla_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// FuzzAgainstOracle lets the fuzzer choose the random numbers that scenarios are
// made of.
func FuzzAgainstOracle(f *testing.F) {
	for i := range uint64(8) {
		f.Add(i, 100+i)
	}
	f.Fuzz(func(t *testing.T, a, b uint64) {
		r := chance{rand.New(rand.NewPCG(a, b))}
		s := r.scenario(t, []*time.Location{time.UTC, zoneNamed(t, "Asia/Kathmandu")})
		cal, err := sla.NewCalendar(s.def, func(string) (*time.Location, error) { return s.loc, nil })
		if err != nil {
			return
		}
		if problem := compare(s, cal, r); problem != "" {
			t.Fatalf("%s\n%s", problem, s)
		}
	})
}

// FuzzDefinition: whatever is given as a calendar is refused with reasons or
// comes back as it was, compiles or is refused with paths, and answers.
func FuzzDefinition(f *testing.F) {
	f.Add([]byte(officeHours), int64(0), int64(time.Hour))
	f.Add([]byte(`{"zone":"Pacific/Apia","week":{"monday":["22:00-06:00"]},"horizon":{"from":2011,"until":2012}}`), int64(1325300000), int64(1))
	f.Add([]byte(`{"zone":"UTC","special":[{"date":"--02-29","windows":["00:00-24:00"]}],"horizon":{"from":9990,"until":10000}}`), int64(253402300799), int64(1<<62))
	f.Add([]byte(`{"zone":"Local"}`), int64(-62135596800), int64(-1))
	f.Fuzz(func(t *testing.T, data []byte, sec, target int64) {
		var def sla.Definition
		if err := json.Unmarshal(data, &def); err != nil {
			return
		}
		out, err := json.Marshal(def)
		if err != nil {
			t.Skip("holds a zero date or window, which nothing stands for")
		}
		var back sla.Definition
		if err := json.Unmarshal(out, &back); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		again, err := json.Marshal(back)
		if err != nil || !cmp.Equal(out, again) {
			t.Fatalf("%s came back as %s, %v", out, again, err)
		}
		if h := def.Horizon; h.Until-h.From > 3 || h.From == 0 {
			def.Horizon = sla.Horizon{From: 2026, Until: 2028} // for the fuzzer's speed
		}
		cal, err := sla.NewCalendar(def, func(name string) (*time.Location, error) {
			if name != "UTC" && name != "Pacific/Apia" && name != "Europe/Berlin" {
				return nil, errors.New("unknown zone")
			}
			return zoneNamed(t, name), nil
		})
		if err != nil {
			if !errors.Is(err, ownership.ErrInvalid) || cal != nil {
				t.Fatal(err)
			}
			return
		}
		start := time.Unix(sec, target&0xff)
		due, err := cal.Due(start, time.Duration(target))
		switch {
		case errors.Is(err, sla.ErrNever), errors.Is(err, ownership.ErrInvalid):
			return
		case err != nil:
			t.Fatal(err)
		}
		used, err := cal.Elapsed(start, due)
		if err != nil || used != time.Duration(target) {
			t.Fatalf("due %s, but %s elapsed by then: %v", due, used, err)
		}
		if !due.Before(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)) || target == 0 {
			return
		}
		from, err := cal.DueBack(due, time.Duration(target))
		if err != nil || from.Before(start.UTC()) {
			t.Fatalf("due %s after %s, but %s before it: %v", due, start, from, err)
		}
	})
}
