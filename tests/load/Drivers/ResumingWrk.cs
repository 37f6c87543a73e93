namespace Gateway.LoadTests.Drivers;

/// <summary>
/// New connections by wrk: it closes after each answer, keeps the TLS session and resumes it with the next connection. (What nginx writes into its
/// log of such a run: all but the first of each of its connections were resumed.)
/// </summary>
internal sealed class ResumingWrk(Wrk wrk) : ILoadDriver
{
    public Task<LoadResult> RunAsync(LoadRequest request, LoadAmount amount, CancellationToken cancellation) =>
        wrk.RunAsync(request with { Headers = [.. request.Headers, ("Connection", "close")] }, amount, cancellation);
}
