package main

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// outputLevels is the JSON form of the levels.
type outputLevels struct {
	Promises      []outputPromise    `json:"promises"`
	Underpinnings []sla.Underpinning `json:"underpinnings"`
	Breaches      []outputBreach     `json:"breaches"`
}

type outputPromise struct {
	Service   ownership.ServiceID `json:"service"`
	Agreement sla.AgreementID     `json:"agreement"`
	Target    sla.TargetID        `json:"target"`
	Promised  sla.Objective       `json:"promised"`
	From      time.Time           `json:"from"`
	Until     time.Time           `json:"until"`
	Verdict   sla.Verdict         `json:"verdict"`
	Actual    *sla.Objective      `json:"actual,omitempty"`
	Credit    int                 `json:"creditBasisPoints,omitempty"`
	Problem   string              `json:"problem,omitempty"`
	Bearing   sla.Bearing         `json:"bearing,omitempty"`
	Own       sla.Share           `json:"ownShare,omitempty"`
}

type outputBreach struct {
	ID      sla.BreachID     `json:"id"`
	About   sla.Broken       `json:"about"`
	Status  sla.BreachStatus `json:"status"`
	Cause   string           `json:"cause,omitempty"`
	Actions []sla.Action     `json:"actions,omitempty"`
}

func (l *levels) output() *outputLevels {
	out := &outputLevels{Promises: []outputPromise{}, Underpinnings: []sla.Underpinning{}, Breaches: []outputBreach{}}
	for _, p := range l.promises {
		v := outputPromise{
			Service: p.Service, Agreement: p.Agreement, Target: p.Target.ID, Promised: p.Target.Objective,
			From: p.Period.From, Until: p.Period.Until, Verdict: p.Verdict, Credit: p.Credit, Problem: p.Problem,
			Bearing: p.bearing, Own: p.own,
		}
		if actual, ok := p.Actual(); ok {
			v.Actual = &actual
		}
		out.Promises = append(out.Promises, v)
	}
	for _, f := range l.footings {
		out.Underpinnings = append(out.Underpinnings, f.Underpinning)
	}
	for _, b := range l.breaches {
		out.Breaches = append(out.Breaches, outputBreach{b.Key(), b.About(), b.Status(), b.Cause(), slices.Collect(b.Actions())})
	}
	return out
}
