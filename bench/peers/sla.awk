# Counts per five minutes, and their sums; knows nothing of quotes.
BEGIN { FS = "," }
NR > 1 {
  slices[substr($1, 1, 14) int(substr($1, 15, 2) / 5)]
  requests++
  if ($4 != "") valid++
  if ($4 >= 500) errors++
}
END {
  for (slice in slices) count++
  printf "%d %d %d %d\n", requests, valid, errors, count
}
