-- Guesses the passwords of made-up names: arguments are the form's token, the cookie's, and whether addresses differ.
local token, cookie, addresses
local statuses = {}

function init(args)
    token, cookie, addresses = args[1], args[2], args[3] == "yes"
    math.randomseed(os.time())
end

function request()
    local body = string.format("csrfmiddlewaretoken=%s&username=nobody%d&password=guess%d&next=/admin/",
        token, math.random(1, 1e9), math.random(1, 1e9))
    local headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = "csrftoken=" .. cookie }
    if addresses then
        headers["X-Forwarded-For"] = string.format("203.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(0, 255))
    end
    return wrk.format("POST", nil, headers, body)
end

function done(summary, latency, requests)
    io.write(string.format("guesses answered %d (not 2xx or 3xx: %d), broken %d\n", summary.requests, summary.errors.status,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
