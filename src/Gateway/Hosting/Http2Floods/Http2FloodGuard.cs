using System.IO.Pipelines;
using System.Net;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Networking;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gateway.Hosting.Http2Floods;

/// <summary>Connection middleware behind TLS: gives each HTTP/2 connection its <see cref="Http2Budget"/> and ends the ones that overspend.</summary>
internal sealed class Http2FloodGuard(ConnectionDelegate next, Http2LimitsOptions limits, Http2FloodMetrics metrics, IEventSink events, TimeProvider time)
{
    public Task OnConnectionAsync(ConnectionContext connection) =>
        connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) == true ? MeterAsync(connection) : next(connection);

    private async Task MeterAsync(ConnectionContext connection)
    {
        var transport = connection.Transport;
        var budget = new Http2Budget(limits.MaxControlFramesPerSecond, limits.MaxResetsPerSecond, time);
        connection.Transport = new Duplex(
            new MeteredInput(transport.Input, budget, () => Report(connection, budget)), new MeteredOutput(transport.Output, budget));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private void Report(ConnectionContext connection, Http2Budget budget)
    {
        metrics.Closed(budget.Overspent!);
        events.Write(new SecurityEvent
        {
            Event = "connection.closed",
            Outcome = "rejected",
            Policy = "Http2",
            Reason = budget.Overspent,
            ClientAddress = connection.RemoteEndPoint is IPEndPoint peer ? ClientAddress.Normalize(peer.Address).ToString() : null,
        });
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
