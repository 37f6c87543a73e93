using System.Globalization;

namespace Gateway.LoadTests.Scenarios;

internal enum Credential
{
    None,
    ApiKey,
    Token,
    EcToken,
    ManyTokens,
}

/// <summary>Work that a server does for each request; every contender that offers it does the same.</summary>
/// <param name="Name">What it is called on the command line, in paths and in results.</param>
/// <param name="Title">What it is called in tables and charts.</param>
/// <param name="Group">The heading it stands under.</param>
internal sealed record Scenario(string Name, string Title, string Group)
{
    public const string Origin = "https://app.example.com";

    // Above what one core serves, and not so much that leases of it would be larger than those of a real limit.
    private const int HotPermits = 50_000;

    private const int LargeBytes = 10_000;

    private const string Forwarding = "Forwarding";
    private const string Limiting = "Limit by address and security headers";
    private const string Whole = "Authenticated: credential, scope, limit by consumer, CORS, security headers";

    public static Scenario Http { get; } = new("http", "plain HTTP", Forwarding) { IsPlain = true };

    public static Scenario Tls { get; } = new("tls", "TLS 1.3", Forwarding);

    public static Scenario Limit { get; } = new("limit", "limit and headers", Limiting) { IsLimited = true };

    public static Scenario ApiKey { get; } = new("apikey", "API key, limit in Redis", Whole) { Credential = Credential.ApiKey, IsLimited = true, IsShared = true };

    public static Scenario Jwt { get; } = new("jwt", "JWT, limit in Redis", Whole) { Credential = Credential.Token, IsLimited = true, IsShared = true };

    public static Scenario JwtLocal { get; } = new("jwt-local", "JWT, limit in process", Whole) { Credential = Credential.Token, IsLimited = true };

    public static Scenario JwtMany { get; } = new("jwt-10k", "10,000 JWTs, limit in process", Whole) { Credential = Credential.ManyTokens, IsLimited = true };

    public static Scenario JwtUncached { get; } =
        new("jwt-uncached", "JWT, no cache, limit in process", Whole) { Credential = Credential.Token, IsLimited = true, IsUncached = true };

    public static Scenario JwtEs256 { get; } = new("jwt-es256", "ES256 JWT, limit in process", Whole) { Credential = Credential.EcToken, IsLimited = true };

    public static Scenario JwtEs256Uncached { get; } =
        new("jwt-es256-uncached", "ES256 JWT, no cache, limit in process", Whole) { Credential = Credential.EcToken, IsLimited = true, IsUncached = true };

    /// <summary>A limit of one key that is used all the time, and the same one in Redis.</summary>
    public static Scenario HotLocal { get; } = new("hot-local", "one hot limit, in process", Limiting) { IsLimited = true, Permits = HotPermits };

    public static Scenario HotShared { get; } = new("hot-redis", "one hot limit, in Redis", Limiting) { IsLimited = true, IsShared = true, Permits = HotPermits };

    /// <summary>The whole chain on few routes, and on many: the same work for each request.</summary>
    public static Scenario FewRoutes { get; } = new("routes-0010", "10 routes", Whole) { Credential = Credential.Token, IsLimited = true, Routes = 10 };

    public static Scenario ManyRoutes { get; } = new("routes-1000", "1,000 routes", Whole) { Credential = Credential.Token, IsLimited = true, Routes = 1000 };

    public static IReadOnlyList<Scenario> All { get; } = [Http, Tls, Limit, ApiKey, Jwt, JwtLocal, JwtMany, JwtUncached, JwtEs256, JwtEs256Uncached];

    public Credential Credential { get; init; }

    /// <summary>Permits a second of the limit: out of reach, because a refusal would be measured as an answer.</summary>
    public int Permits { get; init; } = 1_000_000;

    /// <summary>No TLS.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Limits the client, and hardens the answer.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The limit is counted in Redis (by contenders that can).</summary>
    public bool IsShared { get; init; }

    /// <summary>Redis is asked for each request.</summary>
    public bool IsUnleased { get; init; }

    /// <summary>Verified tokens are not remembered.</summary>
    public bool IsUncached { get; init; }

    /// <summary>What is POSTed; null for a GET.</summary>
    public Payload? Payload { get; init; }

    /// <summary>Bytes that the backend answers with; null for its small JSON document.</summary>
    public int? AnswerBytes { get; init; }

    /// <summary>The bound of request bodies that RequestLimits holds on a route without a limit by rate; null for none.</summary>
    public string? MaxBody { get; init; }

    /// <summary>Bodies are judged by the schema of <see cref="Scenarios.Payload.OrderSchema"/>.</summary>
    public bool IsValidated { get; init; }

    /// <summary>So much to carry that a certain number of requests may take long.</summary>
    public bool IsLarge => Math.Max(AnswerBytes ?? 0, Payload?.Bytes ?? 0) > LargeBytes;

    /// <summary>How many routes the server has, the one with the low limit included. The requests take turns among the others.</summary>
    public int Routes { get; init; } = 2;

    public bool IsAuthenticated => Credential is not Credential.None;

    public string Path => AnswerBytes is { } bytes ? $"/{Name}/bytes/{bytes}" : PathOf(Name);

    /// <summary>The identifiers of the routes that requests take turns among. All do the same, each with a limit of its own.</summary>
    public IEnumerable<string> RouteIds => Enumerable.Range(0, Routes - 1).Select(i => i == 0 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}-{i:D4}"));

    public IReadOnlyList<string> Paths => [.. RouteIds.Select(PathOf)];

    /// <summary>The same work, with a limit that a few requests reach: proof that the limit is on.</summary>
    public string TightPath => PathOf($"{Name}-tight");

    public static string PathOf(string routeId) => $"/{routeId}/orders/42";
}
