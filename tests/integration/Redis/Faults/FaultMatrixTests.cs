using System.Diagnostics;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis;

namespace Gateway.IntegrationTests.Redis.Faults;

/// <summary>Each fault of the store times each answer to it: what clients see, how long they wait, what is told, and how it ends.</summary>
[Collection(ProcessTests.Collection)]
public sealed class FaultMatrixTests
{
    private const int Faults = 8, Requests = 12;

    // What each of four replicas grants of 39 permits.
    private const int Share = (FaultySystem.Permits - 1) / FaultySystem.Replicas;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(2);

    // TLS and forwarding on a busy machine, beside what a plain timer is late.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(450);
    private readonly List<string> _cells = [];

    [Fact]
    public async Task Matrix_EachFaultAndMode_HasItsStatusWithinTheBudgetAndRecovers()
    {
        await using var system = await FaultySystem.StartAsync();
        await AnsweredAsync(system, "start");
        // The first requests wait for the compiler, too.
        system.Longest = TimeSpan.Zero;
        var lateness = new TimerLateness();
        var before = system.StoreEvents;
        Assert.Empty(before);
        var faults = StoreFault.All(system);
        foreach (var fault in faults) await ExamineAsync(system, fault);

        Assert.Contains(system.Gateway.Events.All, static e => e is { Event: "request.rejected", Status: 503, Reason: "store-unavailable", Policy: "RateLimit" });
        var late = await lateness.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"longest request {system.Longest.TotalMilliseconds:0} ms, timers late by {late.TotalMilliseconds:0} ms at most");
        Assert.Equal((Faults, Faults * 3), (faults.Length, _cells.Count));
        Assert.True(system.Longest <= FaultySystem.Budget + Tolerance + late, $"a request took {system.Longest.TotalMilliseconds:0} ms");
    }

    private async Task ExamineAsync(FaultySystem system, StoreFault fault)
    {
        var (events, since) = (system.StoreEvents.Length, Stopwatch.GetTimestamp());
        var degraded = FaultySystem.Modes.ToDictionary(static m => m, system.Degraded);
        await fault.BeginAsync();
        foreach (var mode in FaultySystem.Modes)
        {
            var statuses = new int[Requests];
            for (var i = 0; i < Requests; i++) statuses[i] = await system.GetAsync(mode, fault.Name);
            var seen = string.Join(", ", statuses.CountBy(static s => s).Select(static s => $"{s.Value} × {s.Key}"));
            _cells.Add($"{fault.Name} / {mode}: {seen}");
            Assert.True(Expected(fault, mode) == seen, _cells[^1]);
            Assert.Equal(fault.IsOutage ? Requests : 0, system.Degraded(mode) - degraded[mode]);
        }

        if (fault.IsOutage) await Eventually.Async(() => system.Store.State is not BreakerState.Closed, Patience, $"{fault.Name}: the breaker is open");
        Assert.Equal(fault.IsOutage ? ["store.unavailable"] : [], system.StoreEvents[events..]);

        await fault.EndAsync();
        var took = await AnsweredAsync(system, fault.Name);
        Assert.True(took < Recovery, $"{fault.Name}: recovered after {took.TotalSeconds:0.00} s");
        Assert.Equal(fault.IsOutage ? ["store.unavailable", "store.recovered"] : [], system.StoreEvents[events..]);
        await Eventually.Async(() => system.Store.InFlight == 0, Patience, $"{fault.Name}: the client has let go of every call");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{string.Join("; ", _cells.TakeLast(3))}; decided again after {took.TotalMilliseconds:0} ms; {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s in all");
    }

    private static string Expected(StoreFault fault, string mode) => (fault.IsOutage, mode) switch
    {
        (false, _) or (_, "Allow") => $"{Requests} × 200",
        (_, "Deny") => $"{Requests} × 503",
        _ => $"{Share} × 200, {Requests - Share} × 429",
    };

    // Each mode is decided by Redis, time after time: single answers may miss the budget where the machine is busy.
    private static async Task<TimeSpan> AnsweredAsync(FaultySystem system, string name)
    {
        var since = Stopwatch.GetTimestamp();
        await Eventually.Async(
            async () => await system.GetAsync("Deny", $"after {name}") == 200 && system.Store.State is BreakerState.Closed, Patience, $"{name}: Redis decides again");
        var took = Stopwatch.GetElapsedTime(since);
        foreach (var mode in FaultySystem.Modes) Assert.Equal(200, await system.GetAsync(mode, $"once more after {name}"));
        return took;
    }
}
