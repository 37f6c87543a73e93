using System.Net;
using Gateway.Policies.ConcurrencyLimit;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Pipeline;
using Gateway.UnitTests.RateLimit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.ConcurrencyLimit;

/// <summary>The policy with its real table, with or without a store that a test plays.</summary>
internal sealed class SlotHarness : IEventSink, IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SlotHarness(ISharedSlots? shared = null, int maxPartitions = 2048)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(Time).AddSingleton<IEventSink>(this);
        if (shared is not null) services.AddSingleton(shared);
        _services = services.AddConcurrencyLimit(maxPartitions).BuildServiceProvider();
        Table = _services.GetRequiredService<SlotTable>();
    }

    public VirtualTime Time { get; } = new();

    public SlotTable Table { get; }

    public List<SecurityEvent> Events { get; } = [];

    public static ConcurrencyLimitRule Rule(int permits, params string[] by) => new() { Permits = permits, By = by.Length == 0 ? ["Address"] : [.. by] };

    public RequestStage Stage(params (string Name, ConcurrencyLimitRule Rule)[] rules) =>
        ConcurrencyLimitPolicy.CompileByAddress(Options(rules), Compilation())!;

    public static ConcurrencyLimitOptions Options(params (string Name, ConcurrencyLimitRule Rule)[] rules) => new() { Rules = rules.ToDictionary(r => r.Name, r => r.Rule) };

    public RouteCompilation Compilation(string route = "orders") =>
        new(new GatewayOptions(), route, null, _services) { Effective = new Dictionary<string, PolicyOptions>() };

    public static Exchange From(string address = "192.0.2.1", string? header = null)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (header is not null) context.Request.Headers["X-Key"] = header;
        return new Exchange(context, RateLimitHarness.Plan);
    }

    public static Rejection? Decide(RequestStage stage, Exchange exchange) => stage.DecideAsync(exchange).Completed().Rejection;

    public void Write(SecurityEvent securityEvent) => Events.Add(securityEvent);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A store whose replies a test gives.</summary>
internal sealed class PlayedSlots : ISharedSlots
{
    public List<(SlotCall Call, bool IsWaitedFor, TaskCompletionSource<SlotReply> Reply)> Calls { get; } = [];

    /// <summary>Answers at once when set.</summary>
    public Func<SlotCall, SlotReply>? Answer { get; set; }

    public UInt128 PartitionHashKey => 1;

    public bool IsAsked { get; set; } = true;

    public int Life { get; set; } = 1;

    public int UsableLife { get; set; } = 1;

    public int Replicas { get; set; } = 2;

    public TimeSpan RetryAfter => TimeSpan.FromMilliseconds(250);

    public Action<bool>? Heard { get; set; }

    public ValueTask<SlotReply> AskAsync(SlotCall call, bool isWaitedFor)
    {
        lock (Calls)
        {
            var reply = new TaskCompletionSource<SlotReply>();
            Calls.Add((call, isWaitedFor, reply));
            if (Answer is { } answer) reply.SetResult(answer(call));
            return new(reply.Task);
        }
    }
}
