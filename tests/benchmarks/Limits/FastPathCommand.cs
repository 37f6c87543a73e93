using System.Diagnostics;
using System.Globalization;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Simulation.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Benchmarks.Limits;

/// <summary>What a decision costs by a lease and in the process, in turns; and what a million partitions weigh.</summary>
internal static class FastPathCommand
{
    private const int Rounds = 11, Takes = 1_000_000, Partitions = 1_000_000;

    public static int Run()
    {
        using var services = new ServiceCollection().AddRateLimit().BuildServiceProvider();
        var local = services.GetRequiredService<LocalRateLimitStore>();
        var rule = new BucketRule("hot", 1_000_000_000, TimeSpan.FromSeconds(100), 1_000_000_000, local);
        var take = new RateLimitTake(rule, rule.Partition("key"), 1);
        var (leased, inProcess, bytes) = (new List<double>(), new List<double>(), 0L);
        var table = Table();
        var store = new ModelStore();
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            leased.Add(Time(() => Take(table, store, take)));
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            inProcess.Add(Time(() => local.Take(new ReadOnlySpan<RateLimitTake>(in take))));
        }

        leased.Sort();
        inProcess.Sort();
        var (lease, process) = (leased[Rounds / 2], inProcess[Rounds / 2]);
        Print($"by lease {lease:0.0} ns (refills included, {(double)bytes / Takes:0.00} B a decision), in the process {process:0.0} ns: ratio {lease / process:0.00}; medians of {Rounds} rounds in turns");

        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var full = Table();
        for (var i = 0; i < Partitions; i++) Take(full, store: null, new RateLimitTake(rule, rule.Partition(i.ToString(CultureInfo.InvariantCulture)), 1));
        var weight = GC.GetTotalMemory(forceFullCollection: true) - empty;
        Print($"{full.Count:#,0} partitions at once: {weight / 1048576.0:0} MiB, {weight / full.Count} B each; the hot key then {Time(() => Take(table, store, take)):0.0} ns");
        GC.KeepAlive(full);
        return 0;
    }

    private static LeaseTable Table() => new(
        TimeProvider.System, new LeaseSettings { DurationTicks = 3 * TimeSpan.TicksPerSecond, BudgetTicks = TimeSpan.TicksPerSecond }, LocalRateLimitStore.DefaultMaxPartitions);

    // The answer comes at once: what is measured is the gateway's part.
    private static void Take(LeaseTable table, ModelStore? store, in RateLimitTake take)
    {
        table.Take(new ReadOnlySpan<RateLimitTake>(in take), true, static () => new Nobody(), out _, out _, out var call);
        if (call is not DrawCall draw) return;
        if (store is null) table.Fail(draw);
        else table.Apply(draw, store.Draw(draw.Rule, draw.Partition, "me", draw.Terms, Stopwatch.GetTimestamp() / 1000));
    }

    private static double Time(Action action)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Takes; i++) action();
        return Stopwatch.GetElapsedTime(began).TotalNanoseconds / Takes;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Nobody : LeaseRequest
    {
        public override void Fail()
        {
        }

        protected override void Decide(in RateLimitVerdict verdict)
        {
        }
    }
}
