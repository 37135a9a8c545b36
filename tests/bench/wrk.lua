-- Asks for one path again and again, and says at the end what came of it, one number a line.
-- With the argument "readers", each request comes from another address, so that no limit per address refuses it.
function init(args)
    if args[1] == "readers" then
        math.randomseed(os.time())
        request = function()
            local address = string.format("203.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(0, 255))
            return wrk.format(nil, nil, { ["Host"] = wrk.headers["Host"], ["X-Forwarded-For"] = address })
        end
    end
end

done = function(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("requests %d\nmicroseconds %d\np50 %d\np99 %d\nrefused %d\nbroken %d\n",
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
