using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Drivers;

namespace Gateway.LoadTests.Comparing;

/// <summary>One measurement of one case.</summary>
internal sealed record Sample(double RequestsPerSecond, long Requests, long Failures, TimeSpan P50, TimeSpan P99)
{
    /// <summary>Processor time of the server, without what the kernel does for the network outside of its processes.</summary>
    public required double ProcessorMicroseconds { get; init; }

    /// <summary>The part of the time in which the server was computing; clearly under 1 means that something else was the bottleneck.</summary>
    public required double Busy { get; init; }

    public TimeSpan? P999 { get; init; }

    public double? AllocatedBytes { get; init; }

    /// <summary>Answers of Redis for each request.</summary>
    public double? StoreCalls { get; init; }

    /// <summary>Processor time of Redis for each second that passed.</summary>
    public double? RedisBusy { get; init; }

    /// <summary>Processor time of Redis for each script that it ran, network and housekeeping included; null when it ran none.</summary>
    public double? RedisMicroseconds { get; init; }

    /// <summary>The script alone.</summary>
    public double? ScriptMicroseconds { get; init; }

    /// <summary>Decisions without Redis for each request.</summary>
    public double? Degraded { get; init; }

    /// <summary>The part of the tokens that were found verified.</summary>
    public double? TokenCacheHits { get; init; }

    public static Sample Of(LoadResult result, Counters used, TimeSpan elapsed, int serverCores)
    {
        // Refusals cost, too.
        var answers = Math.Max(1, result.Requests + result.Failures);
        return new Sample(result.RequestsPerSecond, result.Requests, result.Failures, result.P50, result.P99)
        {
            P999 = result.P999,
            ProcessorMicroseconds = used.ProcessorTime.TotalMicroseconds / answers,
            Busy = used.ProcessorTime / (elapsed * serverCores),
            AllocatedBytes = used.AllocatedBytes / answers,
            StoreCalls = used.StoreCalls / answers,
            RedisBusy = used.Redis?.ProcessorTime / elapsed,
            RedisMicroseconds = used.Redis is { Scripts: > 0 } all ? all.ProcessorTime.TotalMicroseconds / all.Scripts : null,
            ScriptMicroseconds = used.Redis is { Scripts: > 0 } own ? own.ScriptTime.TotalMicroseconds / own.Scripts : null,
            Degraded = used.Degraded / answers,
            TokenCacheHits = used.TokenCacheHits + used.TokenCacheMisses is > 0 and var lookups ? used.TokenCacheHits / lookups : null,
        };
    }
}
