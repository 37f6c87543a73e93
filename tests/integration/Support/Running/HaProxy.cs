using System.Diagnostics;
using System.Globalization;

namespace Gateway.IntegrationTests.Support;

/// <summary>A real HAProxy in front of some gateways: HTTP/1.1 with connections of its own to them, and TLS passed through. Stopped by its process id.</summary>
public sealed class HaProxy : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _stats = RedisServer.FreePort();

    private HaProxy(TempFolder folder, IReadOnlyList<(int Https, int Health)> gateways)
    {
        var start = new ProcessStartInfo("haproxy") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-db", "-f", folder.Write("haproxy.cfg", Configuration(gateways))]) start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Plain HTTP/1.1 for clients; it keeps and shares TLS connections to the gateways.</summary>
    public int HttpPort { get; } = RedisServer.FreePort();

    /// <summary>What comes here goes to one gateway as it is.</summary>
    public int TlsPort { get; } = RedisServer.FreePort();

    public static async Task<HaProxy> StartAsync(TempFolder folder, params (int Https, int Health)[] gateways)
    {
        var proxy = new HaProxy(folder, gateways);
        await proxy.WaitUntilAllAreUpAsync();
        return proxy;
    }

    /// <summary>Waits until it sends requests to every gateway.</summary>
    public Task WaitUntilAllAreUpAsync() => Eventually.Async(
        async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"haproxy exited with {_process.ExitCode}");
            try
            {
                await using var http = await RawHttp1Connection.ConnectAsync(_stats);
                var rows = (await http.GetAsync("/;csv")).Text.Split('\n').Where(static row => row.Contains(",gateway", StringComparison.Ordinal)).ToArray();
                return rows.Length > 0 && rows.All(static row => row.Contains(",UP,", StringComparison.Ordinal));
            }
            catch (System.Net.Sockets.SocketException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(30),
        "haproxy takes all gateways for ready");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private string Configuration(IReadOnlyList<(int Https, int Health)> gateways)
    {
        // The check is plain HTTP on the Health listener: a 503 takes the server out, a 200 takes it back in. A late answer is no 503:
        // on a busy machine, a check that gives up after its interval would take out gateways that are well.
        const string check = "check inter 200ms fall 1 rise 1";
        string Servers(string more) => string.Join('\n', gateways.Select((gateway, i) => string.Create(
            CultureInfo.InvariantCulture, $"  server gateway{i} 127.0.0.1:{gateway.Https} {check} port {gateway.Health} no-check-ssl {more}")));
        return string.Create(CultureInfo.InvariantCulture, $"""
            global
              maxconn 2000
            defaults
              timeout connect 2s
              timeout client 60s
              timeout server 60s
              timeout tunnel 60s
              timeout check 10s
              option redispatch 1
            frontend http
              mode http
              bind 127.0.0.1:{HttpPort}
              default_backend http
            backend http
              mode http
              balance roundrobin
              option httpchk GET /readyz
            {Servers("ssl verify none sni str(localhost) alpn http/1.1")}
            frontend tls
              mode tcp
              bind 127.0.0.1:{TlsPort}
              default_backend tls
            backend tls
              mode tcp
              balance roundrobin
              option httpchk GET /readyz
            {Servers("")}
            frontend stats
              mode http
              bind 127.0.0.1:{_stats}
              stats enable
              stats uri /

            """);
    }
}
