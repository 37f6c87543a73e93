using System.Security.Authentication;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.UnitTests.Configuration.Binding;

public sealed class BinderYarpTests
{
    [Fact]
    public void Bind_EveryRouteField_GivesYarpsRecord()
    {
        var route = Tree.Bind<RouteConfig>("""
            {
              "RouteId": "r", "ClusterId": "c", "Order": -1, "MaxRequestBodySize": 1000000,
              "AuthorizationPolicy": "Anonymous", "CorsPolicy": "Default", "RateLimiterPolicy": "x",
              "Timeout": "00:00:30", "TimeoutPolicy": "t",
              "Metadata": { "Key": "v" },
              "Match": {
                "Path": "/d/{**rest}", "Hosts": ["a.example"], "Methods": ["GET", "PUT"],
                "Headers": [{ "Name": "H", "Values": ["v1", "v2"], "Mode": "HeaderPrefix", "IsCaseSensitive": true }],
                "QueryParameters": [{ "Name": "Q", "Values": ["q1"], "Mode": "Prefix", "IsCaseSensitive": true }]
              },
              "Transforms": [{ "RequestHeader": "X", "Append": "y" }]
            }
            """);

        Assert.Equal(new RouteConfig
        {
            RouteId = "r",
            ClusterId = "c",
            Order = -1,
            MaxRequestBodySize = 1000000,
            AuthorizationPolicy = "Anonymous",
            CorsPolicy = "Default",
            RateLimiterPolicy = "x",
            Timeout = TimeSpan.FromSeconds(30),
            TimeoutPolicy = "t",
            Metadata = new Dictionary<string, string> { ["Key"] = "v" },
            Match = new RouteMatch
            {
                Path = "/d/{**rest}",
                Hosts = ["a.example"],
                Methods = ["GET", "PUT"],
                Headers = [new RouteHeader { Name = "H", Values = ["v1", "v2"], Mode = HeaderMatchMode.HeaderPrefix, IsCaseSensitive = true }],
                QueryParameters = [new RouteQueryParameter { Name = "Q", Values = ["q1"], Mode = QueryParameterMatchMode.Prefix, IsCaseSensitive = true }],
            },
            Transforms = [new Dictionary<string, string> { ["RequestHeader"] = "X", ["Append"] = "y" }],
        }, route);
        Assert.Equal(1000000, route.MaxRequestBodySize); // YARP's equality leaves it out
        Assert.Equal("y", route.Transforms![0]["append"]);
        Assert.Equal("v", route.Metadata!["KEY"]);
        AssertAllSet(route, 12 + 5 + 4 + 4);
    }

    [Fact]
    public void Bind_EveryClusterField_GivesYarpsRecord()
    {
        var cluster = Tree.Bind<ClusterConfig>("""
            {
              "ClusterId": "c", "LoadBalancingPolicy": "PowerOfTwoChoices",
              "SessionAffinity": {
                "Enabled": true, "Policy": "Cookie", "FailurePolicy": "Redistribute", "AffinityKeyName": "k",
                "Cookie": { "Domain": "d", "Expiration": "03:00:00", "HttpOnly": true, "IsEssential": true, "MaxAge": "1d", "Path": "/", "SameSite": "Strict", "SecurePolicy": "Always" }
              },
              "HealthCheck": {
                "Active": { "Enabled": true, "Interval": "00:00:10", "Timeout": "10s", "Policy": "ConsecutiveFailures", "Path": "/h" },
                "Passive": { "Enabled": true, "Policy": "TransportFailureRateHealthPolicy", "ReactivationPeriod": "00:05:00" },
                "AvailableDestinationsPolicy": "HealthyOrPanic"
              },
              "HttpClient": {
                "SslProtocols": ["Tls12", "Tls13"], "DangerousAcceptAnyServerCertificate": false, "MaxConnectionsPerServer": 1024,
                "EnableMultipleHttp2Connections": true, "RequestHeaderEncoding": "Latin1", "ResponseHeaderEncoding": "Latin1",
                "WebProxy": { "Address": "http://proxy:3128", "BypassOnLocal": true, "UseDefaultCredentials": false }
              },
              "HttpRequest": { "ActivityTimeout": "00:02:00", "Version": "2", "VersionPolicy": "RequestVersionOrLower", "AllowResponseBuffering": false },
              "Metadata": { "k": "v" },
              "Destinations": { "One": { "Address": "https://one.example", "Health": "https://one.example/h", "Host": "h", "Metadata": { "k": "v" } } }
            }
            """);

        Assert.Equal(new ClusterConfig
        {
            ClusterId = "c",
            LoadBalancingPolicy = "PowerOfTwoChoices",
            SessionAffinity = new SessionAffinityConfig
            {
                Enabled = true,
                Policy = "Cookie",
                FailurePolicy = "Redistribute",
                AffinityKeyName = "k",
                Cookie = new SessionAffinityCookieConfig
                {
                    Domain = "d",
                    Expiration = TimeSpan.FromHours(3),
                    HttpOnly = true,
                    IsEssential = true,
                    MaxAge = TimeSpan.FromDays(1),
                    Path = "/",
                    SameSite = SameSiteMode.Strict,
                    SecurePolicy = CookieSecurePolicy.Always,
                },
            },
            HealthCheck = new HealthCheckConfig
            {
                Active = new ActiveHealthCheckConfig
                {
                    Enabled = true,
                    Interval = TimeSpan.FromSeconds(10),
                    Timeout = TimeSpan.FromSeconds(10),
                    Policy = "ConsecutiveFailures",
                    Path = "/h",
                },
                Passive = new PassiveHealthCheckConfig
                {
                    Enabled = true,
                    Policy = "TransportFailureRateHealthPolicy",
                    ReactivationPeriod = TimeSpan.FromMinutes(5),
                },
                AvailableDestinationsPolicy = "HealthyOrPanic",
            },
            HttpClient = new HttpClientConfig
            {
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                DangerousAcceptAnyServerCertificate = false,
                MaxConnectionsPerServer = 1024,
                EnableMultipleHttp2Connections = true,
                RequestHeaderEncoding = "Latin1",
                ResponseHeaderEncoding = "Latin1",
                WebProxy = new WebProxyConfig { Address = new Uri("http://proxy:3128"), BypassOnLocal = true, UseDefaultCredentials = false },
            },
            HttpRequest = new ForwarderRequestConfig
            {
                ActivityTimeout = TimeSpan.FromMinutes(2),
                Version = new Version(2, 0),
                VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
                AllowResponseBuffering = false,
            },
            Metadata = new Dictionary<string, string> { ["k"] = "v" },
            Destinations = new Dictionary<string, DestinationConfig>
            {
                ["One"] = new() { Address = "https://one.example", Health = "https://one.example/h", Host = "h", Metadata = new Dictionary<string, string> { ["k"] = "v" } },
            },
        }, cluster);
        Assert.True(cluster.Destinations!.ContainsKey("ONE"));
        AssertAllSet(cluster, 8 + 5 + 8 + 3 + 5 + 3 + 7 + 3 + 4 + 4);
    }

    [Fact]
    public void Bind_FieldsThatYarpIgnoresOrMisreads_AreErrors() => Assert.Equal(
    [
        "gateway.json(1,31): GW2001 HealthCheck:Active:Query: found \"Query\"; allowed: Enabled, Interval, Timeout, Policy, Path",
        "gateway.json(1,91): GW1003 Destinations:A: found \"A\" beside \"a\" at gateway.json(1,82); allowed: names that differ by more than case",
        "gateway.json(1,117): GW2001 HttpClient:SSLProtocols: found \"SSLProtocols\"; allowed: SslProtocols, DangerousAcceptAnyServerCertificate, MaxConnectionsPerServer, WebProxy, EnableMultipleHttp2Connections, RequestHeaderEncoding, ResponseHeaderEncoding (did you mean \"SslProtocols\"?)",
    ], Tree.TryBind<ClusterConfig>("""{ "HealthCheck": { "Active": {"Query": "?a" } }, "Metadata":{}, "Destinations":{ "a": {}, "A": {} }, "HttpClient": {"SSLProtocols": "Tls13" } }""").Errors);

    // Every property of the record and of those under it has been given, so that nothing was compared as null with null.
    private static void AssertAllSet(object root, int expected)
    {
        var examined = 0;
        Walk(root);
        Assert.Equal(expected, examined);

        void Walk(object record)
        {
            foreach (var property in record.GetType().GetProperties().Where(p => p.CanWrite && !p.SetMethod!.IsStatic))
            {
                var value = property.GetValue(record);
                Assert.True(value is not null, $"{property.DeclaringType!.Name}.{property.Name}");
                examined++;
                if (IsYarp(value)) Walk(value);
                else if (value is not string && value is System.Collections.IEnumerable items)
                    foreach (var item in items)
                        if (IsYarp(item)) Walk(item);
                        else if (item is KeyValuePair<string, DestinationConfig> pair) Walk(pair.Value);
            }
        }

        static bool IsYarp(object value) => value.GetType().IsClass && value.GetType().Assembly == typeof(RouteConfig).Assembly;
    }
}
