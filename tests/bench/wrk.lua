-- Asks for one path again and again, and says at the end what came of it, one number a line.
done = function(summary, latency, requests)
    io.write(string.format("requests %d\nmicroseconds %d\np50 %d\np99 %d\nerrors %d\n",
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
