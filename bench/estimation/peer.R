# The same questions to R's survey package (and, for `fast`, to data.table in one pass).
#   Rscript peer.R DATA.csv TASK OUT.csv [MARGINS.json]     TASK: mean_by | boot | rake | fast
# OUT.csv: by,y,estimate,se. Standard error stream: seconds of processor time for reading, design and task.
suppressMessages({library(survey); library(data.table)}); setDTthreads(1L)
a <- commandArgs(TRUE); cpu <- function() sum(proc.time()[c("user.self", "sys.self")])
y <- paste0("y", 1:30); c0 <- cpu()
d <- fread(a[1], select = c("prov", "strat", "psu", "w", "fpc1", "sex", "age", y), nThread = 1L); c1 <- cpu()
row <- function(by, e, s) data.frame(by = by, y = paste(y, ">= 4"), estimate = as.numeric(e), se = as.numeric(s))
if (a[2] == "fast") {
  S <- d[, c(list(W = sum(w), f = fpc1[1]), lapply(.SD, function(v) sum(w * (v >= 4L)))), by = .(prov, strat, psu), .SDcols = y]
  N <- S[, .(n = .N, f = f[1]), by = strat]; h <- match(S$strat, N$strat); p <- factor(S$prov)
  one <- function(g) {  # g: domain of each PSU
    W <- rowsum(S$W, g); Y <- rowsum(as.matrix(S[, ..y]), g); M <- Y / as.vector(W); k <- match(g, rownames(W))
    Z <- (as.matrix(S[, ..y]) - M[k, , drop = FALSE] * S$W) / as.vector(W)[k]
    key <- paste(g, h); s1 <- rowsum(Z, key); s2 <- rowsum(Z^2, key); parts <- strsplit(rownames(s1), " "); hh <- as.integer(sapply(parts, `[`, 2)); gg <- sapply(parts, `[`, 1)
    n <- N$n[hh]; V <- rowsum((1 - n / N$f[hh]) * n / (n - 1) * (s2 - s1^2 / n), gg); list(M = M, S = sqrt(V[rownames(M), , drop = FALSE]))
  }
  all <- one(rep("0", nrow(S))); by <- one(as.character(S$prov)); c2 <- c1
  r <- rbind(row("", all$M[1, ], all$S[1, ]), do.call(rbind, lapply(rownames(by$M), function(q) row(paste0("prov=", q), by$M[q, ], by$S[q, ]))))
} else {
  d <- as.data.frame(d); for (v in y) d[[v]] <- as.numeric(d[[v]] >= 4L)
  f <- as.formula(paste("~", paste(y, collapse = "+")))
  s <- svydesign(id = ~psu, strata = ~strat, weights = ~w, fpc = ~fpc1, nest = TRUE, data = d); c2 <- cpu()
  if (a[2] == "boot") { set.seed(1); m <- svymean(f, as.svrepdesign(s, type = "subbootstrap", replicates = 500)); r <- row("", coef(m), SE(m)) }
  if (a[2] == "rake") {
    text <- paste(readLines(a[4]), collapse = ""); pm <- function(v) { t <- regmatches(text, regexpr(paste0("\"", v, "\"\\], \"totals\": \\{[^}]*"), text)); k <- regmatches(t, gregexpr("\"([0-9]+)\": ([0-9.]+)", t))[[1]]
      x <- data.frame(as.integer(sub("\"([0-9]+)\".*", "\\1", k)), as.numeric(sub(".*: ", "", k))); names(x) <- c(v, "Freq"); x }
    k <- rake(s, list(~prov, ~sex, ~age), list(pm("prov"), pm("sex"), pm("age")), control = list(maxit = 200, epsilon = 1e-10)); m <- svymean(f, k); r <- row("", coef(m), SE(m)) }
  if (a[2] == "mean_by") { m <- svymean(f, s); b <- svyby(f, ~prov, s, svymean)
    r <- rbind(row("", coef(m), SE(m)), do.call(rbind, lapply(seq_len(nrow(b)), function(i) row(paste0("prov=", b$prov[i]), b[i, 2:31], b[i, 32:61])))) }
}
c3 <- cpu(); r$estimate <- sprintf("%.15g", r$estimate); r$se <- sprintf("%.15g", r$se); write.csv(r, a[3], row.names = FALSE, quote = FALSE)
cat(sprintf("%.4f %.4f %.4f\n", c1 - c0, c2 - c1, c3 - c2), file = stderr())
