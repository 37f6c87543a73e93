using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Admissions;

/// <summary>
/// Two HAProxies whose stick tables are kept alike by the peers protocol. A table's entry is overwritten by what a peer pushes, not added
/// to it. "http_req_rate" counts refused requests, too, so that a client that goes on stays out; a general purpose counter counts what is
/// admitted only, as the others do.
/// </summary>
internal sealed class HaproxyEntrant(bool countsRefused)
    : Entrant("HAProxy", countsRefused ? "`http_req_rate`, refused requests counted, `peers`" : "`gpc0_rate` of admitted requests, `peers`", Counting.Sliding, instances: 2)
{
    private readonly int[] _peers = [LoopbackPort.Free(), LoopbackPort.Free()];
    private readonly int[] _stats = [LoopbackPort.Free(), LoopbackPort.Free()];

    public override Tool Needs => Tool.Haproxy;

    public override async Task StartAsync(Site site, Quota quota, CancellationToken cancellation)
    {
        for (var i = 0; i < Ports.Count; i++)
        {
            var path = site.Write($"admitted-haproxy-{countsRefused}-{i}.conf", Configuration(site, quota, i));
            await LaunchAsync(i, site, Tool.Haproxy.FindOrThrow(), ["-db", "-L", $"peer{i}", "-f", path], cancellation);
        }

        // Measured before they know of each other, it would be two tables.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        foreach (var port in _stats)
            while (!await AreConnectedAsync(port, patience.Token)) await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
    }

    private string Configuration(Site site, Quota quota, int instance)
    {
        var rate = countsRefused ? "http_req_rate" : "gpc0_rate";
        return $$"""
            global
              nbthread {{site.Cores.ServerCount}}
              maxconn 4096
              stats socket ipv4@127.0.0.1:{{_stats[instance]}} level admin
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              http-reuse always
            peers both
              peer peer0 127.0.0.1:{{_peers[0]}}
              peer peer1 127.0.0.1:{{_peers[1]}}
            frontend public
              bind 127.0.0.1:{{Ports[instance]}} ssl crt {{site.Material.BundlePath}} alpn http/1.1 ssl-min-ver TLSv1.3
              stick-table type ip size 100k expire {{quota.WindowSeconds * 3}}s store gpc0,{{rate}}({{quota.WindowSeconds}}s) peers both
              http-request track-sc0 src
              http-request deny deny_status 429 if { sc_{{rate}}(0) {{(countsRefused ? "gt" : "ge")}} {{quota.Permits}} }
              http-request sc-inc-gpc0(0)
              default_backend plain
            backend plain
              server a 127.0.0.1:{{site.BackendPort}}

            """;
    }

    private static async Task<bool> AreConnectedAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync("show peers\n"u8.ToArray(), cancellation);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var said = await reader.ReadToEndAsync(cancellation);
        return said.Contains("last_status=ESTA", StringComparison.Ordinal);
    }
}
