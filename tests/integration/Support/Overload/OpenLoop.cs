using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;

namespace Gateway.IntegrationTests.Support;

/// <summary>Clients who come at a fixed rate, whether or not earlier ones have been answered: what overload is.</summary>
/// <param name="gateway">Its public address; the certificate is not looked at.</param>
public sealed class OpenLoop(Uri gateway) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        EnableMultipleHttp2Connections = true,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    });

    /// <summary>Sends for so long and waits for all answers.</summary>
    public async Task<LoadOutcome> RunAsync(string path, double perSecond, TimeSpan duration)
    {
        var answers = new ConcurrentQueue<LoadAnswer>();
        var pending = new List<Task>();
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Tick);
        var sent = 0;
        while (await timer.WaitForNextTickAsync())
        {
            var elapsed = clock.GetElapsedTime(start);
            if (elapsed >= duration) break;
            for (; sent < elapsed.TotalSeconds * perSecond; sent++) pending.Add(SendAsync(path, start, answers));
        }

        await Task.WhenAll(pending);
        return new LoadOutcome([.. answers]);
    }

    public void Dispose() => _client.Dispose();

    private async Task SendAsync(string path, long start, ConcurrentQueue<LoadAnswer> answers)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var status = 0;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, path))
            {
                // Few connections, so that handshakes are not what is measured.
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await _client.SendAsync(request, CancellationToken.None);
            await response.Content.ReadAsByteArrayAsync();
            status = (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            // Counted as status 0.
        }

        answers.Enqueue(new(status, clock.GetElapsedTime(start), clock.GetElapsedTime(began)));
    }
}

/// <summary>One answer.</summary>
/// <param name="Status">Its status; 0 for none.</param>
/// <param name="At">When it came, from the beginning.</param>
/// <param name="Latency">How long it took.</param>
public readonly record struct LoadAnswer(int Status, TimeSpan At, TimeSpan Latency);

/// <summary>All answers of a run.</summary>
public sealed class LoadOutcome(LoadAnswer[] answers)
{
    public int Sent => answers.Length;

    public int Succeeded => Count(200);

    public int Count(int status) => answers.Count(a => a.Status == status);

    /// <summary>Successful answers a second within a span.</summary>
    public double Goodput(TimeSpan from, TimeSpan to) => answers.Count(a => a.Status == 200 && a.At >= from && a.At < to) / (to - from).TotalSeconds;

    /// <summary>A quantile of the latency of successful answers that came after a moment.</summary>
    public TimeSpan Latency(double quantile, TimeSpan from = default)
    {
        var latencies = answers.Where(a => a.Status == 200 && a.At >= from).Select(static a => a.Latency).Order().ToArray();
        return latencies.Length == 0 ? TimeSpan.MaxValue : latencies[(int)Math.Min(latencies.Length - 1, quantile * latencies.Length)];
    }
}
