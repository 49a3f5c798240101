package sqlite

// OpenWith is Open with a driver of the test's own.
var OpenWith = open
