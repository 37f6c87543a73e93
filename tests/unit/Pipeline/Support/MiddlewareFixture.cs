using System.Diagnostics;
using Gateway.Hosting;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.UnitTests.Pipeline;

/// <summary>The real routing of ASP.NET Core with the middleware behind it and a stub in YARP's place; no server.</summary>
internal sealed class MiddlewareFixture : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging().AddRouting().AddSingleton(new DiagnosticListener("test")).BuildServiceProvider();

    private readonly ApplicationBuilder _app;
    private RequestDelegate? _pipeline;

    public MiddlewareFixture(RoutePlan? unmatched = null)
    {
        _app = new ApplicationBuilder(_services);
        _app.UseRouting();
        var snapshots = new CurrentSnapshot(new GatewaySnapshot(
            new LoadedConfiguration(null!, new GatewayFile(), [], [], new RoutePolicies(null!, new Dictionary<string, PolicyOptions>()), ""),
            1, null!, new Dictionary<RouteConfig, RoutePlan>(), unmatched ?? Plan(RoutePlan.NoRoute), null!));
        _app.Use(next => context =>
        {
            Endpoint = context.GetEndpoint();
            return new PolicyMiddleware(next, Parts.Runner, Parts.Rejections, snapshots, Parts.Deadlines, Parts.Backends, Parts.Requests).InvokeAsync(context);
        });
    }

    public PipelineFixture Parts { get; } = new();

    /// <summary>What YARP does; it counts how often it was asked.</summary>
    public RequestDelegate Forward { get; set; } = static _ => Task.CompletedTask;

    public int Forwarded { get; private set; }

    public Endpoint? Endpoint { get; private set; }

    public static RoutePlan Plan(string id = "orders", TimeSpan? timeout = null, params PlannedStage[] stages) =>
        new() { RouteId = id, PathTemplate = "/orders", Timeout = timeout, RequestStages = stages, ResponseStages = [] };

    public MiddlewareFixture Map(string pattern, RoutePlan? plan, params string[] methods) => MapHosts(pattern, plan, [], methods);

    public MiddlewareFixture MapHosts(string pattern, RoutePlan? plan, string[] hosts, string[] methods)
    {
        var route = new RouteConfig { RouteId = pattern, ClusterId = "c", Match = new RouteMatch { Path = pattern, Methods = methods.Length == 0 ? null : methods } };
        _app.UseEndpoints(endpoints =>
        {
            var builder = endpoints.Map(pattern, context =>
            {
                Forwarded++;
                return Forward(context);
            });
            if (hosts.Length > 0) builder.RequireHost(hosts);
            if (methods.Length > 0) builder.WithMetadata(new Microsoft.AspNetCore.Routing.HttpMethodMetadata(methods));
            RouteEndpoints.Configure(builder, route, plan);
        });
        return this;
    }

    public async Task<TestResponse> SendAsync(string path, string method = "GET", Action<HttpContext>? prepare = null)
    {
        _pipeline ??= _app.Build();
        var context = PipelineFixture.Context(out var response, method);
        context.RequestServices = _services;
        context.Request.Path = path;
        prepare?.Invoke(context);
        await _pipeline(context);
        return response;
    }

    public void Dispose()
    {
        Parts.Dispose();
        _services.Dispose();
    }
}

internal sealed record ForwarderFailure(ForwarderError Error, Exception? Exception = null) : IForwarderErrorFeature;
