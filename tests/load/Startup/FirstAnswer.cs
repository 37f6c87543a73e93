using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Startup;

/// <summary>Knocks until a server answers a request with 200: connection, handshake, request and answer, as its first client has them.</summary>
internal sealed class FirstAnswer(Material material, Scenario scenario, int port)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        $"GET {scenario.Path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{string.Concat(RequestFields.Of(scenario, material).Select(static f => $"{f.Name}: {f.Value}\r\n"))}\r\n");

    /// <summary>The time since <paramref name="started"/>.</summary>
    /// <exception cref="LoadTestException">It ended, or did not answer in time.</exception>
    public async Task<TimeSpan> WaitAsync(long started, ManagedProcess process, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            while (!await IsAnsweredAsync(patience.Token))
            {
                process.EnsureRuns();
                await Task.Delay(Pause, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LoadTestException($"port {port}: no answer with 200 within {Patience.TotalSeconds:F0} s");
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private async Task<bool> IsAnsweredAsync(CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(System.Net.IPAddress.Loopback, port, cancellation);
            await using var tls = new SslStream(client.GetStream());
            // What is measured is when it answers; who it is, AnswerCheck looks at in the other measurements.
#pragma warning disable CA5359
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true }, cancellation);
#pragma warning restore CA5359
            await tls.WriteAsync(_request, cancellation);
            var status = new byte["HTTP/1.1 200".Length];
            await tls.ReadExactlyAsync(status, cancellation);
            return status.AsSpan().EndsWith(" 200"u8);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
