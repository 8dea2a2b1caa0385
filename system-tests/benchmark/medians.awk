# Makes a table of medians, servers by workloads, from lines of: server, workload, figure, unit.
BEGIN { FS = "\t" }
{ key = $1 FS $2; values[key] = values[key] " " $3; unit[$2] = $4
  if (!($1 in seen)) { seen[$1] = 1; server[++servers] = $1 }
  if (!($2 in known)) { known[$2] = 1; workload[++workloads] = $2 } }
function median(list,   n, v, i, j, t) {
  n = split(list, v, " ")
  for (i = 1; i < n; i++) for (j = i + 1; j <= n; j++) if (v[i] + 0 > v[j] + 0) { t = v[i]; v[i] = v[j]; v[j] = t }
  return v[int((n + 1) / 2)] }
END {
  line = "| server |"; rule = "|---|"
  for (w = 1; w <= workloads; w++) { line = line " " workload[w] " " unit[workload[w]] " |"; rule = rule "--:|" }
  print line; print rule
  for (s = 1; s <= servers; s++) {
    line = "| " server[s] " |"
    for (w = 1; w <= workloads; w++) line = line " " median(values[server[s] FS workload[w]]) " |"
    print line } }
