namespace Gateway.LoadTests.Scenarios;

/// <summary>Everything that is measured, and what each is compared with.</summary>
internal static class CaseCatalog
{
    public const string Gateway = "gateway";
    public const string Yarp = "yarp";
    public const string Nginx = "nginx";
    public const string Haproxy = "haproxy";

    public static IReadOnlyList<Case> All { get; } =
    [
        new(Yarp, Scenario.Http, Protocol.Http1),
        new(Yarp, Scenario.Tls, Protocol.Http1),
        new(Gateway, Scenario.Tls, Protocol.Http1),
        new(Nginx, Scenario.Tls, Protocol.Http1),
        new(Haproxy, Scenario.Tls, Protocol.Http1),
        new(Yarp, Scenario.Tls, Protocol.Http2),
        new(Gateway, Scenario.Tls, Protocol.Http2),
        new(Nginx, Scenario.Tls, Protocol.Http2),
        new(Haproxy, Scenario.Tls, Protocol.Http2),
        new(Gateway, Scenario.Limit, Protocol.Http1),
        new(Nginx, Scenario.Limit, Protocol.Http1),
        new(Gateway, Scenario.ApiKey, Protocol.Http1),
        new(Gateway, Scenario.Jwt, Protocol.Http1),
        new(Gateway, Scenario.JwtLocal, Protocol.Http1),
        new(Gateway, Scenario.JwtMany, Protocol.Http1),
        new(Gateway, Scenario.JwtUncached, Protocol.Http1),
        new(Gateway, Scenario.JwtEs256, Protocol.Http1),
        new(Gateway, Scenario.JwtEs256Uncached, Protocol.Http1),
        new(Haproxy, Scenario.JwtLocal, Protocol.Http1),
        new(Haproxy, Scenario.JwtMany, Protocol.Http1),
        new(Haproxy, Scenario.JwtEs256, Protocol.Http1),
        new(Gateway, Scenario.Jwt, Protocol.Http2),
        new(Haproxy, Scenario.JwtLocal, Protocol.Http2),
    ];

    /// <summary>The cases that a list of names selects: contenders, scenarios or whole identifiers. An empty list selects all.</summary>
    /// <exception cref="LoadTestException">A name is nothing of these.</exception>
    public static IReadOnlyList<Case> Select(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) return All;
        foreach (var name in names)
        {
            if (All.Any(c => IsNamed(c, name))) continue;
            var allowed = All.Select(static c => c.Contender).Concat(All.Select(static c => c.Scenario.Name)).Concat(All.Select(static c => c.Id)).Distinct(StringComparer.Ordinal);
            throw new LoadTestException($"--only: found {name}; allowed: {string.Join(", ", allowed)}");
        }

        return [.. All.Where(c => names.Any(name => IsNamed(c, name)))];
    }

    /// <summary>Bare YARP over the same protocol: what everything beside forwarding costs.</summary>
    public static Case? YarpFor(Case measured) =>
        measured.Contender == Yarp ? null : All.First(c => c.Contender == Yarp && c.Scenario == Scenario.Tls && c.Protocol == measured.Protocol);

    /// <summary>HAProxy doing the same work; null where it has no such thing. It counts limits in its process, whatever ours does.</summary>
    public static Case? HaproxyFor(Case measured)
    {
        if (measured.Contender != Gateway) return null;
        var same = measured.Scenario.Credential switch
        {
            Credential.Token => Scenario.JwtLocal,
            Credential.EcToken => Scenario.JwtEs256,
            _ => measured.Scenario,
        };
        return All.FirstOrDefault(c => c.Contender == Haproxy && c.Scenario == same && c.Protocol == measured.Protocol);
    }

    private static bool IsNamed(Case measured, string name) => measured.Contender == name || measured.Scenario.Name == name || measured.Id == name;
}
