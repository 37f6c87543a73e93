using System.Diagnostics;
using System.Globalization;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Drivers;

/// <summary>
/// New connections by "openssl s_time", a process for each that is open at a time: connect, TLS 1.3 handshake, one request, answer, close, and again.
/// Every handshake is a whole one, and it says so for each; wrk and h2load both resume sessions as soon as they have a ticket.
/// </summary>
internal sealed class OpenSslTime(CoreSplit cores) : ILoadDriver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<LoadResult> RunAsync(LoadRequest request, LoadAmount amount, CancellationToken cancellation)
    {
        // It writes "GET <argument> HTTP/1.0": what is behind the path ends up as a field's value.
        var target = $"{request.Address.AbsolutePath} HTTP/1.1\r\nHost: {request.Address.Authority}\r\nConnection: close\r\nX-Rest: ";
        List<string> arguments =
        [
            "s_time", "-new", "-connect", request.Address.Authority, "-tls1_3", "-time", amount.Seconds.ToString(CultureInfo.InvariantCulture), "-www", target,
        ];
        var started = Stopwatch.GetTimestamp();
        var outputs = await Task.WhenAll(Enumerable.Range(0, amount.Connections).Select(async _ =>
        {
            var outcome = await Pinned.RunAsync(cores.Load, Tool.OpenSsl, arguments, TimeSpan.FromSeconds(amount.Seconds) + Patience, cancellation, mayFail: true);
            return OpenSslTimeOutput.Parse(outcome.Output + outcome.Errors);
        }));
        // Its own seconds are whole ones.
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new LoadResult(outputs.Sum(static o => o.Good), outputs.Sum(static o => o.Wrong), outputs.Sum(static o => o.Good + o.Wrong) / elapsed.TotalSeconds, TimeSpan.Zero, TimeSpan.Zero);
    }
}
