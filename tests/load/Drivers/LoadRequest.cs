namespace Gateway.LoadTests.Drivers;

/// <summary>What a load generator sends: one GET or one POST again and again, or several GETs in turn.</summary>
internal sealed record LoadRequest(Uri Address)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Paths that take turns; none or one: the address's own.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>A file with tokens, one a line, that take turns in the Authorization field; null for none.</summary>
    public string? TokensPath { get; init; }

    /// <summary>A file that is the body of a POST; null for a GET.</summary>
    public string? BodyPath { get; init; }
}

/// <summary>How much it sends.</summary>
/// <param name="Connections">Requests in flight: connections over HTTP/1.1, connections times streams over HTTP/2.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="ExpectedRate">Requests per second to expect, from an earlier run; null in the first one, and where only the rate is wanted.</param>
internal sealed record LoadAmount(int Connections, int Seconds, double? ExpectedRate);

internal interface ILoadDriver
{
    Task<LoadResult> RunAsync(LoadRequest request, LoadAmount amount, CancellationToken cancellation);
}
