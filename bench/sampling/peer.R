# The same draws with R's sampling package.
#   Rscript peer.R FRAME.csv n TASK READER     TASK: pps | province | cube; READER: base | fread
# Standard error stream: seconds of processor time for reading and for drawing, units drawn.
suppressMessages(library(sampling))
a <- commandArgs(TRUE); n <- as.integer(a[2]); cpu <- function() sum(proc.time()[c("user.self", "sys.self")])
set.seed(1); start <- cpu()
if (a[4] == "fread") { suppressMessages(library(data.table)); setDTthreads(1L); frame <- as.data.frame(fread(a[1], nThread = 1L)) } else frame <- read.csv(a[1])
read <- cpu()
if (a[3] == "pps") drawn <- frame[UPsystematic(inclusionprobabilities(frame$size, n)) == 1, ]
if (a[3] == "province") {
  size <- frame$size; places <- split(seq_along(size), frame$province); each <- round(n / length(places))
  taken <- unlist(lapply(places, function(p) p[UPsystematic(inclusionprobabilities(size[p], each)) == 1])); drawn <- frame[taken, ]
}
if (a[3] == "cube") {
  p <- inclusionprobabilities(frame$size, n); X <- cbind(p, frame$size, frame$province)
  drawn <- frame[samplecube(X, p, order = 2, comment = FALSE) == 1, ]
}
done <- cpu()
cat(sprintf("%.3f %.3f %d\n", read - start, done - read, nrow(drawn)), file = stderr())
