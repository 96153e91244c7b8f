# The forecasts of R's package `forecast` (Hyndman and Khandakar, 2008) for the questions in a file: a line each of
# "horizon,use of day 1,use of day 2,...". Prints for each question and method P10, P50 and P90 of the total: the point
# forecasts added up, and the widths of single days added up as if errors of days were independent.
suppressMessages(library(forecast))
questions <- readLines(commandArgs(trailingOnly = TRUE)[1])
for (line in questions) {
  values <- as.numeric(strsplit(line, ",")[[1]])
  h <- values[1]
  series <- ts(values[-1], frequency = if (length(values) > 21) 7 else 1)
  total <- function(fit) {
    middle <- sum(pmax(0, fit$mean))
    width <- sqrt(sum(((fit$upper[, 1] - fit$lower[, 1]) / 2)^2))
    c(max(0, middle - width), middle, middle + width)
  }
  one <- function(method) tryCatch(total(method()), error = function(e) rep(NA, 3))
  cat(one(function() forecast(ets(series, damped = NULL), h = h, level = 80)),
      one(function() thetaf(series, h = h, level = 80)),
      one(function() stlf(series, h = h, level = 80)), sep = ",")
  cat("\n")
}
