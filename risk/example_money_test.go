package risk_test

import (
	"fmt"

	"github.com/serviceowner/itsm/risk"
)

// Money is added, multiplied and divided without losing a cent, or refused.
func ExampleMoney() {
	fine, _ := risk.ParseMoney("EUR 1000.00")
	staff, _ := risk.NewMoney(250_50, "EUR")
	loss, err := risk.Sum(fine, staff)
	fmt.Println(loss, err)

	third, _ := loss.MulRatio(1, 3, risk.HalfEven)
	fmt.Println("a third:", third)

	dollars, _ := risk.ParseMoney("USD 5.00")
	_, err = loss.Add(dollars)
	fmt.Println(err)
	// Output:
	// EUR 1250.50 <nil>
	// a third: EUR 416.83
	// add: different currencies: EUR and USD
}

// A loss is charged to three services by their size; nothing is lost in rounding.
func ExampleMoney_Allocate() {
	loss, _ := risk.ParseMoney("EUR 100.00")
	shares, err := loss.Allocate(1, 1, 1)
	fmt.Println(shares, err)
	// Output:
	// [EUR 33.34 EUR 33.33 EUR 33.33] <nil>
}
