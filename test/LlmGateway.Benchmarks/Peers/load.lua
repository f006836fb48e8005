-- One request, again and again; the figures as one line of JSON.
wrk.method = "POST"
wrk.body = os.getenv("LOAD_BODY")
wrk.headers["Content-Type"] = "application/json"
for name, value in string.gmatch(os.getenv("LOAD_HEADERS") or "", "([^=\n]+)=([^\n]*)") do wrk.headers[name] = value end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('FIGURES {"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
