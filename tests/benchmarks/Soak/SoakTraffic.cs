using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Benchmarks.Support;

namespace Gateway.Benchmarks.Soak;

/// <summary>The mix: allowed requests of all three kinds of route, and every cheap kind of refusal, over HTTP/1.1 and HTTP/2.</summary>
internal sealed class SoakTraffic(Uri gateway, Configurations configurations, SoakTally tally, Disturbances disturbances)
{
    private const int Tokens = 64;
    private const int MaxBodyBytes = 4096;

    private readonly SoakRequest[] _mix = [.. Mix(configurations)];

    /// <summary>Routes of every kind, one with a limit in Redis and one with a backend that fails; the limits are out of reach, because a 429 would hide the other answers.</summary>
    /// <param name="configurations">Where it is written.</param>
    /// <param name="backend">The backend that is well.</param>
    /// <param name="failing">The backend that is not.</param>
    /// <param name="redisPort">Where Redis is.</param>
    /// <param name="version">Another number changes a header of every answer: something to reload.</param>
    public static string Configuration(Configurations configurations, string backend, string failing, int redisPort, int version) => configurations.Write(
        "gateway.json",
        string.Join(',',
            Configurations.Route("open", Configurations.Anonymous),
            Configurations.Route("partner", """
                "Authentication": { "Schemes": ["ApiKey:partners"] }, "Authorization": { "Scopes": ["orders:read"] },
                "RateLimit": { "per-consumer": { "By": ["Consumer"], "Permits": 1000000, "Window": "1s" } }
                """),
            Configurations.Route("user", """
                "Authentication": { "Schemes": ["Jwt:main"] }, "Authorization": { "Scopes": ["profile:read"] },
                "Cors": { "Origins": ["https://app.example.com"] }
                """),
            Configurations.Route("admin", """
                "Authentication": { "Schemes": ["ApiKey:partners"] }, "Authorization": { "Scopes": ["admin"] }
                """),
            Configurations.Route("shared", Configurations.Anonymous + """
                , "RateLimit": { "shared": { "By": ["Address"], "Permits": 1000000, "Window": "1s", "Shared": true, "OnStoreFailure": "Deny" } }
                """),
            Configurations.Route("failing", Configurations.Anonymous, cluster: "failing", more: """, "Timeout": "2s" """)),
        $$"""
            "Policies": {
              "SecurityHeaders": { "ReferrerPolicy": "{{(version % 2 == 0 ? "no-referrer" : "origin")}}" }, "RequestLimits": { "MaxBodyBytes": {{MaxBodyBytes}} },
              "RateLimit": { "per-address": { "By": ["Address"], "Permits": 1000000, "Window": "1s" } }
            },
            "Redis": { "ConnectionString": "127.0.0.1:{{redisPort}}", "DecisionBudget": "2s" },
            """,
        backend,
        $$""", "failing": { "Destinations": { "a": { "Address": "{{failing}}" } } }""");

    public async Task RunAsync(int connections, CancellationToken end)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(configurations.Certificate.CertificatePath);
        using var http1 = Client(certificate);
        using var http2 = Client(certificate);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(i =>
            SendAsync(i % 2 == 0 ? http1 : http2, i % 2 == 0 ? HttpVersion.Version11 : HttpVersion.Version20, i, end)));
    }

    private static IEnumerable<SoakRequest> Mix(Configurations configurations)
    {
        var key = ("X-Api-Key", configurations.ApiKey);
        var order = TypicalRequest.Json();
        for (var i = 0; i < Tokens; i++)
        {
            var bearer = ("Authorization", $"Bearer {configurations.Issuer.Token((i % 3) switch { 0 => "RS256", 1 => "ES256", _ => "PS256" }, $"user-{i}")}");
            yield return new("anonymous", 200, HttpMethod.Get, "/open/status?page=2");
            yield return new("API key", 200, HttpMethod.Get, "/partner/orders/42") { Header = key };
            yield return new("API key, JSON body", 200, HttpMethod.Post, "/partner/orders") { Header = key, Json = order };
            yield return new("JWT", 200, HttpMethod.Get, "/user/me") { Header = bearer };
            yield return new("JSON with a member twice", 400, HttpMethod.Post, "/partner/orders") { Header = key, Json = """{"a":1,"a":2}"""u8.ToArray() };
            yield return new("ambiguous path", 400, HttpMethod.Get, "/open/a%2Fb");
            yield return new("limit in Redis", 200, HttpMethod.Get, "/shared/1") { Cause = Disturbance.Redis, Explained = [503] };
            yield return new("backend that fails", 200, HttpMethod.Get, "/failing/1") { Cause = Disturbance.Backend, Explained = [502, 503, 504] };
            yield return new("no credential", 401, HttpMethod.Get, i % 2 == 0 ? "/partner/orders/42" : "/user/me");
            yield return new("scope missing", 403, HttpMethod.Get, "/admin/users") { Header = key };
            yield return new("no route", 404, HttpMethod.Get, $"/nowhere/{i}");
            yield return new("body too large", 413, HttpMethod.Post, "/open/upload") { Json = new byte[MaxBodyBytes + 1] };
        }
    }

    // The only certificate that is believed is the one that the gateway was given.
    private static HttpClient Client(X509Certificate2 certificate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    });

    private async Task SendAsync(HttpClient client, Version protocol, int first, CancellationToken end)
    {
        for (var i = first; !end.IsCancellationRequested; i++)
        {
            var kind = _mix[i % _mix.Length];
            var since = Stopwatch.GetTimestamp();
            try
            {
                using var request = kind.Create(gateway, protocol);
                // Not stopped in the middle: the last answers count, too.
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, CancellationToken.None);
                var status = (int)response.StatusCode;
                if (response.Version == protocol && (status == kind.Status || (kind.Explained.Contains(status) && disturbances.Explains(kind.Cause, since))))
                    tally.Expected(kind, status, protocol);
                else tally.Surprise(kind, $"{status} over HTTP/{response.Version}");
            }
            catch (HttpRequestException e)
            {
                tally.Surprise(kind, $"{e.HttpRequestError}: {e.InnerException?.Message ?? e.Message}");
                if (e.HttpRequestError is HttpRequestError.ConnectionError) return;
            }
        }
    }
}
