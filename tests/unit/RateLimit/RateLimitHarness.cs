using System.Net;
using System.Security.Claims;
using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.UnitTests.RateLimit;

/// <summary>The policy with its real store on virtual time, without sockets.</summary>
internal sealed class RateLimitHarness : IEventSink, IDisposable
{
    private readonly ServiceProvider _services;

    public RateLimitHarness(int maxPartitions = 2048)
    {
        _services = new ServiceCollection().AddSingleton<TimeProvider>(Time).AddSingleton<IEventSink>(this).AddRateLimit(maxPartitions).BuildServiceProvider();
        Store = (LocalRateLimitStore)_services.GetRequiredService<IRateLimitStore>();
    }

    public VirtualTime Time { get; } = new();

    public LocalRateLimitStore Store { get; }

    public IServiceProvider Services => _services;

    public List<SecurityEvent> Events { get; } = [];

    public static RoutePlan Plan { get; } = new() { RouteId = "orders", PathTemplate = "/orders", RequestStages = [], ResponseStages = [] };

    public static RateLimitRule Rule(int permits, string window = "00:00:01", int? burst = null, int cost = 1, params string[] by) =>
        new() { Permits = permits, Window = TimeSpan.Parse(window), Burst = burst, Cost = cost, By = by.Length == 0 ? ["Address"] : [.. by] };

    public static RateLimitOptions Options(params (string Name, RateLimitRule Rule)[] rules) =>
        new() { Rules = rules.ToDictionary(r => r.Name, r => r.Rule) };

    public static PlannedRule Planned(string name, RateLimitRule rule) => new(name, rule, new RulePlace("orders", "/orders", 64), 1, alarm: null);

    public RequestStage? ByAddress(RateLimitOptions options, string route = "orders", string? path = null) => RateLimitPolicy.CompileByAddress(options, Compilation(route, path));

    public ResponseStage? AtResponse(RateLimitOptions options) => RateLimitPolicy.CompileResponse(options, Compilation("orders"));

    public RequestStage? ByIdentity(RateLimitOptions options, string route = "orders") => RateLimitPolicy.CompileByIdentity(options, Compilation(route));

    public static Exchange From(string address = "192.0.2.1", string? consumer = null, (string, string)[]? headers = null, Claim[]? claims = null, string method = "GET", string? tier = null)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Method = method;
        foreach (var (name, value) in headers ?? []) context.Request.Headers.Append(name, value);
        var exchange = new Exchange(context, Plan);
        if (consumer is not null)
            exchange.Identity = new CallerIdentity { Principal = new ClaimsPrincipal(new ClaimsIdentity(claims ?? [], "test")), Scheme = "Jwt:main", Consumer = consumer, Tier = tier, Scopes = [], Roles = [] };
        return exchange;
    }

    /// <summary>Runs a stage that has to complete synchronously.</summary>
    public static Decision Decide(RequestStage stage, Exchange exchange) => stage.DecideAsync(exchange).Completed();

    /// <summary>How many of the exchanges are admitted.</summary>
    public static int Admitted(RequestStage stage, IEnumerable<Exchange> exchanges) => exchanges.Count(e => Decide(stage, e).IsContinue);

    public static IEnumerable<Exchange> Times(int count, Func<Exchange> exchange) => Enumerable.Range(0, count).Select(_ => exchange());

    public void Write(SecurityEvent securityEvent) => Events.Add(securityEvent);

    public void Dispose() => _services.Dispose();

    private RouteCompilation Compilation(string route, string? path = null) =>
        new(new GatewayOptions(), route, path is null ? null : new RouteConfig { RouteId = route, Match = new RouteMatch { Path = path } }, _services) { Effective = new Dictionary<string, PolicyOptions>() };
}
