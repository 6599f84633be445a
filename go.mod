module trainmock

go 1.26.8
