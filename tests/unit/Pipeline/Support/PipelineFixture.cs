using System.Net;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;
using Gateway.Policies.Forwarding;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.UnitTests.Pipeline;

/// <summary>The parts of the pipeline with a recorded event sink and meter, and requests to run through them.</summary>
internal sealed class PipelineFixture : IDisposable
{
    private readonly PolicyMetrics _metrics;

    public PipelineFixture()
    {
        Measured = new MeasuredDecisions();
        _metrics = new PolicyMetrics(Measured.Factory);
        Rejections = new RejectionWriter(Events, _metrics);
        Runner = new PlanRunner(Rejections, _metrics, Clock, NullLogger<PlanRunner>.Instance);
        Deadlines = new RequestDeadlines(Clock);
        Backends = new BackendMetrics(Measured.Factory, Clock);
        Requests = new RequestMetrics(Measured.Factory);
    }

    public FakeClock Clock { get; } = new();

    public RecordedEvents Events { get; } = new();

    public MeasuredDecisions Measured { get; }

    public RejectionWriter Rejections { get; }

    public PlanRunner Runner { get; }

    public RequestDeadlines Deadlines { get; }

    public BackendMetrics Backends { get; }

    public RequestMetrics Requests { get; }

    public static DefaultHttpContext Context(out TestResponse response, string method = "GET", string protocol = "HTTP/1.1")
    {
        response = new TestResponse();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(response);
        context.Features.Set<IHttpResponseBodyFeature>(response);
        context.Features.Set<IHttpRequestLifetimeFeature>(response);
        context.Request.Method = method;
        context.Request.Protocol = protocol;
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
        return context;
    }

    public static RoutePlan Plan(params PlannedStage[] stages) => new()
    {
        RouteId = "orders",
        PathTemplate = "/orders/{id}",
        RequestStages = stages,
        ResponseStages = [],
    };

    public static PlannedStage Stage(
        string policy, Func<Exchange, ValueTask<Decision>> decide, PolicyMode mode = PolicyMode.Enforce, bool decidesAccess = false, DateTimeOffset? reportEnds = null) =>
        new(policy, new DelegateStage(decide), mode, decidesAccess, reportEnds);

    public static Exchange Exchange(params PlannedStage[] stages) => new(Context(out _), Plan(stages));

    public static Rejection Refusal(int status = 403, string reason = "refused") => new() { Status = status, Title = "No", Reason = reason };

    public void Dispose()
    {
        _metrics.Dispose();
        Measured.Dispose();
    }

    private sealed class DelegateStage(Func<Exchange, ValueTask<Decision>> decide) : RequestStage
    {
        public override ValueTask<Decision> DecideAsync(Exchange exchange) => decide(exchange);
    }
}

internal sealed class RecordedEvents : IEventSink
{
    public List<SecurityEvent> Written { get; } = [];

    public void Write(SecurityEvent securityEvent) => Written.Add(securityEvent);
}
