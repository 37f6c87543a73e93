using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Gateway.LoadTests.Admissions;

/// <summary>What one client was answered.</summary>
/// <param name="Sent">Requests.</param>
/// <param name="Admitted">Answers with 200.</param>
/// <param name="Refused">Answers with 429.</param>
/// <param name="Other">Everything else, failures of connections included.</param>
/// <param name="Elapsed">From before the first request until after the last answer.</param>
internal sealed record AdmissionCounts(long Sent, long Admitted, long Refused, long Other, TimeSpan Elapsed)
{
    /// <summary>When those with 200 were sent and answered.</summary>
    public IReadOnlyList<Admission> Times { get; init; } = [];

    /// <summary>Requests that were sent, and answered with 200, within one and the same span of a window: the most that there were.</summary>
    public int MostWithin(TimeSpan window)
    {
        var most = 0;
        foreach (var first in Times)
            most = Math.Max(most, Times.Count(t => t.Sent >= first.Sent && t.Answered <= first.Sent + window));
        return most;
    }
}

/// <summary>A request that was admitted: when it was sent and when its answer was there.</summary>
internal readonly record struct Admission(TimeSpan Sent, TimeSpan Answered);

/// <summary>Sends one client's requests at a fixed rate, several at a time to every instance, and counts the answers.</summary>
internal static class Overrun
{
    /// <summary>Requests that each instance gets at the same time: those in parallel are what counting apart misses.</summary>
    public const int AtOnce = 8;

    private const int Ok = 1;

    private static readonly IPAddress Client = IPAddress.Loopback;
    private static readonly IPAddress WarmUpClient = IPAddress.Parse("127.0.0.2");
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<AdmissionCounts> RunAsync(IReadOnlyList<int> ports, Quota quota, CancellationToken cancellation)
    {
        // Another client, so that what is compiled and connected on first use is there and the limit untouched.
        await SendAsync(ports, quota.PerSecond, WarmUp, WarmUpClient, cancellation);
        await Task.Delay(quota.UntilStart(TimeProvider.System.GetUtcNow()), cancellation);
        return await SendAsync(ports, quota.PerSecond, quota.Span, Client, cancellation);
    }

    private static async Task<AdmissionCounts> SendAsync(IReadOnlyList<int> ports, int perSecond, TimeSpan span, IPAddress from, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            MaxConnectionsPerServer = AtOnce,
            ConnectCallback = async (context, token) => await ConnectAsync(context.DnsEndPoint.Port, from, token),
            // Only who answers is measured; the certificate is the load test's own.
#pragma warning disable CA5359
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
        })
        { Timeout = TimeSpan.FromSeconds(10) };
        var counts = new long[4];
        var times = new ConcurrentQueue<Admission>();
        var workers = ports.Count * AtOnce;
        var pause = TimeSpan.FromSeconds((double)workers / perSecond);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(i => WorkAsync(i)));
        return new(counts[0], counts[1], counts[2], counts[3], Stopwatch.GetElapsedTime(began)) { Times = [.. times] };

        async Task WorkAsync(int worker)
        {
            var address = new Uri($"https://127.0.0.1:{ports[worker % ports.Count]}/orders/42");
            for (var due = TimeSpan.Zero; due < span; due += pause)
            {
                if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early) await Task.Delay(early, cancellation);
                var sent = Stopwatch.GetElapsedTime(began);
                if (sent >= span) return;
                Interlocked.Increment(ref counts[0]);
                var answer = await AskAsync(client, address, cancellation);
                Interlocked.Increment(ref counts[answer]);
                if (answer == Ok) times.Enqueue(new(sent, Stopwatch.GetElapsedTime(began)));
            }
        }
    }

    private static async ValueTask<Stream> ConnectAsync(int port, IPAddress from, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<int> AskAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(address, cancellation);
            return answer.StatusCode switch { HttpStatusCode.OK => Ok, HttpStatusCode.TooManyRequests => 2, _ => 3 };
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return 3;
        }
    }
}
