using Gateway.Policies.Configuration;
using Gateway.UnitTests.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.Configuration.Loading;

/// <summary>What the checks take for the same pattern is what the real routing cannot decide.</summary>
public sealed class RouteCollisionTests
{
    private const string Ambiguous = "AmbiguousMatchException";

    [Theory]
    [InlineData("/a/{x}", "/A/{y}", "/a/1")]
    [InlineData("/a/{x}", "/a/{x?}", "/a/1")]
    [InlineData("/a/{**x}", "/a/{*y}", "/a/1/2")]
    [InlineData("/a", "/a/", "/a")]
    [InlineData("/{a}.{b}", "/{x}.{y}", "/1.2")]
    public async Task Shape_Same_RoutingThrows(string first, string second, string path)
    {
        Assert.Equal(RoutePattern.Shape(first), RoutePattern.Shape(second));
        Assert.Equal(Ambiguous, await Route(path, (first, []), (second, [])));
    }

    [Theory]
    [InlineData("/a/{x}", "/a/{**x}", "/a/1", "/a/{x}")]
    [InlineData("/a/{x}", "/a/{x:int}", "/a/1", "/a/{x:int}")]
    [InlineData("/a", "/a/{x?}", "/a", "/a")]
    public async Task Shape_Different_RoutingDecides(string first, string second, string path, string expected)
    {
        Assert.NotEqual(RoutePattern.Shape(first), RoutePattern.Shape(second));
        Assert.Equal(expected, await Route(path, (first, []), (second, [])));
    }

    [Theory]
    [InlineData("api.example.com", "*.example.com")]
    [InlineData("api.example.com:8443", "api.example.com")]
    public async Task Hosts_OneMoreSpecific_RoutingTakesIt(string specific, string general) =>
        Assert.Equal("/{x}", await Route("/1", ("/{y}", [general]), ("/{x}", [specific])));

    private static async Task<string> Route(string path, params (string Pattern, string[] Hosts)[] routes)
    {
        using var gateway = new MiddlewareFixture();
        foreach (var (pattern, hosts) in routes) gateway.MapHosts(pattern, MiddlewareFixture.Plan(pattern), hosts, []);
        var taken = "";
        gateway.Forward = context =>
        {
            taken = context.Features.Get<Policies.Pipeline.Exchange>()!.Plan.RouteId;
            return Task.CompletedTask;
        };
        try
        {
            await gateway.SendAsync(path, prepare: static c => c.Request.Host = new HostString("api.example.com", 8443));
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }

        return taken;
    }
}
