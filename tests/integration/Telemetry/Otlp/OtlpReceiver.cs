using System.Collections.Concurrent;
using Gateway.IntegrationTests.Support;
using Microsoft.AspNetCore.Builder;

namespace Gateway.IntegrationTests.Telemetry.Otlp;

/// <summary>A collector that takes OTLP over HTTP and keeps what it was sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app = LoopbackKestrel.Build(LoopbackListener.Http1);
    private readonly ConcurrentQueue<ProtobufMessage> _traces = new();
    private readonly ConcurrentQueue<ProtobufMessage> _metrics = new();
    private readonly ConcurrentQueue<ProtobufMessage> _logs = new();

    private OtlpReceiver()
    {
        _app.Run(async context =>
        {
            var queue = context.Request.Path.Value switch
            {
                "/v1/traces" => _traces,
                "/v1/metrics" => _metrics,
                "/v1/logs" => _logs,
                var other => throw new InvalidOperationException($"OTLP has no {other}"),
            };
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            queue.Enqueue(new ProtobufMessage(body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
    }

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public int Port => LoopbackKestrel.Ports(_app)[0];

    public IReadOnlyList<OtlpSpan> Spans => [.. _traces.SelectMany(OtlpRecords.Spans)];

    public IReadOnlyList<OtlpMetric> Metrics => [.. _metrics.SelectMany(OtlpRecords.Metrics)];

    public IReadOnlyList<OtlpLog> Logs => [.. _logs.SelectMany(OtlpRecords.Logs)];

    public IReadOnlyDictionary<string, string> Resource => OtlpRecords.Resource(_traces.First());

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
