using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Benchmarks.Slow;

/// <summary>Well-behaved clients with an address of their own: paced requests, one in twenty on a new connection.</summary>
internal sealed class Bystander(Uri gateway, string certificatePath)
{
    private const int Clients = 4;
    private const int FreshEvery = 20;

    private static readonly IPAddress From = IPAddress.Parse("127.0.0.2");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public async Task<BystanderResult> RunAsync(CancellationToken end)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(certificatePath);
        using var client = Client(certificate);
        var each = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => SendAsync(client, end)));
        return new BystanderResult([.. each.SelectMany(static r => r.Milliseconds).Order()], each.Sum(static r => r.Failed));
    }

    private async Task<(List<double> Milliseconds, int Failed)> SendAsync(HttpClient client, CancellationToken end)
    {
        List<double> milliseconds = [];
        var failed = 0;
        while (!end.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, "/open/status"));
            request.Headers.ConnectionClose = milliseconds.Count % FreshEvery == 0;
            try
            {
                using var response = await client.SendAsync(request, CancellationToken.None);
                if (response.StatusCode is not HttpStatusCode.OK) failed++;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                failed++;
            }

            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(Pause, CancellationToken.None);
        }

        return (milliseconds, failed);
    }

    private static HttpClient Client(X509Certificate2 certificate) => new(new SocketsHttpHandler
    {
        ConnectCallback = static async (context, token) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(From, 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    })
    {
        Timeout = TimeSpan.FromSeconds(20),
    };
}

/// <summary>Their latencies in order, and how many requests were not answered with 200.</summary>
internal sealed record BystanderResult(double[] Milliseconds, int Failed)
{
    public double At(double part) => Milliseconds.Length == 0 ? 0 : Milliseconds[(int)(part * (Milliseconds.Length - 1))];
}
