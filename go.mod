module github.com/serviceowner/itsm

go 1.26
