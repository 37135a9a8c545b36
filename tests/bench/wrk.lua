-- Asks for one path again and again, and says at the end what came of it, one number a line.
done = function(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("requests %d\nmicroseconds %d\np50 %d\np99 %d\nrefused %d\nbroken %d\n",
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
