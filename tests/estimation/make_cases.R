# Writes cases/NAME.json (data, design, questions) and cases/NAME.csv (expected rows, each with the R call that made it)
# from R's survey package. Run by hand where R and r-cran-survey are installed:  Rscript tests/estimation/make_cases.R
# The engine's tests read the files; they do not need R.
suppressMessages(library(survey))
folder <- "tests/estimation"
options(survey.lonely.psu = "fail")
read <- function(name, text = character()) {
  d <- read.csv(file.path(folder, "data", paste0(name, ".csv")), check.names = FALSE, na.strings = c("NA", ""),
                colClasses = NA, stringsAsFactors = FALSE)
  for (v in names(d)) if (is.character(d[[v]]) || v %in% text) d[[v]] <- factor(d[[v]], levels = sort(unique(as.character(d[[v]])), method = "radix"))
  d
}
rows <- NULL; asks <- NULL
add <- function(id, by, level, y, quantity, value, call)
  rows[[length(rows) + 1]] <<- data.frame(id, by, level, y, quantity, value = as.numeric(value), call)
begin <- function() { rows <<- list(); asks <<- character() }
finish <- function(name, data, design) {
  writeLines(sprintf('{\n  "data": "%s",\n  "design": %s,\n  "ask": [\n    %s\n  ]\n}', data, design, paste(asks, collapse = ",\n    ")),
             file.path(folder, "cases", paste0(name, ".json")))
  r <- do.call(rbind, rows)
  r$value <- ifelse(is.na(r$value), "NA", sprintf("%.17g", r$value))
  con <- file(file.path(folder, "cases", paste0(name, ".csv")), "w"); q <- function(x) ifelse(grepl("[,\"]", x), paste0('"', gsub('"', '""', x), '"'), x)
  writeLines("id,by,level,y,quantity,value,call", con)
  writeLines(paste(q(r$id), q(r$by), q(r$level), q(r$y), q(r$quantity), r$value, q(r$call), sep = ","), con); close(con)
}
js <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
jl <- function(x) paste0("[", paste(js(x), collapse = ", "), "]")
ask <- function(id, stat, extra) asks <<- c(asks, sprintf('{"id": "%s", "stat": "%s"%s}', id, stat, if (nchar(extra)) paste0(", ", extra) else ""))
# subsets of a design by the values of `by`, in sorted order
groups <- function(d, by) {
  if (length(by) == 0) return(list(list(label = "", d = d)))
  v <- d$variables[, by, drop = FALSE]
  key <- do.call(order, c(unname(lapply(v, function(x) if (is.factor(x)) as.integer(x) else x)), list(na.last = NA)))
  u <- unique(v[key, , drop = FALSE])
  lapply(seq_len(nrow(u)), function(i) {
    keep <- Reduce(`&`, lapply(by, function(b) !is.na(v[[b]]) & as.character(v[[b]]) == as.character(u[i, b])))
    list(label = paste(paste0(by, "=", sapply(by, function(b) as.character(u[i, b]))), collapse = ";"), d = d[keep, ])
  })
}
df_of <- function(d) if (inherits(d, "svyrep.design")) degf(d) else degf(d)
ci <- function(e, s, df, level = 0.95) { t <- qt(0.5 + level / 2, df); list(e - t * s, e + t * s) }
try0 <- function(x) tryCatch(suppressWarnings(x), error = function(e) NULL)
sums <- function(id, d, stat, y, rexpr = y, by = character(), where = NULL, rwhere = where, deff = FALSE, level = 0.95, df = "design") {
  extra <- c(sprintf('"y": %s', jl(y)), if (length(by)) sprintf('"by": %s', jl(by)), if (!is.null(where)) sprintf('"where": %s', js(where)),
             if (!isFALSE(deff)) sprintf('"deff": %s', if (isTRUE(deff)) "true" else js(deff)), if (level != 0.95) sprintf('"level": %g', level),
             if (df != "design") sprintf('"df": %s', if (df == "inf") '"inf"' else df))
  ask(id, stat, paste(extra, collapse = ", "))
  if (!is.null(rwhere)) { k <- eval(parse(text = rwhere), d$variables); d <- d[!is.na(k) & k, ] }
  f <- if (stat == "mean") svymean else svytotal
  for (g in groups(d, by)) {
    fm <- as.formula(paste("~", paste(rexpr, collapse = "+")))
    m <- suppressWarnings(f(fm, g$d, na.rm = TRUE, deff = deff))
    mf <- model.frame(fm, g$d$variables, na.action = na.pass); dd <- if (all(complete.cases(mf))) g$d else g$d[complete.cases(mf), ]
    n <- if (inherits(dd, "svyrep.design")) nrow(dd) else sum(weights(dd, "sampling") != 0)
    dg <- df_of(dd); dq <- if (df == "design") dg else if (df == "inf") Inf else as.numeric(df)
    labels <- list(); for (i in seq_along(y)) { x <- mf[[i]]; if (is.factor(x)) for (l in levels(x)) labels[[length(labels) + 1]] <- c(y[i], l) else labels[[length(labels) + 1]] <- c(y[i], "") }
    call <- sprintf("svy%s(~%s, %s)", stat, paste(rexpr, collapse = "+"), if (g$label == "") "d" else paste0("subset ", g$label))
    e <- as.numeric(coef(m)); s <- as.numeric(SE(m)); de <- if (isFALSE(deff)) rep(NA, length(e)) else { x <- attr(m, "deff"); if (is.matrix(x)) diag(x) else as.numeric(x) }
    for (j in seq_along(e)) {
      b <- ci(e[j], s[j], dq, level)
      add(id, g$label, labels[[j]][2], labels[[j]][1], c("estimate", "se", "ci_low", "ci_high", "deff", "df", "n"), c(e[j], s[j], b[[1]], b[[2]], de[j], dq, n), call)
    }
  }
}
ratio <- function(id, d, y, x, by = character(), deff = FALSE) {
  ask(id, "ratio", paste(c(sprintf('"y": %s, "x": %s', js(y), js(x)), if (length(by)) sprintf('"by": %s', jl(by)), if (deff) '"deff": true'), collapse = ", "))
  for (g in groups(d, by)) {
    r <- svyratio(as.formula(paste0("~", y)), as.formula(paste0("~", x)), g$d, na.rm = TRUE, deff = deff)
    e <- as.numeric(coef(r)); s <- as.numeric(SE(r)); ok <- complete.cases(g$d$variables[, all.vars(as.formula(paste("~", y, "+", x)))]); b <- ci(e, s, df_of(if (all(ok)) g$d else g$d[ok, ]))
    add(id, g$label, "", paste0(y, "/", x), c("estimate", "se", "ci_low", "ci_high"), c(e, s, b[[1]], b[[2]]), sprintf("svyratio(~%s, ~%s, d)", y, x))
    if (deff) add(id, g$label, "", paste0(y, "/", x), "deff", as.numeric(attr(r, "deff")), "deff(svyratio)")
  }
}
proportion <- function(id, d, y, rexpr, method, by = character(), level = 0.95) {
  ask(id, "proportion", paste(c(sprintf('"y": %s, "method": "%s"', js(y), method), if (length(by)) sprintf('"by": %s', jl(by)), if (level != 0.95) sprintf('"level": %g', level)), collapse = ", "))
  for (g in groups(d, by)) {
    # logit: svyciprop stops its regression at 1e-8, xlogit is the same interval in closed form
    p <- svyciprop(as.formula(paste0("~I(", rexpr, ")")), g$d, method = if (method == "logit") "xlogit" else method, level = level)
    add(id, g$label, "", y, c("estimate", "se", "ci_low", "ci_high"), c(coef(p), sqrt(attr(p, "var")), confint(p)), sprintf("svyciprop(~I(%s), d, method='%s', level=%g)", rexpr, method, level))
  }
}
quantile_ <- function(id, d, y, probs, rule, interval = "mean", by = character()) {
  ask(id, "quantile", paste(c(sprintf('"y": %s, "probs": [%s], "rule": "%s"', js(y), paste(probs, collapse = ", "), rule), if (interval != "mean") sprintf('"interval": "%s"', interval), if (length(by)) sprintf('"by": %s', jl(by))), collapse = ", "))
  for (g in groups(d, by)) {
    q <- suppressWarnings(svyquantile(as.formula(paste0("~", y)), g$d, probs, qrule = rule, interval.type = interval, na.rm = TRUE))[[1]]
    for (i in seq_along(probs)) add(id, g$label, as.character(probs[i]), y, c("estimate", "se", "ci_low", "ci_high"), c(q[i, 1], q[i, 4], q[i, 2], q[i, 3]), sprintf("svyquantile(~%s, d, %g, qrule='%s', interval.type='%s')", y, probs[i], rule, interval))
  }
}
variance <- function(id, d, y, by = character()) {
  ask(id, "variance", paste(c(sprintf('"y": %s', jl(y)), if (length(by)) sprintf('"by": %s', jl(by))), collapse = ", "))
  for (g in groups(d, by)) for (v in y) { m <- svyvar(as.formula(paste0("~", v)), g$d, na.rm = TRUE); add(id, g$label, "", v, c("estimate", "se"), c(coef(m)[1], SE(m)[1]), sprintf("svyvar(~%s, d)", v)) }
}
correlation <- function(id, d, a, b) {
  ask(id, "correlation", sprintf('"y": %s', jl(c(a, b))))
  v <- svyvar(as.formula(paste0("~", a, "+", b)), d, na.rm = TRUE); m <- as.numeric(v); V <- attr(v, "var"); r <- m[2] / sqrt(m[1] * m[4])
  g <- c(-r / (2 * m[1]), 1 / sqrt(m[1] * m[4]), 0, -r / (2 * m[4])); add(id, "", "", paste0(a, ":", b), c("estimate", "se"), c(r, sqrt(g %*% V %*% g)), sprintf("delta method on svyvar(~%s+%s, d)", a, b))
}
chisq <- function(id, d, a, b, method) {
  ask(id, "chisq", sprintf('"y": %s, "method": "%s"', jl(c(a, b)), method))
  x <- suppressWarnings(svychisq(as.formula(paste0("~", a, "+", b)), d, statistic = method))
  p <- x$parameter; add(id, "", "", paste0(a, ":", b), c("statistic", "ndf", "ddf", "p"), c(x$statistic, p[1], if (length(p) > 1) p[2] else NA, x$p.value), sprintf("svychisq(~%s+%s, d, statistic='%s')", a, b, method))
}
ttest <- function(id, d, y, group) {
  ask(id, "ttest", sprintf('"y": %s, "group": %s', js(y), js(group)))
  x <- svyttest(as.formula(paste0("`", y, "`~`", group, "`")), d); add(id, "", "", y, c("estimate", "se", "t", "df", "p"), c(x$estimate, x$estimate / x$statistic, x$statistic, x$parameter, x$p.value), sprintf("svyttest(%s~%s, d)", y, group))
}
glm_ <- function(id, d, formula, fam = "gaussian") {
  ask(id, "glm", sprintf('"formula": %s, "family": "%s"', js(formula), fam))
  m <- if (fam == "gaussian") svyglm(as.formula(formula), d) else svyglm(as.formula(formula), d, family = quasibinomial(), control = list(epsilon = 1e-15, maxit = 100)); s <- summary(m)$coefficients
  tl <- attr(terms(m), "term.labels"); as_ <- attr(model.matrix(m), "assign")
  for (i in seq_len(nrow(s))) { term <- if (as_[i] == 0) "(Intercept)" else gsub("`", "", tl[as_[i]]); level <- if (as_[i] == 0) "" else sub(term, "", gsub("`", "", rownames(s)[i]), fixed = TRUE)
    add(id, "", level, term, c("estimate", "se", "t", "p"), s[i, ], sprintf("summary(svyglm(%s, d, family=%s))", formula, fam)) }
}
alpha <- function(id, d, y) { ask(id, "alpha", sprintf('"y": %s', jl(y))); add(id, "", "", paste(y, collapse = ":"), "estimate", svycralpha(as.formula(paste("~", paste(y, collapse = "+"))), d, na.rm = TRUE), "svycralpha") }
weights_ <- function(id, d) { ask(id, "weights", ""); w <- weights(d, "sampling"); add(id, "", "", "", c("sum", "sum_sq", "min", "max", "n"), c(sum(w), sum(w^2), min(w), max(w), sum(w != 0)), "weights(d)") }

# the usual set of questions on the school files
schools <- function(d) {
  sums("mean", d, "mean", c("api00", "api99", "`pct.resp`"), c("api00", "api99", "pct.resp"), deff = TRUE)
  sums("mean90", d, "mean", "api00", level = 0.9, df = "inf", deff = "replace")
  sums("total", d, "total", c("enroll", "api00 > 700"), c("enroll", "as.numeric(api00>700)"), deff = TRUE)
  sums("level", d, "mean", c("stype", "api00"), deff = FALSE)
  sums("by", d, "mean", c("api00", "ell"), by = "stype")
  sums("cross", d, "total", "enroll", by = c("both", "sch.wide"))
  sums("where", d, "mean", "api00 - api99", "I(api00-api99)", where = "meals > 50 && stype == 'E'", rwhere = "meals > 50 & stype == 'E'")
  ratio("ratio", d, "api00", "api99", deff = TRUE); ratio("ratio_by", d, "enroll", "api99", by = "both")
  for (m in c("logit", "beta", "asin", "xlogit", "mean")) proportion(paste0("share_", m), d, "api00 >= 700", "api00>=700", m)
  proportion("share_by", d, "api00 > 600", "api00>600", "beta", by = "both", level = 0.9)
  for (r in c("math", "school", "hf7")) quantile_(paste0("q_", r), d, "api00", c(0.1, 0.25, 0.5, 0.75, 0.9), r)
  quantile_("q_beta", d, "meals", c(0.3, 0.5), "math", "beta"); quantile_("q_xlogit", d, "meals", c(0.3, 0.5), "math", "xlogit"); quantile_("q_by", d, "enroll", 0.5, "math", by = "both")
  variance("variance", d, c("api00", "meals")); variance("variance_by", d, "api00", by = "both"); correlation("correlation", d, "api00", "meals")
  for (m in c("F", "Chisq", "Wald", "adjWald")) chisq(paste0("chisq_", m), d, "stype", "both", m)
  chisq("chisq2", d, "sch.wide", "both", "F")
  ttest("ttest", d, "api00", "both"); ttest("ttest_missing", d, "acs.k3", "awards")
  glm_("lm", d, "api00 ~ ell + meals + stype"); glm_("lm2", d, "api00 ~ api99 + mobility"); glm_("few", d, "api00 ~ acs.k3")
  alpha("alpha", d, c("ell", "meals", "mobility")); weights_("weights", d)
}
srs <- read("apisrs"); strat <- read("apistrat"); clus1 <- read("apiclus1"); clus2 <- read("apiclus2")
begin(); d <- svydesign(id = ~1, fpc = ~fpc, data = srs); schools(d); finish("srs", "apisrs", '{"fpc": ["fpc"]}')
begin(); d <- svydesign(id = ~1, weights = ~pw, data = srs); schools(d); finish("srs_weights", "apisrs", '{"weights": "pw"}')
begin(); d <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat); schools(d)
{ b <- svyby(~api00, ~both, d, svymean, covmat = TRUE); v <- svycontrast(b, c(-1, 1)); asks <- c(asks, '{"id": "both", "stat": "mean", "y": ["api00"], "by": ["both"]}', '{"id": "contrast", "stat": "contrast", "of": "both", "coef": {"both=No": -1, "both=Yes:api00": 1}}')
  k <- ci(coef(v)[[1]], SE(v)[[1]], degf(d)); add("contrast", "", "", "", c("estimate", "se", "ci_low", "ci_high"), c(coef(v), SE(v), k[[1]], k[[2]]), "svycontrast(svyby(~api00, ~both, d, svymean, covmat=TRUE), c(-1,1))") }
finish("strat", "apistrat", '{"strata": ["stype"], "weights": "pw", "fpc": ["fpc"]}')
begin(); d <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1); schools(d); finish("clus1", "apiclus1", '{"clusters": ["dnum"], "weights": "pw", "fpc": ["fpc"]}')
begin(); d <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = clus2); schools(d); finish("clus2", "apiclus2", '{"clusters": ["dnum", "snum"], "fpc": ["fpc1", "fpc2"]}')
begin(); d <- svydesign(id = ~dnum + snum, weights = ~pw, data = clus2); schools(d); finish("clus2_weights", "apiclus2", '{"clusters": ["dnum", "snum"], "weights": "pw"}')

m284 <- read("mu284"); begin(); d <- svydesign(id = ~id1 + id2, fpc = ~n1 + n2, data = m284)
sums("total", d, "total", "y1", deff = TRUE); sums("mean", d, "mean", "y1", deff = "replace"); quantile_("q", d, "y1", c(0.25, 0.5), "math"); variance("v", d, "y1"); sums("part", d, "mean", "y1", where = "y1 > 40"); weights_("w", d)
finish("mu284", "mu284", '{"clusters": ["id1", "id2"], "fpc": ["n1", "n2"]}')
fp <- read("fpc"); begin(); d <- svydesign(id = ~psuid, strata = ~stratid, weights = ~weight, nest = TRUE, data = fp); sums("total", d, "total", "x"); sums("mean", d, "mean", "x", deff = TRUE); finish("fpc_none", "fpc", '{"clusters": ["psuid"], "strata": ["stratid"], "weights": "weight", "nest": true}')
begin(); d <- svydesign(id = ~psuid, strata = ~stratid, weights = ~weight, fpc = ~Nh, nest = TRUE, data = fp); sums("total", d, "total", "x"); sums("mean", d, "mean", "x", deff = TRUE); sums("part", d, "mean", "x", by = "stratid"); finish("fpc", "fpc", '{"clusters": ["psuid"], "strata": ["stratid"], "weights": "weight", "fpc": ["Nh"], "nest": true}')
h <- read("hospital"); begin(); d <- svydesign(id = ~1, strata = ~oblevel, fpc = ~tothosp, weights = ~weighta, data = h); sums("total", d, "total", "births", deff = TRUE); ratio("r", d, "births", "tothosp"); finish("hospital", "hospital", '{"strata": ["oblevel"], "fpc": ["tothosp"], "weights": "weighta"}')
n <- read("nhanes"); begin(); d <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = n)
sums("mean", d, "mean", "HI_CHOL", deff = TRUE); sums("by", d, "mean", "HI_CHOL", by = c("race", "RIAGENDR")); sums("age", d, "total", "agecat", by = "race")
for (m in c("logit", "beta", "asin", "mean")) proportion(paste0("share_", m), subset(d, !is.na(HI_CHOL)), "HI_CHOL == 1", "HI_CHOL==1", m, by = "race")
for (m in c("F", "Chisq", "Wald", "adjWald")) chisq(paste0("chisq_", m), d, "race", "agecat", m); chisq("chisq_missing", d, "HI_CHOL", "agecat", "F")
glm_("logit", d, "HI_CHOL ~ race + agecat + RIAGENDR", "quasibinomial"); ttest("t", d, "HI_CHOL", "RIAGENDR"); correlation("cor", d, "HI_CHOL", "race"); weights_("w", d)
finish("nhanes", "nhanes", '{"clusters": ["SDMVPSU"], "strata": ["SDMVSTRA"], "weights": "WTMEC2YR", "nest": true}')
# lonely PSUs
lone <- rbind(strat[strat$stype == "E", ], strat[strat$stype == "H", ][1, ], strat[strat$stype == "M", ])
write.csv(lone[, c("stype", "pw", "fpc", "api00", "meals", "both", "enroll")], file.path(folder, "data", "lonely.csv"), row.names = FALSE, quote = FALSE, na = "")
lone <- read("lonely")
for (rule in c("certainty", "remove", "adjust", "average")) for (domain in c(FALSE, TRUE)) {
  options(survey.lonely.psu = rule, survey.adjust.domain.lonely = domain)
  begin(); d <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = lone)
  sums("mean", d, "mean", c("api00", "meals")); sums("total", d, "total", "enroll"); sums("by", d, "mean", "api00", by = "both"); sums("few", d, "mean", "api00", where = "api00 > 800 || stype == 'H'", rwhere = "api00 > 800 | stype == 'H'")
  finish(paste0("lonely_", rule, if (domain) "_domain" else ""), "lonely", sprintf('{"strata": ["stype"], "weights": "pw", "fpc": ["fpc"], "lonely_psu": "%s", "adjust_domain_lonely": %s}', rule, tolower(domain)))
}
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)
# unequal probabilities
e <- read("election_pps"); J <- as.matrix(read.csv(file.path(folder, "data", "election_joint.csv")))
election_ <- function(d) { sums("total", d, "total", c("Bush", "Kerry", "Nader")); sums("mean", d, "mean", "Bush"); if (is.null(d$dcheck)) sums("big", d, "total", "Bush", where = "votes > 100000"); ratio("ratio", d, "Bush", "votes") }
pps <- function(name, d, json) { begin(); election_(d); finish(name, "election_pps", json) }
pps("pps_brewer", svydesign(id = ~1, fpc = ~p, data = e, pps = "brewer"), '{"fpc": ["p"], "pps": "brewer"}')
pps("pps_overton", svydesign(id = ~1, fpc = ~p, data = e, pps = "overton"), '{"fpc": ["p"], "pps": "overton"}')
pps("pps_hr", svydesign(id = ~1, fpc = ~p, data = e, pps = HR()), '{"fpc": ["p"], "pps": "hr"}')
pps("pps_joint_ht", svydesign(id = ~1, fpc = ~p, data = e, pps = ppsmat(J)), '{"fpc": ["p"], "pps": "joint", "joint": "../data/election_joint.csv"}')
pps("pps_joint_yg", svydesign(id = ~1, fpc = ~p, data = e, pps = ppsmat(J), variance = "YG"), '{"fpc": ["p"], "pps": "joint", "joint": "../data/election_joint.csv", "pps_variance": "yg"}')
pps("pps_weights", svydesign(id = ~1, probs = ~p, data = e), '{"probs": "p"}')
# calibration
base <- function() svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1)
asked <- function(d) { sums("mean", d, "mean", c("api00", "meals"), deff = TRUE); sums("total", d, "total", "enroll"); sums("by", d, "mean", "api00", by = "both"); ratio("ratio", d, "api00", "api99"); proportion("share", d, "api00 > 600", "api00>600", "logit")
  proportion("beta", d, "api00 > 600", "api00>600", "beta", by = "both"); quantile_("q", d, "api00", c(0.25, 0.5), "math"); glm_("lm", d, "api00 ~ meals + ell"); ttest("t", d, "api00", "both"); chisq("chi", d, "both", "sch.wide", "F"); weights_("weights", d) }
js_types <- '{"E": 4421, "H": 755, "M": 1018}'; js_wide <- '{"No": 1072, "Yes": 5122}'; head_ <- '{"clusters": ["dnum"], "weights": "pw", "fpc": ["fpc"], "calibrate": '
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)); wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
begin(); asked(postStratify(base(), ~stype, types)); finish("post", "apiclus1", sprintf('%s[{"kind": "post", "margins": [{"by": ["stype"], "totals": %s}]}]}', head_, js_types))
both_ <- sprintf('"margins": [{"by": ["stype"], "totals": %s}, {"by": ["sch.wide"], "totals": %s}], "epsilon": 1e-10', js_types, js_wide)
begin(); asked(rake(base(), list(~stype, ~sch.wide), list(types, wide), control = list(maxit = 500, epsilon = 1e-16))); finish("rake_r", "apiclus1", sprintf('%s[{"kind": "rake", %s, "variance": "r-rake"}]}', head_, both_))
pop <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)
begin(); asked(calibrate(base(), ~stype + sch.wide, pop, calfun = "raking", epsilon = 1e-14)); finish("rake_residual", "apiclus1", sprintf('%s[{"kind": "rake", %s}]}', head_, both_))
begin(); asked(calibrate(base(), ~stype + sch.wide, pop, calfun = "raking", epsilon = 1e-14)); finish("cal_raking", "apiclus1", sprintf('%s[{"kind": "raking", %s}]}', head_, both_))
begin(); asked(calibrate(base(), ~stype + sch.wide, pop)); finish("cal_linear", "apiclus1", sprintf('%s[{"kind": "linear", %s}]}', head_, both_))
pop2 <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069)
types99 <- sprintf('"margins": [{"by": ["stype"], "totals": %s}], "numeric": {"api99": 3914069}, "epsilon": 1e-10', js_types)
begin(); asked(calibrate(base(), ~stype + api99, pop2)); finish("cal_linear99", "apiclus1", sprintf('%s[{"kind": "linear", %s}]}', head_, types99))
begin(); asked(calibrate(base(), ~stype + api99, pop2, calfun = "logit", bounds = c(0.4, 2), epsilon = 1e-13)); finish("cal_logit", "apiclus1", sprintf('%s[{"kind": "logit", "bounds": [0.4, 2], %s}]}', head_, types99))
begin(); asked(calibrate(base(), ~stype + api99, pop2, calfun = "linear", bounds = c(0.4, 2.5), epsilon = 1e-12)); finish("cal_bounded", "apiclus1", sprintf('%s[{"kind": "linear", "bounds": [0.4, 2.5], %s}]}', head_, types99))
begin(); asked(calibrate(postStratify(base(), ~stype, types), ~api99, c(`(Intercept)` = 6194, api99 = 3914069))); finish("cal_two_steps", "apiclus1", sprintf('%s[{"kind": "post", "margins": [{"by": ["stype"], "totals": %s}]}, {"kind": "linear", "margins": [{"by": ["one"], "totals": {"1": 6194}}], "numeric": {"api99": 3914069}}]}', head_, js_types))
begin(); asked(trimWeights(postStratify(base(), ~stype, types), lower = 20, upper = 45)); finish("trim", "apiclus1", sprintf('%s[{"kind": "post", "margins": [{"by": ["stype"], "totals": %s}]}], "trim": [20, 45]}', head_, js_types))
# replicates
reps <- function(d) { sums("mean", d, "mean", c("api00", "meals"), deff = TRUE); sums("total", d, "total", "enroll"); sums("by", d, "mean", "api00", by = "both", df = "inf"); ratio("ratio", d, "api00", "api99"); variance("v", d, "api00"); glm_("lm", d, "api00 ~ meals + ell"); proportion("share", d, "api00 > 600", "api00>600", "xlogit") }
begin(); reps(as.svrepdesign(base(), type = "JK1")); finish("jk1", "apiclus1", '{"clusters": ["dnum"], "weights": "pw", "fpc": ["fpc"], "replicates": {"kind": "jk1"}}')
begin(); reps(as.svrepdesign(svydesign(id = ~dnum, weights = ~pw, data = clus1), type = "JK1", mse = TRUE)); finish("jk1_mse", "apiclus1", '{"clusters": ["dnum"], "weights": "pw", "replicates": {"kind": "jk1", "mse": true}}')
begin(); reps(as.svrepdesign(svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat), type = "JKn")); finish("jkn", "apistrat", '{"strata": ["stype"], "weights": "pw", "fpc": ["fpc"], "replicates": {"kind": "jkn"}}')
begin(); reps(postStratify(as.svrepdesign(base(), type = "JK1"), ~stype, types)); finish("jk1_post", "apiclus1", sprintf('%s[{"kind": "post", "margins": [{"by": ["stype"], "totals": %s}]}], "replicates": {"kind": "jk1"}}', head_, js_types))
s <- read("scd"); H <- 3; K <- 4; pc <- function(x) sum(as.integer(intToBits(x))) %% 2
brr <- function(rho) sapply(0:(K - 1), function(r) { m <- numeric(6); for (h in 1:H) { even <- pc(bitwAnd(r, h)) == 0; m[s$ESA == h] <- if (even) c(2 - rho, rho) else c(rho, 2 - rho) }; m })
write.csv(cbind(s, w = c(1, 1, 2, 2, 1, 1), setNames(as.data.frame(brr(0) * c(1, 1, 2, 2, 1, 1)), paste0("rw", 1:K))), file.path(folder, "data", "scd_replicates.csv"), row.names = FALSE, quote = FALSE)
sr <- read("scd_replicates"); heart <- function(d) { sums("total", d, "total", c("arrests", "alive")); sums("mean", d, "mean", "arrests"); ratio("ratio", d, "alive", "arrests") }
for (k in c("brr", "fay")) { rho <- if (k == "fay") 0.3 else 0; begin(); heart(svrepdesign(data = sr, weights = ~w, repweights = brr(rho), combined.weights = FALSE, type = if (k == "brr") "BRR" else "Fay", rho = if (k == "fay") rho else NULL)); finish(k, "scd_replicates", sprintf('{"strata": ["ESA"], "clusters": ["ambulance"], "nest": true, "weights": "w", "replicates": {"kind": "%s"%s}}', k, if (rho > 0) ', "rho": 0.3' else "")) }
begin(); heart(suppressWarnings(svrepdesign(data = sr, weights = ~w, repweights = as.matrix(sr[, paste0("rw", 1:K)]), combined.weights = TRUE, type = "other", scale = 0.25, rscales = rep(1, K)))); finish("given", "scd_replicates", '{"strata": ["ESA"], "clusters": ["ambulance"], "nest": true, "weights": "w", "replicates": {"kind": "given", "columns": ["rw1", "rw2", "rw3", "rw4"], "scale": 0.25}}')
# strata at both stages, by of a missing column, regression and tests where weights are calibrated or probabilities unequal
two <- clus2; two$h1 <- ifelse(two$dnum < 400, "a", "b"); two$h2 <- as.character(two$stype)
two <- two[, c("h1", "h2", "dnum", "snum", "fpc1", "fpc2", "pw", "api00", "api99", "meals", "ell", "stype", "both", "awards", "enroll", "acs.46", "one")[c(1:15, 16)]]
two$N1 <- ifelse(two$h1 == "a", 300, 457); two$N2 <- 40
write.csv(two, file.path(folder, "data", "two_strata.csv"), row.names = FALSE, quote = FALSE, na = "")
two <- read("two_strata")
for (rule in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule); begin(); d <- svydesign(id = ~dnum + snum, strata = ~h1 + h2, fpc = ~N1 + N2, data = two, nest = TRUE)
  sums("mean", d, "mean", c("api00", "meals"), deff = TRUE); sums("total", d, "total", "enroll", by = "both"); sums("level", d, "mean", "awards", deff = TRUE); sums("missing", d, "mean", "acs.46", by = "awards")
  quantile_("q", d, "enroll", c(0.2, 0.8), "school"); chisq("chi", d, "stype", "awards", "F"); glm_("lm", d, "api00 ~ meals + stype"); ttest("t", d, "acs.46", "both"); alpha("alpha", d, c("meals", "ell"))
  finish(paste0("two_strata_", rule), "two_strata", sprintf('{"clusters": ["dnum", "snum"], "strata": ["h1", "h2"], "fpc": ["N1", "N2"], "nest": true, "lonely_psu": "%s"}', rule))
}
options(survey.lonely.psu = "fail")
begin(); d <- svydesign(id = ~1, fpc = ~p, data = e, pps = "brewer"); glm_("lm", d, "Bush ~ votes"); proportion("share", d, "Bush > Kerry", "Bush>Kerry", "beta"); quantile_("q", d, "votes", 0.5, "math"); variance("v", d, "votes"); correlation("c", d, "Bush", "Kerry"); weights_("w", d); finish("pps_more", "election_pps", '{"fpc": ["p"], "pps": "brewer"}')
begin(); d <- calibrate(base(), ~stype + api99, pop2); glm_("logit", d, "awards ~ meals + ell", "quasibinomial"); for (m in c("Chisq", "Wald")) chisq(paste0("chi_", m), d, "stype", "both", m); variance("v", d, "api00", by = "both"); correlation("c", d, "api00", "meals"); quantile_("q", d, "api00", c(0.25, 0.5, 0.75), "math", "beta", by = "both"); alpha("a", d, c("meals", "ell", "mobility"))
finish("cal_more", "apiclus1", sprintf('%s[{"kind": "linear", %s}]}', head_, types99))
begin(); d <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat); glm_("logit", d, "awards ~ meals + ell + stype", "quasibinomial"); glm_("logit2", d, "sch.wide ~ api99 + mobility", "quasibinomial"); proportion("p99", d, "awards == 'Yes'", "awards=='Yes'", "asin", level = 0.99, by = "stype"); sums("df", d, "mean", "api00", df = "7"); finish("strat_more", "apistrat", '{"strata": ["stype"], "weights": "pw", "fpc": ["fpc"]}')
# missing answers inside moments and tests; logistic fits that stop early; fractions in place of populations
missing_ <- function(d) {
  for (v in c("acs.k3", "acs.46")) { variance(paste0("v_", v), d, v); variance(paste0("v_by_", v), d, v, by = "both") }
  correlation("cor", d, "acs.46", "mobility"); sums("mean", d, "mean", c("acs.k3", "api00"), by = "both", deff = TRUE); ratio("ratio", d, "ell", "acs.k3", by = "awards", deff = TRUE)
  for (m in c("F", "Chisq", "Wald", "adjWald")) chisq(paste0("chi_", m), d, "comp.imp", "awards", m)
  glm_("logit", d, "sch.wide ~ meals + stype", "quasibinomial"); glm_("logit_missing", d, "comp.imp ~ mobility + acs.46", "quasibinomial"); glm_("lm", d, "enroll ~ 1")
  for (r in c("math", "school", "hf7")) quantile_(paste0("q_", r), d, "mobility", c(0.1, 0.5, 0.9), r, by = "both")
}
begin(); missing_(svydesign(id = ~1, strata = ~stype, weights = ~pw, data = strat)); finish("missing_strat", "apistrat", '{"strata": ["stype"], "weights": "pw"}')
begin(); missing_(svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = clus2)); finish("missing_clus2", "apiclus2", '{"clusters": ["dnum", "snum"], "fpc": ["fpc1", "fpc2"], "weights": "pw"}')
begin(); missing_(calibrate(svydesign(id = ~1, fpc = ~fpc, data = srs), ~api99 - 1, c(api99 = 3914069))); finish("missing_calibrated", "apisrs", '{"fpc": ["fpc"], "calibrate": [{"kind": "linear", "numeric": {"api99": 3914069}}]}')
# key drivers: gains in R2 over all orders of entry, by complex steps exact to the last digits
lmg <- function(V, p) {
  r2 <- function(s) if (length(s) == 0) 0 else sum(V[1, s + 1] * solve(V[s + 1, s + 1, drop = FALSE], V[s + 1, 1])) / V[1, 1]
  part <- sapply(seq_len(p), function(j) { rest <- setdiff(seq_len(p), j); total <- 0 + 0i
    for (m in 0:(2^length(rest) - 1)) { s <- rest[bitwAnd(m, 2^(seq_along(rest) - 1)) > 0]; k <- length(s); total <- total + factorial(k) * factorial(p - k - 1) / factorial(p) * (r2(sort(c(s, j))) - r2(s)) }
    total })
  c(part / sum(part), sum(part))
}
drivers <- function(id, d, y, by = character()) {
  ask(id, "drivers", paste(c(sprintf('"y": %s', jl(y)), if (length(by)) sprintf('"by": %s', jl(by))), collapse = ", "))
  p <- length(y) - 1
  for (g in groups(d, by)) {
    v <- svyvar(as.formula(paste("~", paste(y, collapse = "+"))), g$d, na.rm = TRUE); M <- matrix(as.numeric(v), p + 1); C <- attr(v, "var")
    e <- Re(lmg(M + 0i, p)); G <- sapply(seq_along(M), function(i) { Z <- M + 0i; Z[i] <- Z[i] + 1e-30i; Im(lmg(Z, p)) / 1e-30 }); s <- sqrt(diag(G %*% C %*% t(G)))
    b <- ci(e, s, df_of(g$d))
    for (j in seq_along(e)) add(id, g$label, if (j > p) "R2" else "", if (j > p) y[1] else y[j + 1], c("estimate", "se", "ci_low", "ci_high"), c(e[j], s[j], b[[1]][j], b[[2]][j]), "shares of R2 from svyvar, delta method")
  }
}
begin(); d <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat); drivers("all", d, c("api00", "ell", "meals", "mobility")); drivers("by", d, c("enroll", "meals", "ell"), by = "both"); finish("drivers_strat", "apistrat", '{"strata": ["stype"], "weights": "pw", "fpc": ["fpc"]}')
begin(); drivers("all", calibrate(svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = clus2), ~stype, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)), c("api00", "ell", "meals", "col.grad", "api99")); finish("drivers_clus2", "apiclus2", sprintf('{"clusters": ["dnum", "snum"], "fpc": ["fpc1", "fpc2"], "calibrate": [{"kind": "linear", "margins": [{"by": ["stype"], "totals": %s}]}]}', js_types))
# three stages, one or two of them with unequal probabilities: counties, districts, schools of the population of schools
if (!file.exists(file.path(folder, "data", "three_stages.csv"))) {
  data(api); set.seed(4); p <- apipop[!is.na(apipop$enroll), ]; counties <- sample(names(which(sapply(split(p$dnum, p$cnum), function(x) length(unique(x))) >= 3)), 9)
  three <- do.call(rbind, lapply(counties, function(c) { q <- p[p$cnum == c, ]; all_d <- unique(q$dnum); take <- sample(all_d, min(4, length(all_d)))
    do.call(rbind, lapply(take, function(d) { r <- q[q$dnum == d, ]; cbind(r[sample(nrow(r), min(3, nrow(r))), ], N1 = length(unique(p$cnum)), N2 = length(all_d), N3 = nrow(r), f2 = length(take) / length(all_d)) })) }))
  three <- three[order(three$cnum, three$dnum, three$snum), c("cnum", "dnum", "snum", "N1", "N2", "N3", "f2", "stype", "both", "awards", "api00", "api99", "meals", "ell", "enroll")]
  three$p1 <- round(0.05 + match(three$cnum, unique(three$cnum)) / 24, 6); three$half <- ifelse(match(three$cnum, unique(three$cnum)) %% 2 == 0, "a", "b"); three$N1h <- ifelse(three$half == "a", 25, 32)
  write.csv(three, file.path(folder, "data", "three_stages.csv"), row.names = FALSE, quote = FALSE, na = "")
}
three <- read("three_stages")
stages <- function(d) {
  sums("mean", d, "mean", c("api00", "stype"), deff = TRUE); sums("by", d, "mean", c("api00", "meals"), by = "both"); sums("total", d, "total", "enroll", by = "stype"); sums("where", d, "mean", "api00", where = "meals > 40 && stype == 'E'", rwhere = "meals > 40 & stype == 'E'")
  ratio("ratio", d, "api00", "api99", by = "both"); variance("v", d, "api00"); correlation("c", d, "api00", "meals"); quantile_("q", d, "api00", c(0.25, 0.5, 0.75), "math"); proportion("share", d, "api00 > 700", "api00>700", "beta"); glm_("lm", d, "api00 ~ meals + ell"); ttest("t", d, "api00", "both")
}
begin(); stages(svydesign(id = ~cnum + dnum + snum, fpc = ~N1 + N2 + N3, data = three)); finish("three_stages", "three_stages", '{"clusters": ["cnum", "dnum", "snum"], "fpc": ["N1", "N2", "N3"]}')
begin(); stages(svydesign(id = ~cnum + dnum + snum, strata = ~half + half + half, fpc = ~N1h + N2 + N3, data = three)); finish("three_stages_strata", "three_stages", '{"clusters": ["cnum", "dnum", "snum"], "strata": ["half", "half", "half"], "fpc": ["N1h", "N2", "N3"]}')
begin(); stages(svydesign(id = ~cnum + dnum, fpc = ~p1 + f2, data = three, pps = "brewer")); finish("pps_two_stages", "three_stages", '{"clusters": ["cnum", "dnum"], "fpc": ["p1", "f2"], "pps": "brewer"}')
begin(); stages(postStratify(svydesign(id = ~cnum + dnum, fpc = ~p1 + f2, data = three, pps = "brewer"), ~stype, types)); finish("pps_two_stages_post", "three_stages", sprintf('{"clusters": ["cnum", "dnum"], "fpc": ["p1", "f2"], "pps": "brewer", "calibrate": [{"kind": "post", "margins": [{"by": ["stype"], "totals": %s}]}]}', js_types))
begin(); stages(calibrate(svydesign(id = ~cnum + dnum + snum, fpc = ~N1 + N2 + N3, data = three), ~stype, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018), calfun = "raking", epsilon = 1e-14)); finish("three_stages_calibrated", "three_stages", sprintf('{"clusters": ["cnum", "dnum", "snum"], "fpc": ["N1", "N2", "N3"], "calibrate": [{"kind": "raking", "margins": [{"by": ["stype"], "totals": %s}]}]}', js_types))
