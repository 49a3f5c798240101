package openslo_test

import (
	"fmt"

	"github.com/serviceowner/itsm/examples/openslo"
	"github.com/serviceowner/itsm/sla"
)

// What does the tool that measures us promise, and what of it stays behind?
func ExampleImport() {
	promises, err := openslo.Import([]byte(`
apiVersion: openslo/v1
kind: SLO
metadata: {name: checkout-errors}
spec:
  service: shop
  indicator:
    metadata: {name: good-answers}
    spec: {ratioMetric: {good: {metricSource: {type: Any}}, total: {metricSource: {type: Any}}}}
  timeWindow: [{duration: 4w, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.9995}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range promises {
		fmt.Println(p.Service, p.Target.Measure, p.Target.Objective.Share, "of", p.Target.Cycle)
		for _, l := range p.Left {
			fmt.Println("left:", l.Path, l.Value)
		}
	}
	// Output:
	// shop good-answers 99.95% of 28 days UTC
	// left: spec.indicator.spec.ratioMetric.good.metricSource.type "Any"
	// left: spec.indicator.spec.ratioMetric.total.metricSource.type "Any"
}

// What does the tool that measures us have to be told?
func ExampleExport() {
	text, lost, err := openslo.Export(openslo.Promise{
		Service: "shop",
		Target: sla.LevelTarget{
			ID: "availability", Measure: sla.Availability, Calendar: "office",
			Objective: sla.Objective{Share: 999 * sla.Percent / 10}, Cycle: sla.MonthlyIn("Europe/Berlin"),
		},
		Card: sla.StandardMeasures()[0],
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(text))
	for _, l := range lost {
		fmt.Println("only here:", l.Path, "-", l.Why)
	}
	// Output:
	// apiVersion: openslo/v1
	// kind: SLO
	// metadata:
	//   annotations:
	//     itsm.serviceowner/calendar: office
	//     itsm.serviceowner/direction: at least
	//     itsm.serviceowner/measure: availability
	//     itsm.serviceowner/slices: whole minutes
	//     itsm.serviceowner/unit: share
	//   name: availability
	// spec:
	//   budgetingMethod: Timeslices
	//   indicatorRef: availability
	//   objectives:
	//   - target: 0.999
	//     timeSliceTarget: 1
	//     timeSliceWindow: 1m
	//   service: shop
	//   timeWindow:
	//   - calendar:
	//       startTime: "2000-01-01 00:00:00"
	//       timeZone: Europe/Berlin
	//     duration: 1M
	//     isRolling: false
	// only here: calendar - objectives hold around the clock
	// only here: measure - an availability counts all time, and slices are whole minutes
}
