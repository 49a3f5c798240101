package chronicle_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

var (
	noon  = time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC)
	about = ownership.ServiceScope("mail").Subject()
)

type act struct {
	revision int
	command  string
	at       time.Time
	ref      ownership.Ref
	proof    ownership.Proof
}

func of(acts []act) chronicle.History {
	return chronicle.Of(len(acts), func(i int) chronicle.Act {
		a := &acts[i]
		return chronicle.Act{Revision: a.revision, Command: a.command, At: &a.at, Ref: a.ref, Proof: &a.proof}
	})
}

func recorded() []act {
	proof := ownership.Proof{By: "ann", Capacity: ownership.OwnRight, Activity: "define-service", Scope: ownership.ServiceScope("mail"), At: noon}
	return []act{{1, "begin", noon, "", proof}, {2, "change", noon, "r1", proof}}
}

func TestFollow(t *testing.T) {
	for name, c := range map[string]struct {
		command string
		who     ownership.Who
		want    error
		path    string
	}{
		"the next":                  {"change", ownership.Who{By: "ann", At: noon.Add(1), Ref: "r2"}, nil, ""},
		"without a reference":       {"change", ownership.Who{By: "ann", At: noon}, nil, ""},
		"again":                     {"change", ownership.Who{By: "ann", At: noon, Ref: "r1"}, ownership.ErrRepeated, "who.ref"},
		"again, from before":        {"change", ownership.Who{By: "ann", At: noon.Add(-1), Ref: "r1"}, ownership.ErrRepeated, "who.ref"},
		"another command's":         {"begin", ownership.Who{By: "ann", At: noon, Ref: "r1"}, ownership.ErrInvalid, "who.ref"},
		"another's":                 {"change", ownership.Who{By: "bob", At: noon, Ref: "r1"}, ownership.ErrInvalid, "who.ref"},
		"from before the last act":  {"change", ownership.Who{By: "ann", At: noon.Add(-1)}, ownership.ErrInvalid, "who.at"},
		"from before, with its own": {"change", ownership.Who{By: "ann", At: noon.Add(-1), Ref: "r2"}, ownership.ErrInvalid, "who.at"},
	} {
		err := of(recorded()).Follow("op", about, c.command, c.who)
		assert.ErrorIs(t, err, c.want, name)
		if c.want != nil {
			e := (*ownership.Error)(nil)
			require.ErrorAs(t, err, &e, name)
			assert.Equal(t, []any{"op", about, c.path}, []any{e.Op, e.Subject, e.Path}, name)
		}
	}
	assert.NoError(t, of(nil).Follow("op", about, "begin", ownership.Who{By: "ann", At: noon, Ref: "r1"}))
	assert.Equal(t, -1, of(recorded()).Find(""), "no act has the empty reference")
	assert.True(t, of(nil).Last().IsZero())
}

func TestCheckWho(t *testing.T) {
	var paths []string
	defect := func(path string, err error) {
		if err != nil {
			paths = append(paths, path)
		}
	}
	zone := time.FixedZone("", 3600)
	who := chronicle.CheckWho(ownership.Who{By: "ann", At: noon.Add(time.Nanosecond).In(zone)}, defect)
	assert.Empty(t, paths)
	assert.Equal(t, ownership.Who{By: "ann", At: noon}, who)

	chronicle.CheckWho(ownership.Who{For: "\x00", Ref: " "}, defect)
	assert.Equal(t, []string{"who.by", "who.for", "who.ref", "who.at"}, paths)
}

func TestSnapshot(t *testing.T) {
	a, reg := chronicle.Snapshot(nil)
	assert.Nil(t, a)
	assert.Nil(t, reg)
	live := &ownership.Live{}
	a, reg = chronicle.Snapshot(live)
	assert.Same(t, live.Register(), reg)
	assert.Same(t, reg, a, "of the register of this moment, not of the next")
	a, again := chronicle.Snapshot(reg)
	assert.Same(t, reg, again)
	assert.Same(t, reg, a)
}

func TestObstacles(t *testing.T) {
	rule := &ownership.Rule{Code: "some.rule", Severity: ownership.SeverityInfo, Args: []string{"status"}}
	f := chronicle.Obstacle(rule, about, "at", "closed", "one too many")
	assert.Equal(t, ownership.SeverityError, f.Severity)
	assert.Equal(t, []ownership.Arg{{Name: "status", Value: "closed"}}, f.Args)

	other := chronicle.Obstacle(rule, about, "aa", "closed")
	refusal := chronicle.Refusal("op", about, []ownership.Finding{f, other, f})
	found, failed := chronicle.Obstacles(fmt.Errorf("told on: %w", refusal))
	assert.NoError(t, failed)
	require.Len(t, found, 2, "each once")
	assert.Equal(t, []string{"aa", "at"}, []string{found[0].Path, found[1].Path})

	for _, err := range []error{errors.New("down"), ownership.ErrRefused, &ownership.Error{Err: ownership.ErrStale, Findings: found}} {
		found, failed := chronicle.Obstacles(err)
		assert.Empty(t, found)
		assert.Equal(t, err, failed, "what could not judge did not refuse")
	}
}

func TestShape(t *testing.T) {
	paths := func(change func([]act)) (out []string) {
		acts, s := recorded(), &chronicle.Shape{}
		change(acts)
		s.History("acts", of(acts), func(path string, i int) {
			if acts[i].command == "" {
				s.Bad(path, "missing")
			}
		}, func(path string, i int) { s.Proof(path+".proof", &acts[i].proof, acts[i].at) })
		err := s.Finish("op", about)
		if err == nil {
			return nil
		}
		assert.ErrorIs(t, err, ownership.ErrInvalid)
		list := (*strictjson.Error)(nil)
		require.ErrorAs(t, err, &list)
		for _, p := range list.Problems {
			out = append(out, p.Path)
		}
		return out
	}
	for _, c := range []struct {
		change func([]act)
		want   []string
	}{
		{func([]act) {}, nil},
		{func(a []act) { a[1].revision = 1 }, []string{"acts[1].revision"}},
		{func(a []act) { a[1].command = "" }, []string{"acts[1].command"}},
		{func(a []act) { a[1].at = noon.Add(-1) }, []string{"acts[1].at", "acts[1].proof.at"}},
		{func(a []act) { a[0].at, a[0].proof.At = time.Time{}, time.Time{} }, []string{"acts[0].at", "acts[0].proof.at"}},
		{func(a []act) { a[0].ref = "r1" }, []string{"acts[1].ref"}},
		{func(a []act) { a[0].at, a[0].proof.At = noon.Add(1), noon.Add(2) }, nil},
		{func(a []act) { a[1].proof.Revision = -1 }, []string{"acts[1].proof.revision"}},
		{func(a []act) { a[1].proof = ownership.Proof{} }, []string{
			"acts[1].proof.by", "acts[1].proof.capacity", "acts[1].proof.activity", "acts[1].proof.scope", "acts[1].proof.at", "acts[1].proof.at",
		}},
	} {
		assert.Equal(t, c.want, paths(c.change))
	}

	s := &chronicle.Shape{}
	s.History("acts", of(nil), nil, nil)
	assert.ErrorIs(t, s.Finish("op", about), ownership.ErrInvalid, "a record begins with an act")

	many := &chronicle.Shape{}
	for range 101 {
		many.Bad("x", "bad")
	}
	list := (*strictjson.Error)(nil)
	require.ErrorAs(t, many.Finish("op", about), &list)
	assert.Len(t, list.Problems, 100)
	assert.True(t, list.Cut)
}
