namespace Gateway.LoadTests.Waf;

/// <summary>What a rule set costs, without a server around it.</summary>
/// <param name="Rules">What the table calls it.</param>
/// <param name="Count">How many rules it has.</param>
internal sealed record EngineFigures(string Rules, int Count)
{
    /// <summary>From the files to a rule set that is ready, in a process that has just begun.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>What of the heap is in use because of it, in millions of bytes.</summary>
    public required double HeapMegabytes { get; init; }

    /// <summary>By how much resident memory has grown when it is loaded: code, and garbage that was not yet collected, included.</summary>
    public required double ResidentMegabytes { get; init; }

    /// <summary>The same heap when all kinds of requests were served thousands of times.</summary>
    public required double WarmHeapMegabytes { get; init; }

    /// <summary>By the name of the request.</summary>
    public required IReadOnlyDictionary<string, EngineCost> Requests { get; init; }
}

/// <summary>What one request costs, from its bytes to the verdict.</summary>
internal sealed record EngineCost(double ProcessorMicroseconds, double AllocatedBytes);
